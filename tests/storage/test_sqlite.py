"""What SQLite adds: a folder with one owner, disks that fill up, a COMMIT that did not answer."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labelproof.kernel.refused import Refused
from labelproof.ports.store import Transaction
from labelproof.storage.schema import prepare
from labelproof.storage.sqlite import FolderLock, SqliteStore
from labelproof.testing.store_laws import LAW_TABLES
from labelproof.testing.store_scratch import EVENTS, NOTES, append, appending, check_log, keep, open_logs, together


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    prepare(f"sqlite:///{tmp_path}/db.sqlite", LAW_TABLES)
    store = SqliteStore(str(tmp_path / "db.sqlite"))
    yield store
    store.close()


class Unanswered:
    """A connection whose first COMMIT, done or not, is never confirmed."""

    def __init__(self, raw: sqlite3.Connection, *, done: bool) -> None:
        self._raw, self._done, self._first = raw, done, True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def execute(self, sql: str, *args: Any) -> Any:
        if sql == "COMMIT" and self._first:
            self._first = False
            if self._done:
                self._raw.execute(sql)
            raise sqlite3.OperationalError("disk I/O error")
        return self._raw.execute(sql, *args)


def once(tx: Transaction) -> str:
    """What the engine does with a command: look it up, else record it."""
    if any(row.event_id == "once" for row in tx.all(EVENTS, log_id=1)):
        return "it stands"
    append(tx, 1, "once")
    return "recorded"


@pytest.mark.parametrize(("done", "answer"), [(True, "it stands"), (False, "recorded")])
def test_a_commit_that_did_not_answer_is_looked_up(store: SqliteStore, done: bool, answer: str) -> None:
    open_logs(store, 1)
    store._raw = Unanswered(store._raw, done=done)  # type: ignore[assignment]

    assert store.writer(1).run(once) == answer
    check_log(store, 1, 1)


def test_a_full_disk_refuses_all_and_loses_nothing(store: SqliteStore) -> None:
    """Every job of the commit is told; once there is room the log goes on where it stood."""
    open_logs(store, 1)
    store.writer(1).run(appending("before"))
    pages = store.admin(lambda raw: raw.execute("PRAGMA page_count").fetchone()[0])
    store.admin(lambda raw: raw.execute(f"PRAGMA max_page_count={pages}").fetchone())

    def much(tx: Transaction) -> None:
        append(tx, 1, "much")
        tx.write([keep(log_id=1, name=f"{n}", n=n, said="x" * 1000, raw=None) for n in range(1000)])

    answers = together(store, [appending("a"), much, appending("b")])
    store.admin(lambda raw: raw.execute("PRAGMA max_page_count=1000000").fetchone())

    assert isinstance(answers[1], Refused) and "full" in answers[1].what
    written = sum(isinstance(answer, int) for answer in answers)
    check_log(store, 1, 1 + written)
    assert store.writer(1).run(appending("after")) == 1 + written
    with store.reading() as read:
        assert read.all(NOTES) == []


def test_a_second_owner_of_a_folder_is_told_the_address_of_the_first(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    lock.say("http://127.0.0.1:8123")
    with pytest.raises(Refused, match=r"storage.folder_in_use.*127\.0\.0\.1:8123"):
        FolderLock(tmp_path)
    lock.release()

    FolderLock(tmp_path).release()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO events VALUES (1, 0, 'x', x'00', x'00')",
        "INSERT OR REPLACE INTO events VALUES (1, 7, 'a', x'00', x'00')",  # by its id
        "REPLACE INTO events VALUES (1, 0, 'a', x'00', x'00')",
        "INSERT INTO events VALUES (1, 0, 'x', x'00', x'00') ON CONFLICT DO UPDATE SET leaf = x'00'",
        "UPDATE OR REPLACE events SET idx = 1",
        "UPDATE events SET leaf = x'00'",
        "DELETE FROM events",
    ],
)
def test_an_event_is_not_replaced_by_the_back_door(store: SqliteStore, statement: str) -> None:
    open_logs(store, 1)
    store.writer(1).run(appending("a"))
    with pytest.raises(sqlite3.IntegrityError, match=r"never (replaced|changed|deleted)"):
        store.admin(lambda raw: raw.execute(statement))

    check_log(store, 1, 1)


def test_nested_readings_of_a_thread_see_one_snapshot(store: SqliteStore) -> None:
    with store.reading() as outer:
        outer.all(NOTES)
        store.writer(1).run(lambda tx: tx.write([keep(log_id=1, name="a", n=1, said=None, raw=None)]))
        with store.reading() as inner:
            assert inner.all(NOTES) == []


def test_an_act_of_administration_is_in_no_transaction(store: SqliteStore) -> None:
    assert store.admin(lambda raw: raw.in_transaction) is False
    store.admin(lambda raw: raw.execute("VACUUM"))
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        store.admin(lambda raw: raw.execute("SELECT * FROM missing"))
