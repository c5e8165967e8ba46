"""SQLite: WAL, synchronous=FULL, secure_delete; one writer thread for every write of the process."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakSet

from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query
from labelproof.ports.write import Scalar
from labelproof.storage.compile import Compiled, Compiler, Params, sqlite_dialect
from labelproof.storage.memo import Memo
from labelproof.storage.transaction import OpenReading, OpenTransaction
from labelproof.storage.writer import CommitFailed, Writer


class SqliteConnection:
    """What a transaction needs of sqlite3."""

    far = False

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw

    def execute(self, sql: str, params: Params = ()) -> Any:
        """Run one statement."""
        return self.raw.execute(sql, params)

    def many(self, compiled: Compiled, rows: list[Params]) -> None:
        """Run one statement for many rows."""
        self.raw.executemany(compiled.sql, rows)

    def stream(self, sql: str, params: Params) -> Any:
        """SQLite's cursors step through their rows anyway."""
        return self.raw.execute(sql, params)

    def lock(self, log_id: int) -> bool:
        """BEGIN IMMEDIATE holds the whole database already."""
        return False


class Connection(sqlite3.Connection):
    """Python's own, but one can hold it weakly: a thread's reader goes with its thread."""


def connect(path: str) -> Connection:
    """A connection with the settings every one of ours has."""
    raw = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=30, factory=Connection
    )
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "fullfsync=ON",
        "secure_delete=ON",
        "foreign_keys=OFF",
        "cache_size=-24576",  # 24 MB: what comes in together lies together, and the system caches the rest
        "wal_autocheckpoint=16000",  # an import touches the same pages over and over: 64 MB of WAL halve what it writes
    ):
        raw.execute(f"PRAGMA {pragma}")
    return raw


class FolderLock:
    """One process writes a data folder; a second is refused by name, with the address of the first."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            address = os.read(self._file, 200).decode() or "another process"
            os.close(self._file)
            raise Refused(
                "storage.folder_in_use",
                f"{folder} is held by {address}",
                "stop that server, or let the command speak to it",
            ) from held
        self.say("")

    def say(self, address: str) -> None:
        """Write where the holder listens."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, address.encode(), 0)

    def release(self) -> None:
        """Let the next one in."""
        self.say("")
        os.close(self._file)


class SqliteStore:
    """The embedded default."""

    kind = "sqlite"

    def __init__(self, path: str) -> None:
        self.path = path
        self._compiler = Compiler(sqlite_dialect())
        self._local = threading.local()
        self._readers = WeakSet[Connection]()
        self._memo = Memo()
        self._raw = connect(path)
        self._writer = Writer("writer", self._begin).start()

    def writer(self, log_id: int) -> Writer:
        """The writer that commits for this log: there is one for all."""
        return self._writer

    @contextmanager
    def reading(self) -> Generator[OpenReading]:
        """A snapshot of what is committed."""
        raw = self._reader()
        nested = raw.in_transaction
        if not nested:
            raw.execute("BEGIN")
        try:
            yield OpenReading(SqliteConnection(raw), self._compiler)
        finally:
            if not nested:
                raw.execute("COMMIT")

    def known(self, query: Query, **params: Scalar) -> Any:
        """The first row, or None, as last committed."""
        compiled = self._compiler.query(query)
        bound = compiled.bind(params)

        def read() -> Any:
            row = self._reader().execute(compiled.sql, bound).fetchone()
            return None if row is None else query.row._make(row)

        return self._memo.row(query, compiled, bound, read)

    def _reader(self) -> sqlite3.Connection:
        raw = getattr(self._local, "raw", None)
        if raw is None:
            raw = self._local.raw = connect(self.path)
            raw.execute("PRAGMA query_only=ON")
            raw.execute("PRAGMA cache_size=-4096")  # one of these a thread; the system's page cache is behind them
            self._readers.add(raw)
        return raw

    def admin(self, act: Any) -> Any:
        """Run `act(sqlite3 connection)` in the writer thread, outside any transaction: schema, vacuum."""

        return self._writer.between(lambda: act(self._raw))

    def close(self) -> None:
        """Finish what waits and close."""
        self._writer.stop()
        self._raw.close()
        readers, self._readers = list(self._readers), WeakSet[Connection]()
        for reader in readers:
            if not reader.in_transaction:  # a thread that still reads keeps its own until it is done
                reader.close()

    @contextmanager
    def _begin(self, careful: bool) -> Generator[OpenTransaction]:
        raw = self._raw
        raw.execute("BEGIN IMMEDIATE")
        tx = OpenTransaction(SqliteConnection(raw), self._compiler)
        try:
            yield tx
            tx.finish()
        except BaseException:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            raise
        try:
            raw.execute("COMMIT")
        except sqlite3.Error as failure:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            raise CommitFailed(failure) from failure
        self._memo.forget(tx.touched)
