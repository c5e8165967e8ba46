"""The tables again from the logs: `project` runs, `react` never."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from labelproof.engine.catalogue import LISTENERS
from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.openings import event_logs, recorded
from labelproof.ports.progress import Progress, quiet
from labelproof.ports.store import Transaction
from labelproof.ports.write import Write, drop
from labelproof.rooms import ROOMS

TABLES = [table for room in ROOMS for table in room.tables]
CHUNK = 500
_empty = {table.name: drop(table, by=()) for table in TABLES}


def writes_of(event: Any) -> list[Write]:
    """Everything every room writes because of one event."""
    return [write for project in LISTENERS.get(event.body.__class__, ()) for write in project(event)]


def chunks(engine: Engine, read: Any, log_id: int) -> Iterator[list[Write]]:
    """A log's writes, some hundred events at a time."""
    events = recorded(engine, read, log_id)
    while part := list(islice(events, CHUNK)):
        yield [write for event in part for write in writes_of(event)]


def rebuild_all(engine: Engine, progress: Progress = quiet) -> int:
    """Empty every projection and fill it from the logs; gives the number of events read."""

    def empty(tx: Transaction) -> None:
        tx.write([_empty[table.name]() for table in TABLES])

    writer = engine.store.writer(INSTANCE_LOG)
    writer.run(empty)
    done = 0
    with engine.store.reading() as read:
        logs = event_logs(read)
        total = sum(log.size for log in logs)
        for log in logs:
            for part in chunks(engine, read, log.log_id):
                writer.run(lambda tx, part=part: tx.write(part))
                done = min(total, done + CHUNK)
                progress(done, total)
    return total
