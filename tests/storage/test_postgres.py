"""What PostgreSQL adds: processes and projects in parallel, connections that get lost, languages that order text."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest

from labelproof.kernel.refused import Refused
from labelproof.ports.store import Transaction
from labelproof.rooms import ROOMS
from labelproof.storage.postgres import PostgresConnection, PostgresStore, plain_url
from labelproof.storage.schema import prepare
from labelproof.testing.store_laws import LAW_TABLES
from labelproof.testing.store_scratch import EVENTS, NOTES, append, appending, check_log, open_logs

APPEND_MANY = """
import sys
from labelproof.storage.postgres import PostgresStore
from labelproof.testing.store_scratch import appending
store = PostgresStore(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for n in range(60):
    store.writer(1).run(appending(f"{sys.argv[2]}-{n}"))
store.close()
"""


@pytest.fixture
def store(fresh_postgres: str) -> Iterator[PostgresStore]:
    prepare(fresh_postgres, LAW_TABLES)
    store = PostgresStore(fresh_postgres)
    yield store
    store.close()


def lose_connections(store: PostgresStore) -> None:
    """End every session of this database but the one that does so."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    store.admin(lambda raw: raw.execute(others).fetchall())


def test_two_processes_write_one_log_without_gaps(store: PostgresStore) -> None:
    open_logs(store, 1)
    args = [sys.executable, "-c", APPEND_MANY, store.url]
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen([*args, name], **piped) for name in ("a", "b")]
    for process in processes:
        process.stdout.readline()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()

    assert [process.wait(60) for process in processes] == [0, 0]
    for process in processes:
        process.communicate()
    check_log(store, 1, 120)
    with store.reading() as read:
        order = [row.event_id[0] for row in read.all(EVENTS, log_id=1)]
    assert order not in (["a"] * 60 + ["b"] * 60, ["b"] * 60 + ["a"] * 60)


def test_projects_are_written_in_parallel(store: PostgresStore) -> None:
    """Two jobs that wait for each other can only meet in two writers."""
    open_logs(store, 2)
    both = Barrier(2, timeout=20)

    def meet(tx: Transaction, log_id: int) -> int:
        index = append(tx, log_id, "met")
        both.wait()
        return index

    with ThreadPoolExecutor(2) as threads:
        met = [threads.submit(store.writer(n).run, lambda tx, n=n: meet(tx, n)) for n in (1, 2)]

    assert [each.result() for each in met] == [0, 0]


def test_a_connection_lost_in_a_job_is_opened_again(store: PostgresStore) -> None:
    open_logs(store, 1)
    tries: list[int] = []

    def job(tx: Transaction) -> int:
        tries.append(append(tx, 1, "once"))
        if len(tries) == 1:
            lose_connections(store)
        return tries[-1]

    assert store.writer(1).run(job) == 0
    assert len(tries) == 2
    check_log(store, 1, 1)


def test_a_commit_that_did_not_answer_is_looked_up(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """It took effect and the connection was lost: the job runs again on what the database holds."""
    open_logs(store, 1)
    execute = PostgresConnection.execute
    lost: list[str] = []

    def unanswered(self: PostgresConnection, sql: str, params: Any = ()) -> Any:
        done = execute(self, sql, params)
        if sql == "COMMIT" and not lost:
            lost.append(done.statusmessage)
            lose_connections(store)
            self.raw.execute("SELECT 1").fetchone()
        return done

    def once(tx: Transaction) -> str:
        tx.lock(1)
        if any(row.event_id == "once" for row in tx.all(EVENTS, log_id=1)):
            return "it stands"
        append(tx, 1, "once")
        return "recorded"

    monkeypatch.setattr(PostgresConnection, "execute", unanswered)

    assert store.writer(1).run(once) == "it stands"
    assert len(lost) == 1
    check_log(store, 1, 1)


def test_a_lost_database_is_said_and_the_writer_goes_on(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    open_logs(store, 1)
    lose_connections(store)
    with monkeypatch.context() as away:
        away.setattr(psycopg, "connect", lambda *a, **k: (_ for _ in ()).throw(psycopg.OperationalError("gone")))
        with pytest.raises(Refused, match=r"storage\.unreachable"):
            store.writer(1).run(appending("a"))

    assert store.writer(1).run(appending("b")) == 0


def test_a_reader_whose_connection_was_lost_gets_another(store: PostgresStore) -> None:
    with store.reading() as read:
        read.all(NOTES)
    lose_connections(store)

    with store.reading() as read:
        assert read.all(NOTES) == []


def test_a_read_that_fails_spoils_no_later_one(store: PostgresStore) -> None:
    with pytest.raises(psycopg.Error), store.reading() as read:
        read.all(EVENTS, log_id="no number")

    with store.reading() as read:
        assert read.all(EVENTS, log_id=1) == []


def test_locks_are_taken_in_one_order(store: PostgresStore) -> None:
    """The instance's log first, then the project's: the other way round two writers could wait for each other."""
    open_logs(store, 2)

    assert store.writer(1).run(lambda tx: (tx.lock(1).log_id, tx.lock(2).log_id)) == (1, 2)
    with pytest.raises(RuntimeError, match="in order"):
        store.writer(2).run(lambda tx: tx.lock(1))


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(Refused, match=r"storage\.unreachable"):
        PostgresStore("postgresql+psycopg://nobody@/none?host=/nowhere")


def test_text_is_compared_by_bytes_whatever_the_language_of_the_database(fresh_postgres: str) -> None:
    """An order by language would give the same commands another log on another machine."""
    prepare(fresh_postgres, [table for room in ROOMS for table in room.tables])
    by_language = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name <> 'alembic_version' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    )
    with psycopg.connect(plain_url(fresh_postgres)) as connection:
        assert connection.execute(by_language).fetchall() == []


def test_an_idle_writer_gives_its_connection_back(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labelproof.storage.writer.IDLE_S", 0.02)
    open_logs(store, 1)
    ours = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(500):
        if store.admin(lambda raw: raw.execute(ours).fetchone())[0] == 0:
            break
        time.sleep(0.02)

    assert store.admin(lambda raw: raw.execute(ours).fetchone())[0] == 0
    assert store.writer(1).run(appending("a")) == 0


def test_not_even_a_superuser_rewrites_events_by_a_slip(store: PostgresStore) -> None:
    open_logs(store, 1)
    store.writer(1).run(appending("a"))
    for sql in ("UPDATE events SET leaf = ''", "DELETE FROM events", "TRUNCATE events"):
        with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
            store.admin(lambda raw, sql=sql: raw.execute(sql))

    check_log(store, 1, 1)
