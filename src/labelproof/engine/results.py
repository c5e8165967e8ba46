"""What a command made, told from its receipts: the same when it is sent again."""

from collections.abc import Sequence

from labelproof.engine.engine import INSTANCE_LOG, Caller, Engine
from labelproof.engine.openings import event_at
from labelproof.kernel.ids import event_id
from labelproof.ports.recorded import Receipt
from labelproof.rooms.sources.facts import CHUNK


def opened_project(engine: Engine, opened: Receipt) -> str:
    """The label of the project that a `project.opened` names."""
    with engine.store.reading() as read:
        found = event_at(engine, read, INSTANCE_LOG, opened.index)
    if found is None:
        raise RuntimeError(f"the receipt names leaf {opened.index}, which is not there")
    return str(found.parsed.refs["project"])


def imported_ids(engine: Engine, receipts: Sequence[Receipt], caller: Caller, key: str, n_items: int) -> list[str]:
    """The ids of imported items, in the order they were given."""
    origin = receipts[0].log
    return [event_id(engine.secret, origin, caller.account, key, f"{n // CHUNK}.{n % CHUNK}") for n in range(n_items)]
