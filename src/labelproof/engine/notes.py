"""Signed notes as stored: the promises of a log, which of them are found again, and which are kept.

A note is kept when a witness cosigned it, it was entered in the root log, a timestamp or a release's bundle rests on
it, or it is the newest of its hour. The others say nothing that a later one does not.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from labelproof.engine.engine import BY_ID, Engine
from labelproof.engine.openings import LOG, read_log
from labelproof.kernel.canonical import b64url
from labelproof.log.checkpoint import Checkpoint, open_checkpoint
from labelproof.log.note import parse_vkey, split_note
from labelproof.log.tree import leaf_hash
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading, Transaction
from labelproof.ports.write import drop, put
from labelproof.rooms.releases import queries as releases
from labelproof.storage.tables import notes

HOUR = 3_600_000
NEWEST = Query(sa.select(notes).where(notes.c.log_id == LOG).order_by(notes.c.size.desc()).limit(1))
COVERING = Query(
    sa.select(notes).where(notes.c.log_id == LOG, notes.c.size > param("index")).order_by(notes.c.size).limit(1)
)
NOTES = Query(sa.select(notes).where(notes.c.log_id == LOG).order_by(notes.c.size))
OF_SIZE = Query(sa.select(notes).where(notes.c.log_id == LOG, notes.c.size == param("size")))
SINCE = Query(sa.select(notes).where(notes.c.log_id == LOG, notes.c.at >= param("at")).order_by(notes.c.size))
keep_note = put(notes)
drop_note = drop(notes, by=("log_id", "size"))


def newest_note(read: Reading, log_id: int) -> Any:
    """The newest signed note (size, note, at), or None."""
    return read.one(NEWEST, log_id=log_id)


def note_of_size(read: Reading, log_id: int, size: int) -> Any:
    """The stored note of exactly this size, or None."""
    return read.one(OF_SIZE, log_id=log_id, size=size)


def note_covering(read: Reading, log_id: int, index: int) -> Any:
    """The first stored note whose tree holds this leaf, or None."""
    return read.one(COVERING, log_id=log_id, index=index)


def opened_checkpoint(engine: Engine, origin: str, note: bytes) -> Checkpoint:
    """A note of ours, opened under any key that this log ever had; `signer.missing` where none is held."""
    vkeys = engine.signer.vkeys(origin) or [engine.signer.vkey(origin)]
    return open_checkpoint(note, [parse_vkey(vkey) for vkey in vkeys])


def root_entry_id(note: bytes) -> str:
    """The id under which the root log holds this note: of its leaf's hash, so that nothing is entered twice."""
    return b64url(leaf_hash(note))[:24]


def is_witnessed(note: bytes, origin: str) -> bool:
    """Whether anyone but the log itself signed."""
    prefix = f"— {origin} ".encode()
    return any(not line.startswith(prefix) for line in split_note(note)[1])


def prune_notes(engine: Engine, log_id: int, since: int, before: int, stamped: Iterable[int] = ()) -> int:
    """Forget the notes of the hours up to `before` that nothing rests on; gives how many. Run when an hour is over.

    It looks back a day before `since`, the last signed of those hours: a kill may have come before it the last time.
    """
    root = engine.log_id("root")
    keep = set(stamped)

    def job(tx: Transaction) -> int:
        tx.lock(log_id)
        origin = read_log(tx, log_id).origin
        old = [row for row in tx.all(SINCE, log_id=log_id, at=since - 24 * HOUR) if row.at < before]
        bound = {note.size for r in tx.all(releases.published, log_id=log_id) if (note := _bound(tx, log_id, r))}
        newest_of = {row.at // HOUR: row.size for row in old}  # in order of size: the last of an hour stands
        gone = [
            row.size
            for row in old
            if row.size not in keep
            and row.size not in bound
            and newest_of[row.at // HOUR] != row.size
            and not is_witnessed(bytes(row.note), origin)
            and (root is None or tx.one(BY_ID, log_id=root, event_id=root_entry_id(bytes(row.note))) is None)
        ]
        tx.write([drop_note(log_id=log_id, size=size) for size in gone])
        return len(gone)

    return engine.store.writer(log_id).run(job)


def _bound(tx: Transaction, log_id: int, release: Any) -> Any:
    """The note that a release's bundle carries: the first that covers the leaf which published it."""
    return note_covering(tx, log_id, release.published_index)
