"""The group-commit writer: all waiting jobs in one transaction, one commit, then all answers.

If a job fails after it queued writes, the batch is rolled back and run again with a savepoint per job
(savepoints on the normal path cost 15 to 25 %). If COMMIT itself fails nobody knows what happened: the
batch is run again from what the database holds, and each command first looks for its own events there.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from labelproof.kernel.refused import Refused
from labelproof.storage.transaction import OpenTransaction

MAX_BATCH = 512


@dataclass(slots=True)
class Pending:
    """One job waiting for its group commit."""

    job: Callable[[OpenTransaction], Any]
    loop: asyncio.AbstractEventLoop | None = None
    waiter: Any = None
    answer: Any = None
    error: BaseException | None = None

    def resolve(self) -> None:
        """Hand the answer to whoever waits, unless they left."""
        if self.waiter.done():
            return
        if self.error is None:
            self.waiter.set_result(self.answer)
        else:
            self.waiter.set_exception(self.error)


class CommitFailed(Exception):
    """COMMIT did not answer with success: the outcome is unknown."""


class _RunAgain(Exception):
    """A job failed after queueing writes: the batch needs savepoints."""


Begin = Callable[[], AbstractContextManager[OpenTransaction]]


@dataclass(slots=True)
class Writer:
    """One thread, one queue. `begin` opens a transaction that commits on exit and raises CommitFailed if it cannot tell."""

    name: str
    begin: Begin
    _queue: "queue.SimpleQueue[Pending | None]" = field(default_factory=queue.SimpleQueue)
    _thread: threading.Thread | None = None

    def start(self) -> "Writer":
        """Start the thread."""
        self._thread = threading.Thread(target=self._serve, name=self.name, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Finish what waits, then end the thread."""
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join()

    def run(self, job: Callable[[OpenTransaction], Any]) -> Any:
        """Run a job from another thread and wait for its commit."""
        waiter: Future[Any] = Future()
        self._queue.put(Pending(job, None, waiter))
        return waiter.result()

    def submit(self, job: Callable[[OpenTransaction], Any]) -> "asyncio.Future[Any]":
        """Run a job from an event loop; await the answer."""
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        self._queue.put(Pending(job, loop, waiter))
        return waiter

    def _serve(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            batch, stopping = [first], False
            while len(batch) < MAX_BATCH:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    stopping = True
                    break
                batch.append(more)
            self._commit(batch)
            _answer(batch)
            if stopping:
                return

    def _commit(self, batch: list[Pending]) -> None:
        try:
            try:
                self._run(batch, savepoints=False)
            except _RunAgain:
                self._run(batch, savepoints=True)
            except CommitFailed:
                self._run(batch, savepoints=True)
        except BaseException as failure:
            for pending in batch:
                pending.answer, pending.error = None, failure

    def _run(self, batch: list[Pending], savepoints: bool) -> None:
        with self.begin() as tx:
            for pending in batch:
                pending.answer = pending.error = None
                before = tx.n_queued
                try:
                    if savepoints:
                        with tx.savepoint():
                            pending.answer = pending.job(tx)
                    else:
                        pending.answer = pending.job(tx)
                except Refused as refused:
                    pending.error = refused
                    if tx.n_queued != before and not savepoints:
                        raise _RunAgain from refused
                except Exception as failure:
                    pending.error = failure
                    if not savepoints:
                        raise _RunAgain from failure


def _answer(batch: list[Pending]) -> None:
    by_loop: dict[int, tuple[asyncio.AbstractEventLoop, list[Pending]]] = {}
    for pending in batch:
        if pending.loop is None:
            pending.resolve()
        else:
            by_loop.setdefault(id(pending.loop), (pending.loop, []))[1].append(pending)
    for loop, waiting in by_loop.values():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve_all, waiting)


def _resolve_all(waiting: list[Pending]) -> None:
    for pending in waiting:
        pending.resolve()
