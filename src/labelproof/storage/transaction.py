"""One group commit in progress: what is queued, and when it is sent. The drivers differ only in `Connection`."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

import sqlalchemy as sa

from labelproof.kernel.refused import Refused
from labelproof.ports.query import Ask, Query
from labelproof.ports.store import EventRow, LogState, SealedRow
from labelproof.ports.write import Scalar, Write, change
from labelproof.storage.answers import Answers
from labelproof.storage.compile import Compiled, Compiler, Params
from labelproof.storage.queue import WriteQueue
from labelproof.storage.tables import disclosures, event_refs, events, logs

READ_LOG = Query(
    sa.select(logs.c.log_id, logs.c.origin, logs.c.size, logs.c.frontier, logs.c.last_ts).where(
        logs.c.log_id == sa.bindparam("log_id")
    )
)
LAST_LOG = Query(sa.select(sa.func.max(logs.c.log_id).label("log_id")))
move = change(logs, by=("log_id",), sets=("size", "frontier", "last_ts"))


class TransactionLost(Refused):
    """The database ended the transaction by itself (a full disk, a lost connection): nothing of it stands."""

    def __init__(self, failure: BaseException) -> None:
        super().__init__(
            "storage.failed",
            f"the database gave up ({str(failure).strip() or type(failure).__name__}); nothing was recorded",
            "make room or mend the database, then send the same command again",
        )


class Connection(Protocol):
    """The little that a transaction needs of a driver. `far`: waiting for an answer costs more than asking."""

    @property
    def far(self) -> bool: ...

    def execute(self, sql: str, params: Params = ()) -> Any:
        """Run one statement; gives a cursor."""
        ...

    def many(self, compiled: Compiled, rows: list[Params]) -> None:
        """Run one statement for many rows."""
        ...

    def stream(self, sql: str, params: Params) -> Any:
        """Run a select; gives a cursor that holds a part of its rows at a time."""
        ...

    def lock(self, log_id: int) -> bool:
        """Take the log's lock for this transaction; several are taken in order of number, or two writers wait for each other.

        False if it was held before: what was read since then still stands.
        """
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
        cursor = self._connection.stream(compiled.sql, compiled.bind(params))
        while rows := cursor.fetchmany(1000):
            for row in rows:
                yield make(row)


class OpenTransaction(OpenReading):
    """Queues writes; sends projections before a read, everything before the commit."""

    def __init__(self, connection: Connection, compiler: Compiler) -> None:
        super().__init__(connection, compiler)
        self._answers = Answers()
        self._locked: dict[int, LogState] = {}
        self._moved: set[int] = set()
        self._projections = WriteQueue(compiler, self._send, self._answers.outdate)
        self._events: list[EventRow] = []
        self._sealed: list[SealedRow] = []
        self._refs: list[tuple[int, str, int]] = []
        self._before_commit: list[Callable[[], None]] = []
        self.n_queued = 0
        self.memory: dict[str, Any] = {}

    def one(self, query: Query, **params: Scalar) -> Any:
        """The first row, or None, after what was queued; foreseen, or asked now."""
        compiled = self._compiler.query(query)
        item, bound = self._catch_up(query, compiled, params), compiled.bind(params)
        known = self._answers.get(query, item, bound)
        if known is not None:
            return known[0] if known else None
        row = self._connection.execute(compiled.sql, bound).fetchone()
        return None if row is None else query.row._make(row)

    def all(self, query: Query, **params: Scalar) -> list[Any]:
        """All rows, after what was queued. Jobs of one commit ask the same again: what is in force, who somebody is."""
        compiled = self._compiler.query(query)
        item, bound = self._catch_up(query, compiled, params), compiled.bind(params)
        known = self._answers.get(query, item, bound)
        if known is None:
            make = query.row._make
            known = [make(row) for row in self._connection.execute(compiled.sql, bound).fetchall()]
            self._answers.keep(query, compiled, item, bound, known)
        return known.copy()

    def each(self, query: Query, **params: Scalar) -> Iterator[Any]:
        """All rows, after what was queued before the first is taken."""
        self._catch_up(query, self._compiler.query(query), params)
        yield from super().each(query, **params)

    def foresee(self, asks: Iterable[Ask]) -> None:
        """Ask everything at once. Where asking costs no way there and back, it can as well be done when it is due."""
        if not self._connection.far:
            return
        asked: list[tuple[Query, Compiled, Any, Params, Any]] = []
        for query, params in asks:
            compiled = self._compiler.query(query)
            item, bound = self._catch_up(query, compiled, params), compiled.bind(params)
            if self._answers.get(query, item, bound) is None:
                asked.append((query, compiled, item, bound, self._connection.execute(compiled.sql, bound)))
        for query, compiled, item, bound, cursor in asked:
            make = query.row._make
            self._answers.keep(query, compiled, item, bound, [make(row) for row in cursor.fetchall()])

    def _catch_up(self, query: Query, compiled: Compiled, params: Mapping[str, Scalar]) -> Any:
        """Send what the answer depends on; gives the item that it is about, or None."""
        item = params["item"] if query.by_item else None
        self._projections.send_for(compiled, item)
        return item

    def write(self, writes: Sequence[Write]) -> None:
        """Queue projection writes in this order."""
        self._projections.add(writes)
        self.n_queued += len(writes)

    def append(
        self, events: Sequence[EventRow], sealed: Sequence[SealedRow], refs: Sequence[tuple[int, str, int]]
    ) -> None:
        """Queue event rows with what lies beside them."""
        self._events.extend(events)
        self._sealed.extend(sealed)
        self._refs.extend(refs)
        self.n_queued += len(events) + len(sealed)

    def lock(self, log_id: int) -> LogState:
        """Take the log's lock, once, and read where it stands after that."""
        state = self._locked.get(log_id)
        if state is None:
            if self._connection.lock(log_id):
                self._answers.clear()
            row = super().one(READ_LOG, log_id=log_id)
            if row is None:
                raise Refused("storage.no_log", f"there is no log {log_id}", "check which project is meant")
            state = self._locked[log_id] = LogState(row.log_id, row.origin, row.size, bytes(row.frontier), row.last_ts)
        return state

    def open_log(self, origin: str, kind: str) -> LogState:
        """Make a new, empty log with the next number; whoever holds the instance log is alone in doing so."""
        last = super().one(LAST_LOG).log_id
        log_id = 1 if last is None else last + 1
        self._connection.lock(log_id)
        self._connection.execute(self._compiler.insert(logs).sql, (log_id, origin, kind, 0, b"", 0, 0))
        self._projections.touched.add(logs.name)
        state = self._locked[log_id] = LogState(log_id, origin, 0, b"", 0)
        self.n_queued += 1
        return state

    def advance(self, state: LogState) -> None:
        """Remember where the log stands; stored once, at the end."""
        self._locked[state.log_id] = state
        self._moved.add(state.log_id)
        self.n_queued += 1

    @property
    def touched(self) -> Collection[str]:
        """Names of the tables that this transaction may have changed, but for events and what lies beside them."""
        return self._projections.touched

    def before_commit(self, act: Callable[[], None]) -> None:
        """Run `act` once everything is sent and before the commit: a new key is durable before what it sealed."""
        self._before_commit.append(act)

    def flush(self) -> None:
        """Send what is queued."""
        self._projections.send_all()
        insert = self._compiler.insert
        for compiled, rows in (
            (insert(events), self._events),
            (insert(disclosures), self._sealed),
            (insert(event_refs, again_is_fine=True), self._refs),
        ):
            if rows:
                self._connection.many(compiled, list(rows))
                rows.clear()
        self._answers.outdate((events.name, disclosures.name, event_refs.name))

    def finish(self) -> None:
        """Everything that must happen before COMMIT."""
        self.flush()
        moved = [self._locked[log_id] for log_id in sorted(self._moved)]
        self.write([move(log_id=s.log_id, size=s.size, frontier=s.frontier, last_ts=s.last_ts) for s in moved])
        self._projections.send_all()
        for act in self._before_commit:
            act()

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """Send what is queued, then roll back to here if the block, or what must precede a commit, raises."""
        self.flush()
        states = {log_id: replace(state) for log_id, state in self._locked.items()}
        moved, memory, acts = set(self._moved), dict(self.memory), list(self._before_commit)
        self._connection.execute("SAVEPOINT one_command")
        try:
            yield
            self.flush()
            for act in self._before_commit:
                act()
        except BaseException as failure:
            for queue in (self._projections, self._events, self._sealed, self._refs):
                queue.clear()
            self._locked, self._moved, self.memory, self._before_commit = states, moved, memory, acts
            self._answers.clear()
            self._roll_back(failure)
            raise
        self._connection.execute("RELEASE SAVEPOINT one_command")

    def _roll_back(self, failure: BaseException) -> None:
        try:
            self._connection.execute("ROLLBACK TO SAVEPOINT one_command")
            self._connection.execute("RELEASE SAVEPOINT one_command")
        except Exception:  # noqa: BLE001 -- there is no transaction any more; what ended it is what to tell
            raise TransactionLost(failure) from failure

    def _send(self, compiled: Compiled, rows: list[Params]) -> None:
        if len(rows) == 1:
            self._connection.execute(compiled.sql, rows[0])
        else:
            self._connection.many(compiled, rows)
