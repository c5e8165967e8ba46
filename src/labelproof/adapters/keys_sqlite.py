"""Subject keys in a file of their own, `keys.sqlite`: a destroyed key leaves no byte behind in it."""

import os
import sqlite3
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from labelproof.adapters.private_files import sync_folder
from labelproof.ports.key_store import KeyDestroyed, SubjectKey

_SCHEMA = """
CREATE TABLE IF NOT EXISTS logs (log_n INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS keys (log_n INTEGER NOT NULL, subject TEXT NOT NULL, key BLOB,
    PRIMARY KEY (log_n, subject)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS version (n INTEGER NOT NULL);
INSERT INTO version SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM version);
"""
# key NULL is the marker of an erased subject. One row a subject, ids as they come: a batch is sorted before it is
# inserted, so that neighbours share a page and its copy in the journal.

_CACHED = 100_000  # keys kept opened; at about 200 bytes each this is the price of not reading 20 MB for each batch
_ASKED_AT_ONCE = 500


class SqliteKeys:
    """KeyStore over one SQLite file.

    Rollback journal cut to nothing after each commit, never WAL: a WAL file keeps the old page, and with it the key,
    until some later checkpoint. `synchronous=FULL` syncs the cut as well. `secure_delete` overwrites with zeros.
    """

    def __init__(self, path: Path) -> None:
        _make_private(path)
        self._lock = RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        for pragma in ("journal_mode=TRUNCATE", "synchronous=FULL", "fullfsync=ON", "secure_delete=ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(_SCHEMA)
        self._log_n: dict[str, int] = {}
        self._opened: dict[tuple[int, str], bytes] = {}
        self._seen_change = self._change()
        self._seen_version = self.version()

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._opened.clear()
            self._db.close()

    def create(self, log: str, subjects: Collection[str]) -> dict[str, bytes]:
        """Fresh keys for subjects that have none, durable on return; KeyDestroyed when one was erased."""
        with self._lock:
            found = self.keys(log, subjects)
            missing = sorted(set(subjects) - found.keys())
            if missing:
                found |= self._add(log, [(subject, os.urandom(32)) for subject in missing])
            return found

    def keys(self, log: str, subjects: Collection[str]) -> dict[str, bytes]:
        """The keys that exist; missing and destroyed subjects are absent."""
        with self._lock:
            self._forget_what_others_destroyed()
            log_n = self._number(log)
            if log_n is None:
                return {}
            found = {s: key for s in subjects if (key := self._opened.get((log_n, s))) is not None}
            unknown = [subject for subject in subjects if subject not in found]
            if unknown:
                read = {subject: key for subject, key in self._read(log_n, unknown) if key is not None}
                self._remember(log_n, read)
                found |= read
            return found

    def destroy(self, log: str, subject: str) -> None:
        """Overwrite the key and leave a marker, durable on return; a subject without a key is marked as well."""
        with self._lock:
            with _transaction(self._db):
                log_n = self._number_or_new(log)
                self._db.execute("UPDATE keys SET key = NULL WHERE log_n = ? AND subject = ?", (log_n, subject))
                self._db.execute("INSERT OR IGNORE INTO keys VALUES (?, ?, NULL)", (log_n, subject))
                self._db.execute("UPDATE version SET n = n + 1")
            self._opened.clear()
            self._seen_version = self.version()

    def version(self) -> int:
        """Changes at every destroy, in whatever process it happened."""
        with self._lock:
            return self._db.execute("SELECT n FROM version").fetchone()[0]

    def dump(self) -> Iterator[SubjectKey]:
        """Every living key, in order of log and subject, as of this moment."""
        with self._lock:
            rows = self._db.execute(
                "SELECT origin, subject, key FROM keys JOIN logs USING (log_n) WHERE key IS NOT NULL ORDER BY 1, 2"
            ).fetchall()
        yield from rows

    def destroyed(self) -> Iterator[tuple[str, str]]:
        """Every erased (log, subject)."""
        with self._lock:
            rows = self._db.execute(
                "SELECT origin, subject FROM keys JOIN logs USING (log_n) WHERE key IS NULL ORDER BY 1, 2"
            ).fetchall()
        yield from rows

    def load(self, rows: Iterable[SubjectKey]) -> None:
        """Add keys as given, in one transaction; KeyDestroyed when one was erased, ValueError when one differs."""
        per_log: dict[str, list[tuple[str, bytes]]] = {}
        for log, subject, key in rows:
            if len(key) != 32:
                raise ValueError(f"the key of {subject} has {len(key)} bytes, not 32")
            per_log.setdefault(log, []).append((subject, key))
        with self._lock, _transaction(self._db):
            for log, keys in per_log.items():
                if self._insert(log, keys)[1] != dict(keys):
                    raise ValueError(f"a subject of {log} already has another key than the one given")

    def _add(self, log: str, keys: list[tuple[str, bytes]]) -> dict[str, bytes]:
        with _transaction(self._db):
            log_n, stored = self._insert(log, keys)
        self._remember(log_n, stored)
        return stored

    def _insert(self, log: str, keys: list[tuple[str, bytes]]) -> tuple[int, dict[str, bytes]]:
        """Inside a transaction: insert, then read what stands, since another process may have been first."""
        log_n = self._number_or_new(log)
        rows = [(log_n, subject, key) for subject, key in sorted(keys)]
        before = self._db.total_changes
        self._db.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?, ?)", rows)
        stored = dict(keys)
        if self._db.total_changes - before < len(rows):
            for subject, key in self._read(log_n, list(stored)):
                if key is None:
                    raise KeyDestroyed(f"{subject} in {log} was erased and never gets a key again")
                stored[subject] = key
        return log_n, stored

    def _read(self, log_n: int, subjects: list[str]) -> Iterator[tuple[str, bytes | None]]:
        for start in range(0, len(subjects), _ASKED_AT_ONCE):
            part = subjects[start : start + _ASKED_AT_ONCE]
            sql = f"SELECT subject, key FROM keys WHERE log_n = ? AND subject IN ({_marks(part)})"  # noqa: S608 -- marks
            yield from self._db.execute(sql, (log_n, *part))

    def _number(self, log: str) -> int | None:
        if log not in self._log_n:
            row = self._db.execute("SELECT log_n FROM logs WHERE origin = ?", (log,)).fetchone()
            if row is None:
                return None
            self._log_n[log] = row[0]
        return self._log_n[log]

    def _number_or_new(self, log: str) -> int:
        """Not remembered before the commit: a rollback takes the number back."""
        self._db.execute("INSERT OR IGNORE INTO logs (origin) VALUES (?)", (log,))
        return self._db.execute("SELECT log_n FROM logs WHERE origin = ?", (log,)).fetchone()[0]

    def _remember(self, log_n: int, keys: dict[str, bytes]) -> None:
        if len(self._opened) + len(keys) > _CACHED:
            self._opened.clear()
        self._opened.update(((log_n, subject), key) for subject, key in keys.items())

    def _change(self) -> int:
        return self._db.execute("PRAGMA data_version").fetchone()[0]  # moves when another connection commits

    def _forget_what_others_destroyed(self) -> None:
        change = self._change()
        if change != self._seen_change:
            self._seen_change, version = change, self.version()
            if version != self._seen_version:
                self._seen_version = version
                self._opened.clear()


def _marks(part: list[str]) -> str:
    return ",".join("?" * len(part))


@contextmanager
def _transaction(db: sqlite3.Connection) -> Generator[None]:
    """All or nothing; `sqlite3.Connection` as a context manager would leave autocommit alone."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _make_private(path: Path) -> None:
    """The file exists with mode 0600 before SQLite opens it; the journal takes its mode from it."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
    path.chmod(0o600)
    sync_folder(path.parent)
