"""Everything that is stored tied to the leaves, and every table rebuilt and compared, both ways.

Table row -> disclosure -> commitment -> leaf -> leaf hash -> tiles and signed notes, and back again: what somebody
edited behind our back is found and named, wherever it stands.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from labelproof.engine.differences import Report
from labelproof.engine.engine import Engine
from labelproof.engine.openings import all_logs, event_logs
from labelproof.engine.rebuild import TABLES, chunks
from labelproof.engine.tie import tie_log
from labelproof.kernel.refused import Refused
from labelproof.ports.progress import Progress, quiet
from labelproof.ports.query import Query
from labelproof.ports.store import Reading
from labelproof.storage.schema import prepare
from labelproof.storage.sqlite import SqliteStore

MOST_TRIES = 5
_ordered = {t.name: Query(sa.select(t).order_by(*t.primary_key.columns)) for t in TABLES}


def reconcile(engine: Engine, progress: Progress = quiet) -> Report:
    """Clean when `n_different` is 0. Looked at again when an erasure came between the database and the keys."""
    for _ in range(MOST_TRIES):
        version = engine.keys.version()
        report = _reconcile(engine, progress)
        if engine.keys.version() == version:
            return report
    raise Refused("reconcile.moving", "erasures go on while it is compared", "try again when they are done")


def _reconcile(engine: Engine, progress: Progress) -> Report:
    report = Report()
    with engine.store.reading() as read:
        logs = all_logs(read)
        report.n_events = sum(log.size for log in logs)
        total, done = 2 * report.n_events, 0  # once to tie them, once to build the tables from them

        def advance(more: int) -> None:
            nonlocal done
            done = min(total, done + more)
            progress(done, total)

        for log in logs:
            tie_log(engine, read, log, report, advance)
        _compare_tables(engine, read, report, advance)
    return report


def _compare_tables(engine: Engine, read: Reading, report: Report, advance: Callable[[int], None]) -> None:
    """Against a scratch file that holds opened values, so it goes whatever happens."""
    folder = Path(tempfile.mkdtemp())
    path = folder / "scratch.sqlite"
    prepare(f"sqlite:///{path}", TABLES)
    scratch = SqliteStore(str(path))
    try:
        try:
            _build(engine, read, scratch, advance)
        except Exception as failure:
            if not report.n_different:
                raise  # then it is no edited leaf but our own bug
            report.add("tables_not_built", "", (), f"the leaves above do not give the tables ({failure!r})"[:300])
            return
        with scratch.reading() as rebuilt:
            for table in TABLES:
                _compare(table, read.each(_ordered[table.name]), rebuilt.each(_ordered[table.name]), report)
    finally:
        scratch.close()
        shutil.rmtree(folder)


def _build(engine: Engine, read: Reading, scratch: SqliteStore, advance: Callable[[int], None]) -> None:
    for log in event_logs(read):
        for n_events, part in chunks(engine, read, log.log_id):
            scratch.writer(0).run(lambda tx, part=part: tx.write(part))
            advance(n_events)


def _compare(table: sa.Table, live: Iterator[Any], rebuilt: Iterator[Any], report: Report) -> None:
    names = [c.name for c in table.columns]
    at = [names.index(c.name) for c in table.primary_key]
    left = {tuple(row[i] for i in at): tuple(row) for row in live}
    report.n_rows += len(left)
    for row in rebuilt:
        key = tuple(row[i] for i in at)
        found = left.pop(key, None)
        if found is None:
            report.add("row_missing", table.name, key, "is in the log, not in the table")
        elif found != tuple(row):
            changed = [n for n, a, b in zip(names, found, row, strict=True) if a != b]
            report.add("row_edited", table.name, key, f"differs in {', '.join(changed)}")
    for key in left:
        report.add("row_invented", table.name, key, "is in the table, not in the log")
