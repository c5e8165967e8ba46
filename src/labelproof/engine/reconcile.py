"""Rebuild into a scratch database and compare every projection row by row, both ways."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from labelproof.engine.engine import Engine
from labelproof.engine.openings import event_logs
from labelproof.engine.rebuild import TABLES, chunks
from labelproof.ports.progress import Progress, quiet
from labelproof.ports.query import Query
from labelproof.storage.schema import prepare
from labelproof.storage.sqlite import SqliteStore

MOST_SHOWN = 20


@dataclass
class Difference:
    """One row that the log does not account for, or that the table lacks or holds otherwise."""

    table: str
    key: tuple[Any, ...]
    what: str


@dataclass
class Report:
    """What was compared, and what differs."""

    n_events: int = 0
    n_rows: int = 0
    n_different: int = 0
    differences: list[Difference] = field(default_factory=list[Difference])

    def add(self, table: str, key: tuple[Any, ...], what: str) -> None:
        """Count a difference; the first few are kept."""
        self.n_different += 1
        if len(self.differences) < MOST_SHOWN:
            self.differences.append(Difference(table, key, what))


_ordered = {t.name: Query(sa.select(t).order_by(*t.primary_key.columns)) for t in TABLES}


def reconcile(engine: Engine, progress: Progress = quiet) -> Report:
    """Clean when `n_different` is 0. The scratch file holds opened values, so it goes whatever happens."""
    report = Report()
    folder = Path(tempfile.mkdtemp())
    path = folder / "scratch.sqlite"
    prepare(f"sqlite:///{path}", TABLES)
    scratch = SqliteStore(str(path))
    try:
        with engine.store.reading() as read:
            logs = event_logs(read)
            report.n_events = sum(log.size for log in logs)
            for log in logs:
                done = 0
                for part in chunks(engine, read, log.log_id):
                    scratch.writer(0).run(lambda tx, part=part: tx.write(part))
                    done += len(part)
                    progress(min(done, report.n_events), report.n_events)
            with scratch.reading() as rebuilt:
                for table in TABLES:
                    _compare(table, read.each(_ordered[table.name]), rebuilt.each(_ordered[table.name]), report)
    finally:
        scratch.close()
        shutil.rmtree(folder)
    return report


def _compare(table: sa.Table, live: Iterator[Any], rebuilt: Iterator[Any], report: Report) -> None:
    names = [c.name for c in table.columns]
    at = [names.index(c.name) for c in table.primary_key]
    left = {tuple(row[i] for i in at): tuple(row) for row in live}
    report.n_rows += len(left)
    for row in rebuilt:
        key = tuple(row[i] for i in at)
        found = left.pop(key, None)
        if found is None:
            report.add(table.name, key, "is in the log, not in the table")
        elif found != tuple(row):
            changed = [n for n, a, b in zip(names, found, row, strict=True) if a != b]
            report.add(table.name, key, f"differs in {', '.join(changed)}")
    for key in left:
        report.add(table.name, key, "is in the table, not in the log")
