"""The publisher: vault, entry bundles, tiles, a root computed twice, a signed note, the checkpoint.

Any number may run. A crash at any point is harmless: before the note is stored the tiles are unsigned and are found
again, identical; after it the stored note is written out, not signed anew. Nothing is remembered between two calls, so
after a commit whose outcome nobody knows the next one starts from what the database holds.
"""

from collections.abc import Iterable
from typing import Any

from labelproof.engine.engine import Engine
from labelproof.engine.log_keys import overlap_notes, parsed, signing_vkeys
from labelproof.engine.notes import HOUR, keep_note, newest_note, opened_checkpoint, prune_notes
from labelproof.engine.openings import ROOT, read_log
from labelproof.engine.promises import check_promises, shown_note
from labelproof.engine.tile_files import published_hashes, write_tiles
from labelproof.engine.timestamped import stamped_sizes
from labelproof.engine.vault import extend_vault, label_of
from labelproof.engine.witness_policy import showable
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint, format_checkpoint
from labelproof.log.note import format_note
from labelproof.log.tree import Frontier, range_hash
from labelproof.ports.blob_store import BlobMissing
from labelproof.ports.store import Reading, Transaction
from labelproof.ports.write import change
from labelproof.storage.tables import logs

count_signed = change(logs, by=("log_id",), sets=("signed_size",))


def publish(engine: Engine, log_id: int) -> Checkpoint | None:
    """Publish and sign what is committed; gives what is shown, None when that is nothing yet.

    Refused when signing could contradict a promise.
    """
    while True:
        stands = shown_note(engine, log_id)
        with engine.store.reading() as read:
            row, newest = read_log(read, log_id), newest_note(read, log_id)
            check_promises(engine, read, row, newest, stands)
            vkeys = signing_vkeys(engine, read, log_id, row.size) if row.size else []
        if row.size == 0:
            return None
        signed = 0 if newest is None else newest.size
        if row.size > signed:
            if row.kind != ROOT:
                extend_vault(engine, log_id, label_of(row.origin), signed, row.size)
            write_tiles(engine, row, signed)
            root = _root_twice(engine, row)
            if not _sign(engine, row, signed, root, vkeys):
                continue  # another publisher was first
        shown = show(engine, log_id)
        if newest is not None and newest.at // HOUR < (hour := engine.clock.now_ms() // HOUR):
            prune_notes(engine, log_id, newest.at, hour * HOUR, _rested_on(engine, row))
        return shown


def show(engine: Engine, log_id: int) -> Checkpoint | None:
    """Write out the newest note that may go out, last of all; again if a newer one was stored meanwhile."""
    shown: bytes | None = None
    while True:
        with engine.store.reading() as read:
            row = read_log(read, log_id)
            note = _note_to_show(engine, read, row)
        if note is None or note == shown:
            return None if note is None else opened_checkpoint(engine, row.origin, note)
        name = f"log/{label_of(row.origin)}/checkpoint"
        try:
            stands = engine.blobs.get(name)
        except BlobMissing:
            stands = b""
        if stands != note:
            if stands and _size(engine, row.origin, stands) > _size(engine, row.origin, note):
                return opened_checkpoint(engine, row.origin, stands)  # let out before the policy said to wait
            engine.blobs.replace(name, note)
        shown = note


def _note_to_show(engine: Engine, read: Reading, row: Any) -> bytes | None:
    if row.kind == ROOT:
        return showable(read, row.log_id, parsed(engine.signer.vkeys(row.origin)))
    return bytes(newest_note(read, row.log_id).note)


def _size(engine: Engine, origin: str, note: bytes) -> int:
    return opened_checkpoint(engine, origin, note).size


def _root_twice(engine: Engine, row: Any) -> bytes:
    """The root out of the tiles as they stand, and the one the writer kept: two ways that never met."""
    ours = Frontier.from_bytes(bytes(row.frontier)).root()
    theirs = range_hash(0, row.size, published_hashes(engine, row.origin, row.size))
    if ours != theirs:
        raise Refused(
            "log.two_roots",
            f"the tiles give another root at size {row.size} than the writer's frontier",
            "do not sign: run `labelproof reconcile`",
        )
    return ours


def _sign(engine: Engine, row: Any, signed: int, root: bytes, vkeys: list[str]) -> bool:
    """Store the promise under compare-and-swap, through the log's writer; False when another publisher was first."""
    text = format_checkpoint(row.origin, row.size, root)
    note = format_note(text, [engine.signer.sign(row.origin, text, vkey) for vkey in vkeys])

    def job(tx: Transaction) -> bool:
        tx.lock(row.log_id)
        if read_log(tx, row.log_id).signed_size != signed:
            return False
        tx.write(
            [
                count_signed(log_id=row.log_id, signed_size=row.size),
                keep_note(log_id=row.log_id, size=row.size, note=note, at=engine.clock.now_ms()),
            ]
        )
        return True

    return engine.store.writer(row.log_id).run(job)


def _rested_on(engine: Engine, row: Any) -> Iterable[int]:
    """Sizes of notes that are kept beyond their hour: the root log's timestamped ones, and those that changed keys."""
    if row.kind == ROOT:
        return stamped_sizes(engine)
    with engine.store.reading() as read:
        return [note.size for note in overlap_notes(engine, read, row.log_id)]
