"""PostgreSQL: one writer loop per log and process, so projects run in parallel; a lock per log keeps indexes contiguous."""

import contextlib
import itertools
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any, LiteralString, cast

import msgspec
import psycopg
from psycopg import pq
from psycopg.adapt import Loader
from psycopg.types.numeric import Int8BinaryDumper, NumericBinaryLoader

from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query
from labelproof.ports.write import Scalar
from labelproof.storage.compile import Bulk, Compiled, Compiler, Params, postgres_dialect
from labelproof.storage.transaction import OpenReading, OpenTransaction
from labelproof.storage.writer import CommitFailed, Writer

LOCKS = 0x4C50  # the first half of every advisory lock of ours; the second is the log's number
MOST_IDLE = 8
FEW = 8  # from so many rows on, one statement for all is cheaper than one for each
LOCK = "SELECT pg_advisory_xact_lock(%s::int, %s::int)"
SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_cursors = itertools.count(1)


class _WholeLoader(NumericBinaryLoader):
    """A sum of integers is `numeric` here and an integer in SQLite: our columns hold no other numbers."""

    def load(self, data: Any) -> Any:
        return int(super().load(data))


class _FlagLoader(Loader):
    """Truth is 1 and 0, as in SQLite."""

    format = pq.Format.BINARY

    def load(self, data: Any) -> int:
        return bytes(data)[0]


def connect(url: str) -> "psycopg.Connection[Any]":
    """A connection with the settings every one of ours has; the caller says where transactions begin and end."""
    try:
        raw = psycopg.connect(plain_url(url), autocommit=True, prepare_threshold=0)
    except psycopg.OperationalError as failure:
        said = str(failure).strip().partition("\n")[0]
        raise Refused(
            "storage.unreachable", f"PostgreSQL does not answer ({said})", "start it, or mend the URL"
        ) from failure
    raw.prepared_max = 1000
    raw.adapters.register_dumper(int, Int8BinaryDumper)  # by value it would be prepared anew for each size of number
    raw.adapters.register_loader("numeric", _WholeLoader)
    raw.adapters.register_loader("bool", _FlagLoader)
    return raw


def plain_url(url: str) -> str:
    """The URL without the name of a driver."""
    return url.replace("postgresql+psycopg:", "postgresql:", 1)


class PostgresConnection:
    """What a transaction needs of psycopg. Within a pipeline a statement's error shows at the next fetch."""

    def __init__(self, raw: "psycopg.Connection[Any]") -> None:
        self.raw = raw
        self._last_log = 0

    @property
    def far(self) -> bool:
        """Within a pipeline many questions cost one way there and back."""
        return bool(self.raw.pgconn.pipeline_status)

    def execute(self, sql: str, params: Params = ()) -> Any:
        """Run one statement."""
        return self.raw.execute(cast("LiteralString", sql), params or None, binary=True)

    def many(self, compiled: Compiled, rows: list[Params]) -> None:
        """Run one statement for many rows: as one JSON array where the statement allows it."""
        bulk = compiled.bulk
        if bulk is None or len(rows) < FEW:
            self.raw.cursor().executemany(cast("LiteralString", compiled.sql), rows)
        else:
            self.execute(bulk.sql, (msgspec.json.encode(_apart(bulk, rows)).decode(),))

    def stream(self, sql: str, params: Params) -> Any:
        """Run a select through a cursor on the server."""
        if self.raw.pgconn.pipeline_status:  # which knows no cursors on the server
            return self.execute(sql, params)
        cursor = self.raw.cursor(f"each_{next(_cursors)}", binary=True)
        return cursor.execute(cast("LiteralString", sql), params or None)

    def lock(self, log_id: int) -> bool:
        """Wait for the log's lock; in order of number, or two writers could wait for each other."""
        if log_id == self._last_log:
            return False
        if log_id < self._last_log:
            raise RuntimeError(f"log {log_id} is locked after {self._last_log}: locks are taken in order of number")
        self.execute(LOCK, (LOCKS, log_id)).fetchone()
        self._last_log = log_id
        return True


def _apart(bulk: Bulk, rows: list[Params]) -> list[Any]:
    """Rows of one key become one: the last stands, or counts are summed."""
    by_key: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        key = tuple([row[n] for n in bulk.key])
        earlier = by_key.get(key)
        if earlier is not None and bulk.added:
            row = tuple([earlier[n] + cell if n in bulk.added else cell for n, cell in enumerate(row)])
        by_key[key] = row
    return list(by_key.values())


class PostgresStore:
    """The database of an instance that outgrew one machine's file."""

    kind = "postgres"

    def __init__(self, url: str) -> None:
        self.url = url
        self._compiler = Compiler(postgres_dialect())
        self._lock = threading.Lock()
        self._writers: dict[int, tuple[Writer, _Line]] = {}
        self._idle: list[psycopg.Connection[Any]] = []
        connect(url).close()

    def writer(self, log_id: int) -> Writer:
        """The writer that commits for this log in this process."""
        found = self._writers.get(log_id)
        if found is None:
            with self._lock:
                found = self._writers.get(log_id)
                if found is None:
                    line = _Line(self.url)
                    begin = partial(self._begin, line, log_id)
                    found = (Writer(f"writer-{log_id}", begin, line.close).start(), line)
                    self._writers[log_id] = found
        return found[0]

    @contextmanager
    def reading(self) -> Generator[OpenReading]:
        """A snapshot of what is committed."""
        raw = self._reader()
        try:
            yield OpenReading(PostgresConnection(raw), self._compiler)
            raw.execute("COMMIT")
        except BaseException:
            raw.close()
            raise
        with self._lock:
            if len(self._idle) < MOST_IDLE:
                self._idle.append(raw)
                return
        raw.close()

    def known(self, query: Query, **params: Scalar) -> Any:
        """The first row, or None, as last committed: asked anew, since other processes write too."""
        with self.reading() as read:
            return read.one(query, **params)

    def admin(self, act: Callable[["psycopg.Connection[Any]"], Any]) -> Any:
        """Run `act(connection)` outside any transaction: schema, vacuum."""
        with contextlib.closing(connect(self.url)) as raw:
            return act(raw)

    def close(self) -> None:
        """Finish what waits and close."""
        with self._lock:
            writers, self._writers = list(self._writers.values()), {}
        for writer, line in writers:
            writer.stop()
            line.close()
        while self._idle:
            self._idle.pop().close()

    def _reader(self) -> "psycopg.Connection[Any]":
        """An idle connection that still answers, or a new one."""
        while True:
            with self._lock:
                raw = self._idle.pop() if self._idle else None
            if raw is None:
                raw = connect(self.url)
                raw.execute(SNAPSHOT)
                return raw
            try:
                raw.execute(SNAPSHOT)
            except psycopg.OperationalError:
                raw.close()
            else:
                return raw

    @contextmanager
    def _begin(self, line: "_Line", log_id: int, careful: bool) -> Generator[OpenTransaction]:
        """READ COMMITTED, and the lock before anything is read: a snapshot taken while waiting for it would be stale."""
        raw = line.open()
        connection = PostgresConnection(raw)
        try:
            with contextlib.nullcontext() if careful else raw.pipeline():
                connection.execute("BEGIN")
                connection.lock(log_id)
                tx = OpenTransaction(connection, self._compiler)
                yield tx
                tx.finish()
                committed = connection.execute("COMMIT")
            if committed.statusmessage != "COMMIT":
                raise RuntimeError(f"PostgreSQL answered COMMIT with {committed.statusmessage}")
        except psycopg.Error as failure:
            if raw.broken or raw.closed:
                raise CommitFailed(failure) from failure
            raw.rollback()
            raise
        except BaseException:
            with contextlib.suppress(psycopg.Error):
                raw.rollback()
            raise


class _Line:
    """A writer's connection: opened when needed, again after it was lost, given back after a minute without work."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._raw: psycopg.Connection[Any] | None = None

    def open(self) -> "psycopg.Connection[Any]":
        """The connection."""
        if self._raw is None or self._raw.closed:
            self._raw = connect(self._url)
        return self._raw

    def close(self) -> None:
        """Give it back."""
        if self._raw is not None:
            self._raw.close()
            self._raw = None
