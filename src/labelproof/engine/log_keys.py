"""Which of a log's keys sign, as its own leaves say.

A key signs every checkpoint that covers the leaf which announced it, up to the size at which it was retired. The root
log has no events: it keeps its one key, which its witnesses know it by.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.engine.engine import Engine
from labelproof.engine.openings import ROOT, read_log
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import vkey_digest
from labelproof.log.note import Vkey, parse_vkey
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.rooms.log import queries
from labelproof.storage.tables import notes

AT_MOST = Query(
    sa.select(notes)
    .where(notes.c.log_id == param("log_id"), notes.c.size <= param("size"))
    .order_by(notes.c.size.desc())
    .limit(1)
)


class LogKey(NamedTuple):
    """A key of a log: its vkey, the leaf that announced it, and the last size it may sign, once it is retired."""

    vkey: str
    added_index: int
    last_size: int | None

    def signs(self, size: int) -> bool:
        """Whether a checkpoint of this size carries its signature."""
        return self.added_index < size and (self.last_size is None or size <= self.last_size)


def log_keys(engine: Engine, read: Reading, log_id: int) -> list[LogKey]:
    """Every key that the log announced and that is held here, oldest first."""
    row = read_log(read, log_id)
    if row.kind == ROOT:
        return [LogKey(engine.signer.vkey(row.origin), 0, None)]
    held = {vkey_digest(vkey): vkey for vkey in engine.signer.vkeys(row.origin)}
    announced = read.all(queries.keys_of, log_id=log_id)
    return [LogKey(held[key.vkey], key.added_index, key.last_size) for key in announced if key.vkey in held]


def signing_vkeys(engine: Engine, read: Reading, log_id: int, size: int) -> list[str]:
    """The vkeys of all keys that sign a checkpoint of this size; refused when one of them is not held here."""
    found = [key.vkey for key in log_keys(engine, read, log_id) if key.signs(size)]
    if not found:
        fix = "restore the key artefact of the backup; without its key a log can never be signed again"
        raise Refused("signer.missing", f"no key is held that may sign size {size} of log {log_id}", fix)
    return found


def current_vkey(engine: Engine, read: Reading, log_id: int) -> str:
    """The vkey to hand out: the oldest that signs what comes next."""
    return signing_vkeys(engine, read, log_id, max(1, read_log(read, log_id).size))[0]


def announced_vkeys(engine: Engine, read: Reading, log_id: int, size: int) -> list[str]:
    """The vkeys that leaves below a size announced, oldest first."""
    return [key.vkey for key in log_keys(engine, read, log_id) if key.added_index < size]


def overlap_notes(engine: Engine, read: Reading, log_id: int) -> list[Any]:
    """For each key that followed another: the newest stored note both signed. Whoever pins the old one goes on by it."""
    keys = log_keys(engine, read, log_id)
    found = [
        read.one(AT_MOST, log_id=log_id, size=before.last_size)
        for before, after in pairwise(keys)
        if before.last_size is not None and before.last_size > after.added_index
    ]
    return [note for note in found if note is not None]


def all_vkeys(engine: Engine, read: Reading, log_id: int) -> list[str]:
    """Every announced vkey, retired ones too, so that somebody who knows the oldest can follow."""
    return [key.vkey for key in log_keys(engine, read, log_id)]


def parsed(vkeys: list[str]) -> list[Vkey]:
    """The same, read."""
    return [parse_vkey(vkey) for vkey in vkeys]
