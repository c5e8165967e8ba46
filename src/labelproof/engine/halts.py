"""What stops signing until a person has looked: kept beside the database's settings, named by where it comes from."""

from typing import Any

import msgspec
import sqlalchemy as sa

from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query
from labelproof.ports.store import Reading
from labelproof.ports.write import drop, put
from labelproof.rooms.log import queries
from labelproof.storage.operational import instance

PREFIX = "halt:"
TIMESTAMPS = "timestamps"
HALTS = Query(sa.select(instance).where(instance.c.name.like(f"{PREFIX}%")).order_by(instance.c.name))
put_setting = put(instance)
drop_setting = drop(instance, by=("name",))


class Halt(msgspec.Struct, frozen=True):
    """A reason not to sign: for every log, or for the root log alone; `source` is a witness's digest, or `timestamps`."""

    source: str
    everything: bool
    code: str
    what: str
    fix: str
    at: int


def halt(engine: Engine, found: Halt) -> None:
    """Sign no more until it is cleared; the first reason of a source stands."""
    name, value = f"{PREFIX}{found.source}", msgspec.json.encode(found).decode()
    engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write([put_setting(name=name, value=value)]))


def clear_halt(engine: Engine, source: str) -> None:
    """The source has been asked again and has nothing against it."""
    name = f"{PREFIX}{source}"
    engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write([drop_setting(name=name)]))


def halts(read: Reading) -> list[Halt]:
    """Every reason that counts: what a witness said counts while it is pinned."""
    rows = read.all(HALTS)
    if not rows:
        return []
    pinned = {row.witness for row in read.all(queries.all_witnesses)} | {TIMESTAMPS}
    found: list[Any] = [msgspec.json.decode(row.value, type=Halt) for row in rows]
    return [each for each in found if each.source in pinned]


def check_halts(read: Reading, *, is_root: bool) -> None:
    """Refused while there is a reason not to sign this log."""
    for each in halts(read):
        if each.everything or is_root:
            raise Refused(each.code, each.what, each.fix)
