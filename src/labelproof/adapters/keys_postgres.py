"""Subject keys in a PostgreSQL schema of their own, wrapped by a root key that lies outside the database.

Dead rows, write-ahead log and replicas keep old values for as long as they like. So each erasure makes a new root key,
wraps every living key again, and destroys the old root: what PostgreSQL still holds of the erased key opens no more.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from threading import RLock
from typing import Any

import msgspec
import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from labelproof.adapters.private_files import remove_private, write_private
from labelproof.ports.key_store import KeyDestroyed, SubjectKey

_SCHEMA = """
CREATE SCHEMA IF NOT EXISTS labelproof_keys;
REVOKE ALL ON SCHEMA labelproof_keys FROM PUBLIC;
CREATE TABLE IF NOT EXISTS labelproof_keys.keys (
    log text COLLATE "C" NOT NULL, subject text COLLATE "C" NOT NULL, wrapped bytea, PRIMARY KEY (log, subject));
CREATE TABLE IF NOT EXISTS labelproof_keys.state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), version bigint NOT NULL, root_id text NOT NULL);
"""
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('labelproof_keys'))"
_INSERT = (  # one JSON text costs a tenth of what three arrays do on our side
    "INSERT INTO labelproof_keys.keys SELECT row->>0, row->>1, decode(row->>2, 'base64')"
    " FROM json_array_elements(%s::json) AS given (row) ON CONFLICT DO NOTHING"
)
_REWRAP = (
    "UPDATE labelproof_keys.keys AS k SET wrapped = n.wrapped"
    " FROM unnest(%s::text[], %s::text[], %s::bytea[]) AS n (log, subject, wrapped)"
    " WHERE k.log = n.log AND k.subject = n.subject"
)
_DESTROY = (
    "INSERT INTO labelproof_keys.keys VALUES (%s, %s, NULL) ON CONFLICT (log, subject) DO UPDATE SET wrapped = NULL"
)
_AT_ONCE = 5_000
_CACHED = 100_000


def prepare_keys(url: str) -> None:
    """Make the schema under the role that owns it: the one that serves may then do without the right to make any."""
    with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:", 1)) as db:
        db.execute(_LOCK)
        _make_schema(db)


def _make_schema(db: "psycopg.Connection[Any]") -> None:
    """`IF NOT EXISTS` asks for the right to make one even where it is there."""
    if (
        db.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'labelproof_keys' AND tablename = 'state'").fetchone()
        is None
    ):
        db.execute(_SCHEMA)


class PostgresKeys:
    """KeyStore over PostgreSQL; `roots` is a folder on a disk that every process of this instance sees."""

    def __init__(self, url: str, roots: Path) -> None:
        roots.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._roots = roots
        self._lock = RLock()
        self._db = psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:", 1), autocommit=True)
        self._opened: dict[tuple[str, str], bytes] = {}
        self._root: tuple[str, AESGCM] = ("", AESGCM(bytes(32)))
        with self._db.transaction():
            self._db.execute(_LOCK)
            _make_schema(self._db)
            self._begin_state()
        self._seen_version = self.version()

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._opened.clear()
            self._db.close()

    def create(self, log: str, subjects: Collection[str]) -> dict[str, bytes]:
        """Fresh keys for subjects that have none, durable on return; KeyDestroyed when one was erased."""
        with self._lock:
            found = self.keys(log, subjects)
            missing = sorted(set(subjects) - found.keys())
            if missing:
                stored = self._insert({(log, subject): os.urandom(32) for subject in missing})
                found |= {subject: key for (_, subject), key in stored.items()}
            return found

    def keys(self, log: str, subjects: Collection[str]) -> dict[str, bytes]:
        """The keys that exist; missing and destroyed subjects are absent."""
        with self._lock, self._db.transaction():
            version = self._db.execute("SELECT version FROM labelproof_keys.state FOR SHARE").fetchone()
            if version and version[0] != self._seen_version:
                self._opened.clear()
                self._seen_version = version[0]
            found = {s: key for s in subjects if (key := self._opened.get((log, s))) is not None}
            unknown = [(log, subject) for subject in subjects if subject not in found]
            if unknown:
                read = {place: key for place, key in self._read(unknown).items() if key is not None}
                self._remember(read)
                found |= {subject: key for (_, subject), key in read.items()}
            return found

    def destroy(self, log: str, subject: str) -> None:
        """Leave a marker, wrap all other keys under a new root and destroy the old one; durable on return."""
        with self._lock:
            with self._db.transaction():
                self._db.execute(_LOCK)  # before the new root is written: an opening process removes strangers
                old_id, new_id = self._state()[1], self._new_root()
                self._db.execute(_DESTROY, (log, subject))
                self._wrap_again(self._root_key(old_id), self._root_key(new_id))
                self._db.execute("UPDATE labelproof_keys.state SET version = version + 1, root_id = %s", (new_id,))
            self._opened.clear()
            remove_private(self._roots / f"{old_id}.root")
            self._seen_version = self.version()

    def version(self) -> int:
        """Changes at every destroy, in whatever process it happened."""
        with self._lock:
            return self._state()[0]

    def dump(self) -> Iterator[SubjectKey]:
        """Every living key, in order of log and subject, as of one moment."""
        with self._lock, self._db.transaction():
            self._db.execute(_LOCK)
            root = self._root_key(self._state()[1])
            rows = [(log, subject, _unwrap(root, log, subject, wrapped)) for log, subject, wrapped in self._living()]
        yield from rows

    def destroyed(self) -> Iterator[tuple[str, str]]:
        """Every erased (log, subject)."""
        with self._lock:
            rows = self._db.execute(
                "SELECT log, subject FROM labelproof_keys.keys WHERE wrapped IS NULL ORDER BY 1, 2"
            ).fetchall()
        yield from ((log, subject) for log, subject in rows)

    def load(self, rows: Iterable[SubjectKey]) -> None:
        """Add keys as given, in one transaction; KeyDestroyed when one was erased, ValueError when one differs."""
        given: dict[tuple[str, str], bytes] = {}
        for log, subject, key in rows:
            if len(key) != 32:
                raise ValueError(f"the key of {subject} has {len(key)} bytes, not 32")
            given[log, subject] = key
        with self._lock:
            self._insert(given, exactly=True)

    def _insert(self, keys: Mapping[tuple[str, str], bytes], *, exactly: bool = False) -> dict[tuple[str, str], bytes]:
        """Insert, then read what stands: another process may have been first."""
        with self._db.transaction():
            self._db.execute(_LOCK)
            root = self._root_key(self._state()[1])
            places = sorted(keys)
            n_new = 0
            for part in _parts(places):
                rows = [(log, subject, _wrap(root, log, subject, keys[log, subject])) for log, subject in part]
                n_new += self._db.execute(_INSERT, (msgspec.json.encode(rows).decode(),)).rowcount
            stored = dict(keys) if n_new == len(keys) else self._standing(places)
            if exactly and stored != keys:
                raise ValueError("a subject already has another key than the one given")
        self._remember(stored)
        return stored

    def _standing(self, places: list[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
        stored: dict[tuple[str, str], bytes] = {}
        for place, key in self._read(places).items():
            if key is None:
                raise KeyDestroyed(f"{place[1]} in {place[0]} was erased and never gets a key again")
            stored[place] = key
        return stored

    def _read(self, places: list[tuple[str, str]]) -> dict[tuple[str, str], bytes | None]:
        root = self._root_key(self._state()[1])
        found: dict[tuple[str, str], bytes | None] = {}
        for part in _parts(places):
            rows = self._db.execute(
                "SELECT log, subject, wrapped FROM labelproof_keys.keys"
                " JOIN unnest(%s::text[], %s::text[]) AS asked (log, subject) USING (log, subject)",
                ([log for log, _ in part], [subject for _, subject in part]),
            )
            for log, subject, wrapped in rows:
                found[log, subject] = None if wrapped is None else _unwrap(root, log, subject, wrapped)
        return found

    def _wrap_again(self, old: AESGCM, new: AESGCM) -> None:
        for part in _parts(self._living()):
            wrapped = [_wrap(new, log, subject, _unwrap(old, log, subject, was)) for log, subject, was in part]
            self._db.execute(_REWRAP, ([row[0] for row in part], [row[1] for row in part], wrapped))

    def _living(self) -> list[Any]:
        return self._db.execute(
            "SELECT log, subject, wrapped FROM labelproof_keys.keys WHERE wrapped IS NOT NULL ORDER BY 1, 2"
        ).fetchall()

    def _begin_state(self) -> None:
        if self._db.execute("SELECT 1 FROM labelproof_keys.state").fetchone() is None:
            self._db.execute("INSERT INTO labelproof_keys.state (version, root_id) VALUES (0, %s)", (self._new_root(),))
        living = self._state()[1]
        for root in self._roots.glob("*.root"):  # left by a crash between a commit and the removal, or before a commit
            if root.stem != living:
                remove_private(root)

    def _state(self) -> tuple[int, str]:
        row = self._db.execute("SELECT version, root_id FROM labelproof_keys.state").fetchone()
        if row is None:
            raise RuntimeError("labelproof_keys.state has lost its row")
        return row[0], row[1]

    def _new_root(self) -> str:
        root_id = os.urandom(8).hex()
        write_private(self._roots / f"{root_id}.root", os.urandom(32))
        return root_id

    def _root_key(self, root_id: str) -> AESGCM:
        if self._root[0] != root_id:
            self._root = (root_id, AESGCM((self._roots / f"{root_id}.root").read_bytes()))
        return self._root[1]

    def _remember(self, keys: Mapping[tuple[str, str], bytes]) -> None:
        if len(self._opened) + len(keys) > _CACHED:
            self._opened.clear()
        self._opened.update(keys)


def _wrap(root: AESGCM, log: str, subject: str, key: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + root.encrypt(nonce, key, f"{log}\n{subject}".encode())


def _unwrap(root: AESGCM, log: str, subject: str, wrapped: bytes) -> bytes:
    return root.decrypt(wrapped[:12], wrapped[12:], f"{log}\n{subject}".encode())


def _parts(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
