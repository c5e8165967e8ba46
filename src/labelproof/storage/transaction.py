"""One group commit in progress: what is queued, and when it is sent. The drivers differ only in `Connection`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import sqlalchemy as sa

from labelproof.ports.query import Query
from labelproof.ports.store import EventRow, LogState, SealedRow
from labelproof.ports.write import Scalar, Write
from labelproof.storage.compile import Compiled, Compiler, Params
from labelproof.storage.tables import logs

READ_LOG = Query(
    sa.select(logs.c.log_id, logs.c.origin, logs.c.size, logs.c.frontier, logs.c.last_ts).where(
        logs.c.log_id == sa.bindparam("log_id")
    )
)
LAST_LOG = Query(sa.select(sa.func.max(logs.c.log_id).label("log_id")))


class Connection(Protocol):
    """The little that a transaction needs of a driver."""

    def execute(self, sql: str, params: Params = ()) -> Any:
        """Run one statement; gives a cursor."""
        ...

    def many(self, sql: str, rows: list[Params]) -> None:
        """Run one statement for many rows."""
        ...

    def lock(self, log_id: int) -> None:
        """Take the log's lock for this transaction."""
        ...


class OpenReading:
    """Reads through a connection."""

    def __init__(self, connection: Connection, compiler: Compiler) -> None:
        self._connection, self._compiler = connection, compiler

    def one(self, query: Query, **params: Scalar) -> Any:
        """The first row, or None."""
        compiled = self._compiler.query(query)
        row = self._connection.execute(compiled.sql, compiled.bind(params)).fetchone()
        return None if row is None else query.row._make(row)

    def all(self, query: Query, **params: Scalar) -> list[Any]:
        """All rows."""
        compiled = self._compiler.query(query)
        make = query.row._make
        return [make(row) for row in self._connection.execute(compiled.sql, compiled.bind(params)).fetchall()]

    def each(self, query: Query, **params: Scalar) -> Iterator[Any]:
        """All rows, a thousand at a time."""
        compiled = self._compiler.query(query)
        make = query.row._make
        cursor = self._connection.execute(compiled.sql, compiled.bind(params))
        while rows := cursor.fetchmany(1000):
            for row in rows:
                yield make(row)


class OpenTransaction(OpenReading):
    """Queues writes; sends projections before a read, everything before the commit."""

    def __init__(self, connection: Connection, compiler: Compiler, sql: "FixedSql") -> None:
        super().__init__(connection, compiler)
        self._sql = sql
        self._locked: dict[int, LogState] = {}
        self._moved: set[int] = set()
        self._projections: list[tuple[Compiled, list[Params]]] = []
        self._events: list[EventRow] = []
        self._sealed: list[SealedRow] = []
        self._refs: list[tuple[int, str, int]] = []
        self._before_commit: list[Callable[[], None]] = []
        self.n_queued = 0
        self.memory: dict[str, Any] = {}

    def one(self, query: Query, **params: Scalar) -> Any:
        """The first row, or None, after what was queued."""
        self._send_projections()
        return super().one(query, **params)

    def all(self, query: Query, **params: Scalar) -> list[Any]:
        """All rows, after what was queued."""
        self._send_projections()
        return super().all(query, **params)

    def write(self, writes: Sequence[Write]) -> None:
        """Queue projection writes in this order; neighbours with one statement travel together."""
        for statement, values in writes:
            compiled = self._compiler.statement(statement)
            if self._projections and self._projections[-1][0] is compiled:
                self._projections[-1][1].append(compiled.bind(values))
            else:
                self._projections.append((compiled, [compiled.bind(values)]))
        self.n_queued += len(writes)

    def append(
        self, events: Sequence[EventRow], sealed: Sequence[SealedRow], refs: Sequence[tuple[int, str, int]]
    ) -> None:
        """Queue event rows with what lies beside them."""
        self._events.extend(events)
        self._sealed.extend(sealed)
        self._refs.extend(refs)
        self.n_queued += 1

    def lock(self, log_id: int) -> LogState:
        """Take the log's lock, once, and read where it stands after that."""
        state = self._locked.get(log_id)
        if state is None:
            self._connection.lock(log_id)
            row = super().one(READ_LOG, log_id=log_id)
            state = self._locked[log_id] = LogState(row.log_id, row.origin, row.size, bytes(row.frontier), row.last_ts)
        return state

    def open_log(self, origin: str, kind: str) -> LogState:
        """Make a new, empty log with the next number."""
        last = super().one(LAST_LOG).log_id
        log_id = 1 if last is None else last + 1
        self._connection.lock(log_id)
        self._connection.execute(self._sql.new_log, (log_id, origin, kind, 0, b"", 0, 0))
        state = self._locked[log_id] = LogState(log_id, origin, 0, b"", 0)
        self.n_queued += 1
        return state

    def advance(self, state: LogState) -> None:
        """Remember where the log stands; stored once, at the end."""
        self._locked[state.log_id] = state
        self._moved.add(state.log_id)

    def before_commit(self, act: Callable[[], None]) -> None:
        """Run `act` once everything is sent and before the commit: a new key is durable before what it sealed."""
        self._before_commit.append(act)

    def flush(self) -> None:
        """Send what is queued."""
        self._send_projections()
        for sql, rows in (
            (self._sql.event, self._events),
            (self._sql.sealed, self._sealed),
            (self._sql.ref, self._refs),
        ):
            if rows:
                self._connection.many(sql, list(rows))
                rows.clear()

    def finish(self) -> None:
        """Everything that must happen before COMMIT."""
        self.flush()
        for state in (self._locked[log_id] for log_id in sorted(self._moved)):
            self._connection.execute(self._sql.advance, (state.size, state.frontier, state.last_ts, state.log_id))
        for act in self._before_commit:
            act()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Send what is queued, then roll back to here if the block raises."""
        self.flush()
        states = {k: LogState(v.log_id, v.origin, v.size, v.frontier, v.last_ts) for k, v in self._locked.items()}
        self._connection.execute("SAVEPOINT one_command")
        try:
            yield
            self.flush()
        except BaseException:
            self._projections.clear()
            self._events.clear()
            self._sealed.clear()
            self._refs.clear()
            self._locked = states
            self.memory.clear()
            self._connection.execute("ROLLBACK TO SAVEPOINT one_command")
            raise
        finally:
            self._connection.execute("RELEASE SAVEPOINT one_command")

    def _send_projections(self) -> None:
        for compiled, rows in self._projections:
            if len(rows) == 1:
                self._connection.execute(compiled.sql, rows[0])
            else:
                self._connection.many(compiled.sql, rows)
        self._projections.clear()


class FixedSql:
    """The statements every transaction uses, in one driver's spelling of parameters."""

    def __init__(self, mark: str) -> None:
        def insert(table: str, columns: str, rest: str = "") -> str:
            marks = ", ".join([mark] * (columns.count(",") + 1))
            return f"INSERT INTO {table} ({columns}) VALUES ({marks}){rest}"

        self.new_log = insert("logs", "log_id, origin, kind, size, frontier, last_ts, signed_size")
        self.event = insert("events", "log_id, idx, event_id, leaf, leaf_hash")
        self.sealed = insert("disclosures", "log_id, idx, name, subject, writer, sealed")
        self.ref = insert("event_refs", "log_id, value, idx", " ON CONFLICT DO NOTHING")
        self.advance = f"UPDATE logs SET size = {mark}, frontier = {mark}, last_ts = {mark} WHERE log_id = {mark}"
