"""Which of the root log's checkpoints have a timestamp beside them (RFC 3161), and when the next is due."""

import msgspec
import sqlalchemy as sa

from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.ports.write import put
from labelproof.storage.operational import instance

STAMPED = "timestamped"
SETTING = Query(sa.select(instance.c.value).where(instance.c.name == param("name")))
put_setting = put(instance)


class Stamped(msgspec.Struct, frozen=True):
    """Sizes with a timestamp, oldest first; when the newest was made; what came of the last attempt."""

    sizes: tuple[int, ...] = ()
    at: int = 0
    failures: int = 0
    next_at: int = 0
    said: str = ""


def read_stamped(read: Reading) -> Stamped:
    """Where timestamps stand."""
    row = read.one(SETTING, name=STAMPED)
    return Stamped() if row is None else msgspec.json.decode(row.value, type=Stamped)


def keep_stamped(engine: Engine, stamped: Stamped) -> None:
    """Remember it."""
    value = msgspec.json.encode(stamped).decode()
    engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write([put_setting(name=STAMPED, value=value)]))


def stamped_sizes(engine: Engine) -> tuple[int, ...]:
    """Sizes of the root log whose notes a timestamp rests on."""
    with engine.store.reading() as read:
        return read_stamped(read).sizes
