"""Two tables and a few events to try a Store on."""

import asyncio
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import sqlalchemy as sa

from labelproof.kernel.refused import Refused
from labelproof.log.tree import Frontier, leaf_hash
from labelproof.ports.query import Query, param
from labelproof.ports.store import EventRow, Job, Store, Transaction
from labelproof.ports.write import bump, change, drop, put
from labelproof.storage.tables import disclosures, event_refs, events, logs

metadata = sa.MetaData()
notes = sa.Table(
    "law_notes",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("n", sa.BigInteger, nullable=False),
    sa.Column("said", sa.Text),
    sa.Column("raw", sa.LargeBinary),
)
counts = sa.Table(
    "law_counts",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("n", sa.BigInteger, nullable=False),
    sa.Column("m", sa.BigInteger, nullable=False),
)
LAW_TABLES = (notes, counts)


def _number_of(t: sa.Table) -> sa.ColumnElement[Any]:
    of = notes.alias()
    return sa.select(of.c.n).where(of.c.log_id == param("log_id"), of.c.name == param("of")).scalar_subquery()


keep = put(notes)
keep_number_of = put(notes, n=_number_of)
count = bump(counts, "n", "m")
halve = change(notes, by=("log_id", "name"), sets=("said",), where=lambda t: t.c.n > 1, n=lambda t: t.c.n // 2)
forget = drop(notes, by=("log_id", "name"))
rewrite_leaf = change(events, by=("log_id", "idx"), sets=("leaf",))
delete_leaf = drop(events, by=("log_id", "idx"))

NOTES = Query(sa.select(notes).order_by(notes.c.log_id, notes.c.name))
NOTE = Query(sa.select(notes.c.n, notes.c.said, notes.c.raw).where(notes.c.log_id == 1, notes.c.name == param("name")))
COUNTS = Query(sa.select(counts).order_by(counts.c.name, counts.c.day))
BOTH = Query(
    sa.select(notes.c.name, sa.select(counts.c.n).where(counts.c.name == notes.c.name).scalar_subquery().label("day_n"))
)
SUM = Query(sa.select(sa.func.sum(counts.c.n).label("n"), sa.exists(sa.select(counts.c.n)).label("any")))
EVENTS = Query(
    sa.select(events.c.idx, events.c.event_id, events.c.leaf)
    .where(events.c.log_id == param("log_id"))
    .order_by(events.c.idx)
)
SEALED = Query(sa.select(disclosures.c.idx, disclosures.c.name, disclosures.c.sealed).order_by(disclosures.c.idx))
REFS = Query(sa.select(event_refs.c.value, event_refs.c.idx).order_by(event_refs.c.value, event_refs.c.idx))
LOG = Query(sa.select(logs.c.size, logs.c.frontier, logs.c.last_ts).where(logs.c.log_id == param("log_id")))


def open_logs(store: Store, n: int) -> list[int]:
    """Open logs; gives their numbers."""
    return [store.writer(1).run(_opening(f"log.example/{each}")) for each in range(n)]


def _opening(origin: str) -> Job:
    return lambda tx: tx.open_log(origin, "project").log_id


def append(tx: Transaction, log_id: int, event_id: str, leaf: bytes = b"") -> int:
    """One event, as the engine records it; gives its index."""
    state = tx.lock(log_id)
    leaf = leaf or event_id.encode()
    frontier = Frontier.from_bytes(state.frontier) if state.frontier else Frontier()
    frontier.append(leaf_hash(leaf))
    tx.append([EventRow(log_id, state.size, event_id, leaf, leaf_hash(leaf))], [], [])
    state.size, state.frontier, state.last_ts = state.size + 1, frontier.to_bytes(), state.last_ts + 1
    tx.advance(state)
    return state.size - 1


def appending(event_id: str) -> Job:
    """A job that records one event."""
    return lambda tx: append(tx, 1, event_id)


def refuse(tx: Transaction) -> None:
    """A job that is refused."""
    raise Refused("law.refused", "this is refused", "nothing")


def check_log(store: Store, log_id: int, size: int) -> None:
    """Indexes 0, 1, 2, …; no id twice; size and frontier are those of the leaves."""
    with store.reading() as read:
        rows, log = read.all(EVENTS, log_id=log_id), read.one(LOG, log_id=log_id)
    frontier = Frontier()
    frontier.extend(leaf_hash(bytes(row.leaf)) for row in rows)
    assert [row.idx for row in rows] == list(range(size))
    assert len({row.event_id for row in rows}) == size
    assert (log.size, bytes(log.frontier), log.last_ts) == (size, frontier.to_bytes(), size)


@contextmanager
def held_up(store: Store, log_id: int) -> Generator[None]:
    """While this is open, jobs for the log pile up: they will be one commit."""
    running, go = Event(), Event()

    def hold(tx: Transaction) -> None:
        running.set()
        go.wait(30)

    with ThreadPoolExecutor(1) as thread:
        holding = thread.submit(store.writer(log_id).run, hold)
        running.wait(30)
        try:
            yield
        finally:
            go.set()
            holding.result(30)


def together(store: Store, jobs: list[Job]) -> list[Any]:
    """Run jobs in this order and one commit; gives answers or exceptions."""

    async def gather() -> list[Any]:
        with held_up(store, 1):
            waiting = [store.writer(1).submit(job) for job in jobs]
        return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(gather())
