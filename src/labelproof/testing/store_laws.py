"""The laws of every Store.

prepare(url, LAW_TABLES)
for law in STORE_LAWS:
    law(YourStore(url))      # each wants a fresh, empty database
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from labelproof.kernel.refused import Refused
from labelproof.log.tree import leaf_hash
from labelproof.ports.store import EventRow, SealedRow, Store, Transaction
from labelproof.ports.write import Write
from labelproof.testing.blob_store import raises
from labelproof.testing.store_scratch import (
    BOTH,
    COUNTS,
    EVENTS,
    LAW_TABLES,
    NOTE,
    NOTES,
    REFS,
    SEALED,
    SUM,
    append,
    appending,
    check_log,
    count,
    delete_leaf,
    forget,
    halve,
    held_up,
    keep,
    keep_number_of,
    open_logs,
    refuse,
    rewrite_leaf,
    together,
)

__all__ = ["LAW_TABLES", "STORE_LAWS"]


def a_new_log_is_empty_and_numbered(store: Store) -> None:
    """Logs are numbered from 1; what was not opened is refused by name."""
    opened = open_logs(store, 3)
    refused = raises(Refused, lambda: store.writer(9).run(lambda tx: tx.lock(9)))

    assert opened == [1, 2, 3]
    assert refused.code == "storage.no_log"


def what_was_appended_is_read(store: Store) -> None:
    """Leaves, disclosures and references, byte for byte; a reference given twice stands once."""
    open_logs(store, 1)
    leaf, sealed = bytes(range(256)) * 40, b"\x00\xff'\"\\"

    def job(tx: Transaction) -> None:
        append(tx, 1, "e0", leaf)
        tx.append([], [SealedRow(1, 0, "a0", "item", "ana", sealed)], [(1, "item-7", 0), (1, "item-7", 0)])

    store.writer(1).run(job)
    with store.reading() as read:
        assert [tuple(r) for r in read.all(EVENTS, log_id=1)] == [(0, "e0", leaf)]
        assert [tuple(r) for r in read.all(SEALED)] == [(0, "a0", sealed)]
        assert [tuple(r) for r in read.all(REFS)] == [("item-7", 0)]


def indexes_are_contiguous_under_many_writers(store: Store) -> None:
    """Eight threads on two logs: each log counts 0, 1, 2, … and its frontier is that of its leaves."""
    open_logs(store, 2)

    def write(who: int) -> list[tuple[int, int]]:
        log_ids = [1 + (who + n) % 2 for n in range(40)]
        return [
            (i, store.writer(i).run(lambda tx, i=i, n=n: append(tx, i, f"{who}-{n}"))) for n, i in enumerate(log_ids)
        ]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(write, range(8)))

    for log_id in (1, 2):
        check_log(store, log_id, 160)
        for answer in answers:
            own = [index for log, index in answer if log == log_id]
            assert own == sorted(own)


def answers_reach_an_event_loop(store: Store) -> None:
    """A hundred coroutines wait for their commits; a refusal reaches the one it is meant for."""
    open_logs(store, 1)

    async def all_at_once() -> list[Any]:
        jobs = [refuse if n == 50 else appending(f"e{n}") for n in range(100)]
        return await asyncio.gather(*[store.writer(1).submit(job) for job in jobs], return_exceptions=True)

    answers = asyncio.run(all_at_once())
    refused = answers.pop(50)

    assert isinstance(refused, Refused)
    assert answers == list(range(99))


def a_refused_command_writes_nothing(store: Store) -> None:
    """Whether it is refused before or after it queued writes, it takes no index; its neighbours stand."""
    open_logs(store, 1)

    def late(tx: Transaction) -> None:
        append(tx, 1, "never")
        tx.write([keep(log_id=1, name="never", n=0, said=None, raw=None)])
        refuse(tx)

    answers = together(store, [appending("a"), refuse, appending("b"), late, appending("c")])

    assert [type(a) for a in answers] == [int, Refused, int, Refused, int]
    check_log(store, 1, 3)
    with store.reading() as read:
        assert read.all(NOTES) == []


def a_failing_job_does_not_harm_its_neighbours(store: Store) -> None:
    """A bug, and an error of the database itself, cost only the job that has them."""
    open_logs(store, 1)

    def bug(tx: Transaction) -> None:
        append(tx, 1, "bug")
        raise ZeroDivisionError

    def broken(tx: Transaction) -> None:
        tx.write([keep(log_id=1, name="a", n=None, said=None, raw=None)])

    answers = together(store, [appending("a"), bug, appending("b"), broken, appending("c")])

    assert isinstance(answers[1], ZeroDivisionError) and isinstance(answers[3], Exception)
    assert [answers[0], answers[2], answers[4]] == [0, 1, 2]
    check_log(store, 1, 3)


def what_must_precede_the_commit_can_stop_its_own_job_only(store: Store) -> None:
    """Keys are made durable before the commit; where that fails, the job that needed them fails."""
    open_logs(store, 1)
    done: list[str] = []

    def doomed(tx: Transaction) -> None:
        tx.before_commit(lambda: refuse(tx))
        append(tx, 1, "doomed")

    def careful(tx: Transaction) -> int:
        tx.before_commit(lambda: done.append("act"))
        return append(tx, 1, "careful")

    answers = together(store, [doomed, careful])

    assert isinstance(answers[0], Refused) and answers[1] == 0
    assert "act" in done
    check_log(store, 1, 1)


def memory_ends_with_its_transaction(store: Store) -> None:
    """Jobs of one commit share it; what a failed one left there is taken back, and the next commit starts empty."""
    open_logs(store, 1)

    def remember(tx: Transaction) -> list[str]:
        tx.memory["first"] = True
        return sorted(tx.memory)

    def forgetful(tx: Transaction) -> None:
        tx.memory["second"] = True
        raise ZeroDivisionError

    answers = together(store, [remember, forgetful, lambda tx: sorted(tx.memory)])

    assert answers[0] == answers[2] == ["first"]
    assert store.writer(1).run(lambda tx: sorted(tx.memory)) == []


def the_four_verbs(store: Store) -> None:
    """put inserts or replaces, bump inserts or adds, change finds by key and condition, drop deletes."""
    row = {"log_id": 1, "said": "x", "raw": b"\x00"}
    writes = [
        keep(**row, name="a", n=8),
        keep(**row, name="b", n=1),
        keep(**row, name="c", n=2),
        keep(**row, name="a", n=9),
    ]
    writes += [halve(log_id=1, name="a", said="half"), halve(log_id=1, name="b", said="half")]
    writes += [forget(log_id=1, name="c"), keep_number_of(**row, name="d", of="a")]
    writes += [count(name="x", day=1, n=1, m=10), count(name="x", day=1, n=2, m=20), count(name="x", day=2, n=5, m=0)]
    store.writer(1).run(lambda tx: tx.write(writes))

    with store.reading() as read:
        assert [(r.name, r.n, r.said) for r in read.all(NOTES)] == [("a", 4, "half"), ("b", 1, "x"), ("d", 4, "x")]
        assert [tuple(r) for r in read.all(COUNTS)] == [("x", 1, 3, 30), ("x", 2, 5, 0)]


def many_rows_are_written_as_one_would_be(store: Store) -> None:
    """Two hundred rows of one statement, keys repeated: the last stands, counts are summed."""
    writes = [keep(log_id=1, name=f"{n % 150:03}", n=n, said=None, raw=None) for n in range(200)]
    writes += [count(name="x", day=n % 3, n=n, m=1) for n in range(200)]
    store.writer(1).run(lambda tx: tx.write(writes))

    with store.reading() as read:
        assert [r.n for r in read.all(NOTES)] == [*range(150, 200), *range(50, 150)]
        sums = [(sum(range(day, 200, 3)), len(range(day, 200, 3))) for day in range(3)]
        assert [(r.n, r.m) for r in read.all(COUNTS)] == sums


def every_text_number_and_byte_comes_back(store: Store) -> None:
    """One row or many: quotes, newlines, emoji, empty and missing values, 63-bit numbers, all bytes."""
    texts = ["", "'\"\\\\", "a\nb\r\tc", "naïve café", "👩‍🚀 \U0010ffff", "{1,2}", "%s %(x)s ? :a", "\x01\x7f", None]
    raws = [b"", bytes(range(256)), b"\\x00", None]
    rows = [(n, text, raw) for n, (text, raw) in enumerate((t, r) for t in texts for r in raws)]
    large = [2**63 - 1, -(2**63), 2**31, -1]

    def given(n: int, text: str | None, raw: bytes | None, by: str) -> Write:
        return keep(log_id=1, name=f"{by}{n}", n=large[n % 4], said=text, raw=raw)

    store.writer(1).run(lambda tx: tx.write([given(*row, "many") for row in rows]))
    for row in rows:
        store.writer(1).run(lambda tx, row=row: tx.write([given(*row, "one")]))

    with store.reading() as read:
        for n, text, raw in rows:
            for by in ("many", "one"):
                assert tuple(read.one(NOTE, name=f"{by}{n}")) == (large[n % 4], text, raw)


def numbers_are_whole(store: Store) -> None:
    """A sum is an integer and truth is 1: rows compare equal whatever the database."""
    store.writer(1).run(lambda tx: tx.write([count(name="x", day=n, n=n, m=0) for n in range(5)]))

    with store.reading() as read:
        found = read.one(SUM)
        assert [(type(cell), cell) for cell in found] == [(int, 10), (int, 1)]


def text_is_ordered_by_its_bytes(store: Store) -> None:
    """Never by a language: the same facts come in the same order on every machine."""
    names = ["b", "B", "a", "A", "_", "-", "ä", "z", "Z9", "Z10"]
    store.writer(1).run(lambda tx: tx.write([keep(log_id=1, name=name, n=0, said=None, raw=None) for name in names]))

    with store.reading() as read:
        assert [r.name for r in read.all(NOTES)] == sorted(names)


def a_job_reads_what_it_wrote(store: Store) -> None:
    """Writes are sent before a read; the reactions of a command stand on its own projections."""

    def job(tx: Transaction) -> list[int]:
        seen: list[int] = []
        for n in (1, 2):
            tx.write([keep(log_id=1, name="a", n=n, said=None, raw=None)])
            seen.append(tx.one(NOTE, name="a").n)
        tx.write([forget(log_id=1, name="a")])
        return [*seen, len(tx.all(NOTES)), len(list(tx.each(NOTES)))]

    assert store.writer(1).run(job) == [1, 2, 0, 0]


def a_read_repeated_is_never_older_than_a_write(store: Store) -> None:
    """A transaction may remember answers, of joins and sub-selects too, but not past a write, a roll-back or an append."""
    open_logs(store, 1)
    row = {"log_id": 1, "said": None, "raw": None}

    def keeps(tx: Transaction) -> list[Any]:
        tx.write([keep(**row, name="a", n=1), count(name="a", day=1, n=1, m=0)])
        first = tx.all(BOTH)
        first.append("what the asker does with the answer is his")
        tx.write([count(name="a", day=1, n=1, m=0)])
        return [*tx.all(BOTH), len(tx.all(EVENTS, log_id=1)), append(tx, 1, "a")]

    def fails(tx: Transaction) -> None:
        tx.write([count(name="a", day=1, n=40, m=0)])
        assert [r.day_n for r in tx.all(BOTH)] == [42]
        raise ZeroDivisionError

    def looks(tx: Transaction) -> tuple[list[Any], int]:
        tx.flush()
        return tx.all(BOTH), len(tx.all(EVENTS, log_id=1))

    answers = together(store, [keeps, fails, looks])

    assert answers[0] == [("a", 2), 0, 0]
    assert answers[2] == ([("a", 2)], 1)


def a_reading_is_a_snapshot(store: Store) -> None:
    """What is committed while it is open is not in it; the next reading has it."""
    put_one = keep(log_id=1, name="a", n=1, said=None, raw=None)
    with store.reading() as read:
        before = len(read.all(NOTES))
        store.writer(1).run(lambda tx: tx.write([put_one]))
        during = len(read.all(NOTES))
    with store.reading() as read:
        after = len(read.all(NOTES))

    assert (before, during, after) == (0, 0, 1)


def large_answers_are_streamed(store: Store) -> None:
    """`each` gives all rows, and others can be asked for meanwhile."""
    rows = [keep(log_id=1, name=f"{n:05}", n=n, said=None, raw=None) for n in range(2500)]
    store.writer(1).run(lambda tx: tx.write(rows))

    with store.reading() as read:
        pairs = [(r.n, read.one(NOTE, name=r.name).n) for r in read.each(NOTES)]
    assert pairs == [(n, n) for n in range(2500)]


def an_index_or_id_is_taken_once(store: Store) -> None:
    """A collision is our bug: it is told, nothing of it is written, and the log goes on."""
    open_logs(store, 1)
    store.writer(1).run(appending("a"))

    def same_index(tx: Transaction) -> None:
        tx.append([EventRow(1, 0, "b", b"leaf", leaf_hash(b"leaf"))], [], [])

    raises(Exception, lambda: store.writer(1).run(appending("a")))
    raises(Exception, lambda: store.writer(1).run(same_index))
    store.writer(1).run(appending("b"))

    check_log(store, 1, 2)


def an_event_is_never_changed_or_deleted(store: Store) -> None:
    """The database itself refuses."""
    open_logs(store, 1)
    store.writer(1).run(appending("a"))
    for write in (rewrite_leaf(log_id=1, idx=0, leaf=b"other"), delete_leaf(log_id=1, idx=0)):
        raises(Exception, lambda write=write: store.writer(1).run(lambda tx: tx.write([write])))

    check_log(store, 1, 1)


def what_waits_is_done_before_closing(store: Store) -> None:
    """Nothing that was asked for is dropped."""
    open_logs(store, 1)
    with ThreadPoolExecutor(4) as threads, held_up(store, 1):
        waiting = [threads.submit(store.writer(1).run, appending(f"e{n}")) for n in range(4)]
    store.close()

    assert sorted(each.result() for each in waiting) == [0, 1, 2, 3]


STORE_LAWS: tuple[Callable[[Store], None], ...] = (
    a_new_log_is_empty_and_numbered,
    what_was_appended_is_read,
    indexes_are_contiguous_under_many_writers,
    answers_reach_an_event_loop,
    a_refused_command_writes_nothing,
    a_failing_job_does_not_harm_its_neighbours,
    what_must_precede_the_commit_can_stop_its_own_job_only,
    memory_ends_with_its_transaction,
    the_four_verbs,
    many_rows_are_written_as_one_would_be,
    every_text_number_and_byte_comes_back,
    numbers_are_whole,
    text_is_ordered_by_its_bytes,
    a_job_reads_what_it_wrote,
    a_read_repeated_is_never_older_than_a_write,
    a_reading_is_a_snapshot,
    large_answers_are_streamed,
    an_index_or_id_is_taken_once,
    an_event_is_never_changed_or_deleted,
    what_waits_is_done_before_closing,
)
"""Each takes a store over a fresh database that `prepare(url, LAW_TABLES)` made."""
