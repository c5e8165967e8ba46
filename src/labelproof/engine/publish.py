"""The publisher: vault, entry bundles, tiles, a root computed twice, a signed note, the checkpoint (log.md section 4).

Any number may run. A crash at any point is harmless: before the note is stored the tiles are unsigned and are found
again, identical; after it the stored note is written out, not signed anew.
"""

from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from labelproof.engine.engine import Engine
from labelproof.engine.openings import LOG, leaves, read_log
from labelproof.engine.vault import extend_vault, label_of
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint, format_checkpoint, open_checkpoint
from labelproof.log.note import format_note, parse_vkey
from labelproof.log.tiles import WIDTH, format_tile_path, grow_tiles, tile_reader
from labelproof.log.tree import EMPTY_ROOT, Frontier, merkle_root, range_hash
from labelproof.ports.blob_store import BlobConflict, BlobMissing
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading, Transaction
from labelproof.ports.write import change, put
from labelproof.storage.tables import events, logs, notes

STEP = WIDTH * WIDTH
NEWEST = Query(sa.select(notes).where(notes.c.log_id == LOG).order_by(notes.c.size.desc()).limit(1))
COVERING = Query(
    sa.select(notes).where(notes.c.log_id == LOG, notes.c.size > param("index")).order_by(notes.c.size).limit(1)
)
NOTES = Query(sa.select(notes).where(notes.c.log_id == LOG).order_by(notes.c.size))
OF_SIZE = Query(sa.select(notes).where(notes.c.log_id == LOG, notes.c.size == param("size")))
HASHES = Query(
    sa.select(events.c.leaf_hash).where(events.c.log_id == LOG, events.c.idx < param("stop")).order_by(events.c.idx)
)
keep_note = put(notes)
count_signed = change(logs, by=("log_id",), sets=("signed_size",))


def newest_note(read: Reading, log_id: int) -> Any:
    """The newest signed note (size, note, at), or None."""
    return read.one(NEWEST, log_id=log_id)


def note_covering(read: Reading, log_id: int, index: int) -> Any:
    """The first stored note whose tree holds this leaf, or None."""
    return read.one(COVERING, log_id=log_id, index=index)


def opened_checkpoint(engine: Engine, origin: str, note: bytes) -> Checkpoint:
    """A note of ours, opened under our own key."""
    return open_checkpoint(note, [parse_vkey(engine.signer.vkey(origin))])


def publish(engine: Engine, log_id: int) -> Checkpoint | None:
    """Publish and sign what is committed; None when the log is empty. Refused when signing could contradict a promise."""
    while True:
        with engine.store.reading() as read:
            row, newest = read_log(read, log_id), newest_note(read, log_id)
            _check_promises(engine, read, row, newest)
        if row.size == 0:
            return None
        signed = 0 if newest is None else newest.size
        if row.size > signed:
            extend_vault(engine, log_id, label_of(row.origin), signed, row.size)
            _write_tiles(engine, row, signed)
            root = _root_twice(engine, row)
            if not _sign(engine, row, signed, root):
                continue  # another publisher was first
        return _show(engine, log_id, row.origin)


def _check_promises(engine: Engine, read: Reading, row: Any, newest: Any) -> None:
    """What was signed before must be a prefix of what is there: else the database is a restored backup, or a fork."""
    promised = [] if newest is None else [bytes(newest.note)]
    with suppress(BlobMissing):
        promised.append(engine.blobs.get(f"log/{label_of(row.origin)}/checkpoint"))
    for note in dict.fromkeys(promised):
        checkpoint = opened_checkpoint(engine, row.origin, note)
        if checkpoint.size > row.size:
            raise Refused(
                "log.behind",
                f"a checkpoint of size {checkpoint.size} was signed and the database ends at {row.size}",
                "do not sign: the database is an older copy. Run `labelproof log restore`",
            )
        if _root_at(read, row, checkpoint) != checkpoint.root:
            raise Refused(
                "log.forked",
                f"the checkpoint of size {checkpoint.size} has another root than the database",
                "do not sign: keep both, and find out who wrote into the database",
            )


def _root_at(read: Reading, row: Any, checkpoint: Checkpoint) -> bytes:
    """The database's root at a promised size; where it holds the same promise, the tiles are checked after writing."""
    if checkpoint.size == row.size:
        return Frontier.from_bytes(bytes(row.frontier)).root() if row.size else EMPTY_ROOT
    kept = read.one(OF_SIZE, log_id=row.log_id, size=checkpoint.size)
    if kept is not None and format_checkpoint(*checkpoint[:3]) in bytes(kept.note):
        return checkpoint.root
    return merkle_root(bytes(r.leaf_hash) for r in read.each(HASHES, log_id=row.log_id, stop=checkpoint.size))


def _write_tiles(engine: Engine, row: Any, signed: int) -> None:
    """Every bundle and tile that the new size needs and the signed size lacked."""
    label = label_of(row.origin)
    edge = _edge(engine, label, signed - signed % WIDTH)
    for start in range(signed - signed % WIDTH, row.size, STEP):
        stop = min(start + STEP - start % STEP, row.size) if start % STEP else min(start + STEP, row.size)
        with engine.store.reading() as read:
            part = [leaf for _, leaf in leaves(read, row.log_id, start, stop)]
        edge = _put_tiles(engine, label, start, edge, part)
    _drop_partials(engine, label, signed, row.size)


def _put_tiles(engine: Engine, label: str, start: int, edge: list[bytes], part: list[bytes]) -> list[bytes]:
    """Write one step's tiles, entries first; gives the edge after it."""
    made = grow_tiles(start, edge, part)
    for path, content in made.items():
        try:
            engine.blobs.put(f"log/{label}/{path}", content)
        except BlobConflict as conflict:
            raise Refused(
                "log.other_bytes",
                f"{path} was published with other bytes",
                "do not sign: keep the file, it may be evidence, and run `labelproof reconcile`",
            ) from conflict
    size, after = start + len(part), list[bytes]()
    for level in range(1, 8):
        n = size >> (8 * level)
        path = format_tile_path(level, n // WIDTH, n % WIDTH)
        kept = edge[level - 1] if level <= len(edge) and n == start >> (8 * level) else b""
        after.append(made.get(path, kept) if n % WIDTH else b"")
    return after


def _edge(engine: Engine, label: str, size: int) -> list[bytes]:
    """The partial tile of each level above 0 at a multiple of 256; where a wider one stands, its first hashes."""
    edge: list[bytes] = []
    for level in range(1, 8):
        n = size >> (8 * level)
        width = n % WIDTH
        edge.append(_tile(engine, label, level, n // WIDTH, width)[: 32 * width] if width else b"")
    return edge


def _tile(engine: Engine, label: str, level: int, index: int, width: int) -> bytes:
    try:
        return engine.blobs.get(f"log/{label}/{format_tile_path(level, index, width)}")
    except BlobMissing:
        return engine.blobs.get(f"log/{label}/{format_tile_path(level, index)}")


def read_tile(engine: Engine, label: str, path: str) -> bytes:
    """A published tile or bundle; in a partial's place the full one answers once the partial is gone."""
    try:
        return engine.blobs.get(f"log/{label}/{path}")
    except BlobMissing:
        return engine.blobs.get(f"log/{label}/{path.partition('.p/')[0]}")


def _drop_partials(engine: Engine, label: str, old: int, new: int) -> None:
    """A partial goes once its full tile exists, so at most 255 of a level and kind ever stand."""
    for level in ("entries", *range(8)):
        shift = 0 if level == "entries" else 8 * int(level)
        index, width = divmod(old >> shift, WIDTH)
        if width and (new >> shift) // WIDTH > index:
            for name in list(engine.blobs.names(f"log/{label}/{format_tile_path(level, index)}.p/")):
                engine.blobs.delete(name)


def _root_twice(engine: Engine, row: Any) -> bytes:
    """The root out of the tiles as they stand, and the one the writer kept: two ways that never met."""
    label = label_of(row.origin)
    ours = Frontier.from_bytes(bytes(row.frontier)).root()
    theirs = range_hash(0, row.size, tile_reader(row.size, lambda path: read_tile(engine, label, path)))
    if ours != theirs:
        raise Refused(
            "log.two_roots",
            f"the tiles give another root at size {row.size} than the writer's frontier",
            "do not sign: run `labelproof reconcile`",
        )
    return ours


def _sign(engine: Engine, row: Any, signed: int, root: bytes) -> bool:
    """Store the promise under compare-and-swap, through the log's writer; False when another publisher was first."""
    text = format_checkpoint(row.origin, row.size, root)
    note = format_note(text, [engine.signer.sign(row.origin, text)])

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


def _show(engine: Engine, log_id: int, origin: str) -> Checkpoint:
    """Write the newest stored note out, last of all; again if a newer one was stored meanwhile."""
    name, shown = f"log/{label_of(origin)}/checkpoint", b""
    while True:
        with engine.store.reading() as read:
            note = bytes(newest_note(read, log_id).note)
        if note == shown:
            return opened_checkpoint(engine, origin, note)
        try:
            stands = engine.blobs.get(name)
        except BlobMissing:
            stands = b""
        if stands != note:
            engine.blobs.replace(name, note)
        shown = note
