"""The group commit itself, over a transaction that only counts."""

import asyncio
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import pytest

from labelproof.kernel.refused import Refused
from labelproof.storage import writer as writing
from labelproof.storage.writer import CommitFailed, Pending, Writer


class Counting:
    """Stands for a transaction: jobs say how many rows they queue."""

    def __init__(self) -> None:
        self.n_queued, self.jobs = 0, list[str]()

    def foresee(self, asks: Iterable[Any]) -> None:
        list(asks)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        yield

    def job(self, name: str, rows: int) -> str:
        self.jobs.append(name)
        self.n_queued += rows
        return name


class Commits:
    """Remembers what each commit held; `failures` are raised by the next commits."""

    def __init__(self) -> None:
        self.done: list[list[str]] = []
        self.failures: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()

    @contextmanager
    def begin(self, careful: bool) -> Iterator[Any]:
        self.gate.wait(10)
        tx = Counting()
        yield tx
        if self.failures:
            raise self.failures.pop(0)
        self.done.append(tx.jobs)


def run_all(commits: Commits, jobs: dict[str, int]) -> list[Any]:
    """Queue all jobs before the first commit may begin."""
    writer = Writer("test", commits.begin).start()

    async def gather() -> list[Any]:
        commits.gate.clear()
        waiting = [writer.submit(lambda tx, name=name, rows=rows: tx.job(name, rows)) for name, rows in jobs.items()]
        commits.gate.set()
        return await asyncio.gather(*waiting, return_exceptions=True)

    answers = asyncio.run(gather())
    writer.stop()
    return answers


def test_what_came_while_the_lock_was_waited_for_goes_along() -> None:
    commits = Commits()

    assert run_all(commits, {"a": 1, "b": 1, "c": 1}) == ["a", "b", "c"]
    assert commits.done == [["a", "b", "c"]]


def test_a_commit_ends_where_it_grew_too_large_and_keeps_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MAX_ROWS", 10)
    commits = Commits()
    run_all(commits, {"a": 6, "b": 6, "c": 1, "d": 20, "e": 1})

    assert commits.done == [["a", "b"], ["c", "d"], ["e"]]


def test_a_commit_takes_no_more_than_its_number_of_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MAX_BATCH", 2)
    commits = Commits()
    run_all(commits, dict.fromkeys("abcde", 1))

    assert commits.done == [["a", "b"], ["c", "d"], ["e"]]


def test_a_commit_of_unknown_outcome_is_run_once_more_then_said() -> None:
    commits = Commits()
    commits.failures = [CommitFailed(OSError("cut"))]
    assert run_all(commits, {"a": 1}) == ["a"]
    commits.failures = [CommitFailed(OSError("cut")), CommitFailed(OSError("cut again"))]
    answer = run_all(commits, {"b": 1})[0]

    assert isinstance(answer, Refused) and answer.code == "storage.commit_failed" and "cut again" in answer.what
    assert commits.done == [["a"]]


def test_an_act_between_commits_waits_its_turn() -> None:
    commits = Commits()
    writer = Writer("test", commits.begin).start()
    seen: list[Any] = []

    async def gather() -> None:
        commits.gate.clear()
        first = writer.submit(lambda tx: tx.job("a", 1))
        act: Future[None] = Future()
        writer._queue.put(Pending(None, act, alone=lambda: seen.append(list(commits.done))))
        last = writer.submit(lambda tx: tx.job("b", 1))
        commits.gate.set()
        await asyncio.gather(first, asyncio.wrap_future(act), last)

    asyncio.run(gather())
    writer.stop()

    assert seen == [[["a"]]]
    assert commits.done == [["a"], ["b"]]


def test_who_left_is_not_answered_and_disturbs_nobody() -> None:
    commits = Commits()
    writer = Writer("test", commits.begin).start()

    async def leave() -> str:
        commits.gate.clear()
        gone = writer.submit(lambda tx: tx.job("a", 1))
        stays = writer.submit(lambda tx: tx.job("b", 1))
        gone.cancel()
        commits.gate.set()
        return await stays

    assert asyncio.run(leave()) == "b"
    writer.stop()
    assert commits.done == [["a", "b"]]
