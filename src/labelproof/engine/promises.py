"""What was promised before must be a prefix of what is there: else the database is a restored backup, or a fork."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from labelproof.engine.engine import Engine
from labelproof.engine.halts import check_halts
from labelproof.engine.log_keys import log_keys
from labelproof.engine.notes import OF_SIZE
from labelproof.engine.openings import LOG, ROOT, read_log
from labelproof.engine.root_entries import newest_entry
from labelproof.engine.vault import label_of
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint, format_checkpoint, open_checkpoint
from labelproof.log.note import open_note, parse_vkey
from labelproof.log.tree import EMPTY_ROOT, Frontier, merkle_root
from labelproof.ports.blob_store import BlobMissing
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.storage.tables import events

HASHES = Query(
    sa.select(events.c.leaf_hash).where(events.c.log_id == LOG, events.c.idx < param("stop")).order_by(events.c.idx)
)


def shown_note(engine: Engine, log_id: int) -> bytes | None:
    """The published checkpoint, to be read before the tables are: what it covers is in them then, unless they are older.

    The other way round, a publisher that is done in between would look like one from a later time.
    """
    with engine.store.reading() as read:
        label = label_of(read_log(read, log_id).origin)
    with suppress(BlobMissing):
        return engine.blobs.get(f"log/{label}/checkpoint")
    return None


def check_promises(engine: Engine, read: Reading, row: Any, newest: Any, shown: bytes | None) -> None:
    """Refused when signing this log could contradict a note, what is shown, an entry in the root log, or a witness."""
    check_halts(read, is_root=row.kind == ROOT)
    for where, note in _promised(engine, read, row, newest, shown):
        checkpoint = _opened(engine, read, row, note)
        if checkpoint.size > row.size:
            raise Refused(
                "log.behind",
                f"{where} of size {checkpoint.size} was signed and the database ends at {row.size}",
                "do not sign: the database is an older copy. Run `labelproof log restore`",
            )
        if _root_at(read, row, checkpoint) != checkpoint.root:
            raise Refused(
                "log.forked",
                f"{where} of size {checkpoint.size} has another root than the database",
                "do not sign: keep both, and find out who wrote into the database",
            )


def _promised(engine: Engine, read: Reading, row: Any, newest: Any, shown: bytes | None) -> Iterator[tuple[str, bytes]]:
    seen: set[bytes] = set()
    if newest is not None:
        seen.add(bytes(newest.note))
        yield "a checkpoint", bytes(newest.note)
    if shown is not None and shown not in seen:
        seen.add(shown)
        yield "a published checkpoint", shown
    root = None if row.kind == ROOT else engine.log_id(ROOT)
    entered = None if root is None else newest_entry(read, root, row.origin)
    if entered is not None and entered not in seen:
        yield "a checkpoint in the root log", entered


def _opened(engine: Engine, read: Reading, row: Any, note: bytes) -> Checkpoint:
    """The checkpoint in a note of ours; a key that was retired before its size does not count."""
    keys = log_keys(engine, read, row.log_id)
    vkeys = [parse_vkey(key.vkey) for key in keys]
    checkpoint = open_checkpoint(note, vkeys)
    signers = {signature.vkey.text for signature in open_note(note, vkeys).signatures}
    ended = [key for key in keys if key.vkey in signers]
    if all(key.last_size is not None and checkpoint.size > key.last_size for key in ended):
        raise Refused(
            "log.key_retired",
            f"a checkpoint of size {checkpoint.size} is signed only by a key that was retired before",
            "do not sign: keep it, it is evidence that the old key is in other hands",
        )
    return checkpoint


def _root_at(read: Reading, row: Any, checkpoint: Checkpoint) -> bytes:
    """The database's root at a promised size; where it holds the same promise, the tiles are checked after writing."""
    if checkpoint.size == row.size:
        return Frontier.from_bytes(bytes(row.frontier)).root() if row.size else EMPTY_ROOT
    kept = read.one(OF_SIZE, log_id=row.log_id, size=checkpoint.size)
    if kept is not None and format_checkpoint(*checkpoint[:3]) in bytes(kept.note):
        return checkpoint.root
    return merkle_root(bytes(r.leaf_hash) for r in read.each(HASHES, log_id=row.log_id, stop=checkpoint.size))
