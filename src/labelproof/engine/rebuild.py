"""The tables again from the logs: `project` runs, `react` never."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from labelproof.engine.catalogue import LISTENERS
from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.openings import event_logs, recorded
from labelproof.ports.progress import Progress, quiet
from labelproof.ports.store import Reading, Transaction
from labelproof.ports.write import Write, drop, put
from labelproof.rooms import ROOMS
from labelproof.storage.operational import instance
from labelproof.storage.schema import REBUILD_DUE

TABLES = [table for room in ROOMS for table in room.tables]
CHUNK = 500
_empty = {table.name: drop(table, by=()) for table in TABLES}
_note_due = put(instance)
_clear_due = drop(instance, by=("name",))


def writes_of(event: Any) -> list[Write]:
    """Everything every room writes because of one event."""
    return [write for project in LISTENERS.get(event.body.__class__, ()) for write in project(event)]


def chunks(engine: Engine, read: Reading, log_id: int) -> Iterator[tuple[int, list[Write]]]:
    """A log's writes, some hundred events at a time: how many events, and what they write."""
    events = recorded(engine, read, log_id)
    while part := list(islice(events, CHUNK)):
        yield len(part), [write for event in part for write in writes_of(event)]


def rebuild_due() -> Write:
    """Goes along with whatever leaves the tables behind the logs: the next to open the instance rebuilds them."""
    return _note_due(name=REBUILD_DUE, value="1")


def rebuild_all(engine: Engine, progress: Progress = quiet) -> int:
    """Empty every projection and fill it from the logs; gives the number of events read. A kill leaves it due."""

    def empty(tx: Transaction) -> None:
        tx.write([rebuild_due(), *(_empty[table.name]() for table in TABLES)])

    writer = engine.store.writer(INSTANCE_LOG)
    writer.run(empty)
    done = 0
    with engine.store.reading() as read:
        logs = event_logs(read)
        total = sum(log.size for log in logs)
        for log in logs:
            for n_events, part in chunks(engine, read, log.log_id):
                writer.run(lambda tx, part=part: tx.write(part))
                done += n_events
                progress(done, total)
    writer.run(lambda tx: tx.write([_clear_due(name=REBUILD_DUE)]))
    return total
