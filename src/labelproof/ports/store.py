"""The database, as the engine sees it: readings, and transactions that append and project."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from labelproof.ports.query import Ask, Query
from labelproof.ports.write import Scalar, Write


class Reading(Protocol):
    """A consistent view of the tables."""

    def one(self, query: Query, **params: Scalar) -> Any:
        """The first row, or None."""
        ...

    def all(self, query: Query, **params: Scalar) -> list[Any]:
        """All rows."""
        ...

    def each(self, query: Query, **params: Scalar) -> Iterator[Any]:
        """All rows, streamed."""
        ...


@dataclass(slots=True)
class LogState:
    """Where a log stands: the row that group commit updates."""

    log_id: int
    origin: str
    size: int
    frontier: bytes
    last_ts: int


class EventRow(NamedTuple):
    """One leaf as stored."""

    log_id: int
    idx: int
    event_id: str
    leaf: bytes
    leaf_hash: bytes


class SealedRow(NamedTuple):
    """One sealed disclosure, beside the log."""

    log_id: int
    idx: int
    name: str
    subject: str
    writer: str
    sealed: bytes


class Transaction(Reading, Protocol):
    """Everything one group commit may do. Writes are flushed before a read; `memory` lives as long as it does."""

    memory: dict[str, Any]

    def write(self, writes: Sequence[Write]) -> None:
        """Queue projection writes in this order."""
        ...

    def append(
        self, events: Sequence[EventRow], sealed: Sequence[SealedRow], refs: Sequence[tuple[int, str, int]]
    ) -> None:
        """Queue event rows, their sealed disclosures, and (log, value, index) for finding them again."""
        ...

    def lock(self, log_id: int) -> LogState:
        """Take the log's lock (once per transaction) and read where it stands."""
        ...

    def open_log(self, origin: str, kind: str) -> LogState:
        """Make a new, empty log."""
        ...

    def advance(self, state: LogState) -> None:
        """Store where the log stands now."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """Roll back to here if the block raises."""
        ...

    def before_commit(self, act: Callable[[], None]) -> None:
        """Run `act` once everything is sent and before the commit."""
        ...

    def flush(self) -> None:
        """Send what is queued."""
        ...

    def foresee(self, asks: Iterable[Ask]) -> None:
        """Ask ahead what is sure to be asked, where that saves waiting for each answer by itself."""
        ...


Job = Callable[[Transaction], Any]
"""One unit of a group commit; what it returns is the answer, once committed."""


class Foresighted(NamedTuple):
    """A job that says ahead what it will ask."""

    job: Job
    asks: Callable[[], Iterable[Ask]]

    def __call__(self, tx: Transaction) -> Any:
        """Run it."""
        return self.job(tx)


class Writing(Protocol):
    """The one place where a log is written from in this process."""

    def run(self, job: Job) -> Any:
        """Run a job in the next group commit and wait for it."""
        ...

    def submit(self, job: Job) -> Awaitable[Any]:
        """Run a job in the next group commit; await its answer."""
        ...


class Store(Protocol):
    """A database with its writers."""

    kind: str

    def writer(self, log_id: int) -> Writing:
        """The writer that commits for a log."""
        ...

    def reading(self) -> AbstractContextManager[Reading]:
        """A consistent view of what is committed."""
        ...

    def known(self, query: Query, **params: Scalar) -> Any:
        """The first row, or None, as last committed: from memory where this process alone writes."""
        ...

    def admin(self, act: Callable[[Any], Any]) -> Any:
        """Run `act(connection)` outside any transaction: vacuum, checkpoint."""
        ...

    def close(self) -> None:
        """Finish what waits and close."""
        ...
