"""What a log costs through the database: batches, one commit each, and how far checkpoints are behind the labels.

`python -m bench.log_database`. Floors: 30,000 events/s in batches and 200/s one by one on SQLite;
under the label rate the newest checkpoint is at most two seconds behind what was acknowledged.
"""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.load import Connection, label_all
from bench.server import Prepared, Server, prepare, run_async, serving
from labelproof.log.leaf import Leaf, format_leaf
from labelproof.log.tree import Frontier, leaf_hash
from labelproof.ports.store import EventRow, Transaction
from labelproof.storage.schema import prepare as prepare_schema
from labelproof.storage.sqlite import SqliteStore
from labelproof.testing.store_scratch import LAW_TABLES, open_logs

ORIGIN = "log.example/p"


def leaf(index: int) -> bytes:
    """About what a submission takes: 240 bytes."""
    digest = "K8mQBZRzRI5uvUQqoWv6oFZ6wD3QlIdr2x_YNKvkLB4"
    refs = {"item": "KvWR0m9t21Nw8PKLHoLJJSmq", "task": f"{index}"}
    at = 1_700_000_000_000 + index
    return format_leaf(Leaf(1, ORIGIN, f"{index:024}", at, "annotation.submitted", "u0", refs, {"label": digest}))


def append(tx: Transaction, raws: Sequence[bytes], first: int) -> None:
    """Rows, hashes and frontier, as the ledger writes them."""
    state = tx.lock(1)
    frontier = Frontier.from_bytes(state.frontier) if state.frontier else Frontier()
    hashes = [leaf_hash(raw) for raw in raws]
    frontier.extend(hashes)
    rows = [EventRow(1, first + n, f"{first + n:024}", raw, hashes[n]) for n, raw in enumerate(raws)]
    tx.append(rows, [], [(1, f"task-{first + n}", first + n) for n in range(len(raws))])
    state.size, state.frontier = frontier.size, frontier.to_bytes()
    tx.advance(state)


def rate(n_events: int, in_a_batch: int) -> float:
    """Events a second into a fresh SQLite file, synchronous=FULL, each batch one commit."""
    raws = [leaf(n) for n in range(n_events)]
    with tempfile.TemporaryDirectory() as made:
        prepare_schema(f"sqlite:///{Path(made) / 'db.sqlite'}", LAW_TABLES)
        store = SqliteStore(str(Path(made) / "db.sqlite"))
        open_logs(store, 1)
        writer, started = store.writer(1), time.perf_counter()
        for start in range(0, n_events, in_a_batch):
            part = raws[start : start + in_a_batch]
            writer.run(lambda tx, part=part, start=start: append(tx, part, start))
        took = time.perf_counter() - started
        store.close()
    return n_events / took


async def lag(servers: list[Server], n_labels: int) -> list[str]:
    """While 16 people label without thinking: for each acknowledged answer, when a shown checkpoint covered it."""
    server, n_people = servers[0], 16
    prepared: Prepared = await prepare(server, n_labels + 500, n_people)
    people = [Connection("127.0.0.1", server.port, token) for token in prepared.tokens]
    acknowledged: list[tuple[int, float]] = []
    shown: list[tuple[int, float]] = []
    for connection in people:
        _listen(connection, acknowledged)
    watching = asyncio.ensure_future(_watch(server, prepared.project, shown))
    taken = await label_all(people, prepared.project, prepared.question, n_labels, "lag")
    await asyncio.sleep(3)
    watching.cancel()
    behind: list[float] = []
    for index, at in acknowledged:
        covered = [when for size, when in shown if size > index]
        behind.append(max(0.0, min(covered) - at) if covered else float("inf"))
    behind.sort()
    told = f"{taken.n / taken.seconds:8,.0f} labels/s beside the watcher"
    covered = f"p50 {behind[len(behind) // 2]:.2f} s, at most {behind[-1]:.2f} s (floor 2 s)"
    return [f"  {told} · a checkpoint covers an answer after {covered} · {len(behind)} answers"]


def _listen(connection: Connection, acknowledged: list[tuple[int, float]]) -> None:
    """Note each receipt's index and when it came."""
    ask = connection.json

    async def listening(method: str, path: str, body: Any = None) -> Any:
        answer = await ask(method, path, body)
        if isinstance(answer, dict) and "receipt" in answer:
            acknowledged.append((answer["receipt"]["index"], time.perf_counter()))
        return answer

    connection.json = listening  # type: ignore[method-assign]


async def _watch(server: Server, project: str, shown: list[tuple[int, float]]) -> None:
    assert server.folder is not None
    owner = Connection("127.0.0.1", server.port, (server.folder / "owner.token").read_text().strip())
    while True:
        status, note = await owner.request("GET", f"/log/localhost/{project}/checkpoint")
        if status == 200:
            shown.append((int(note.split(b"\n", 2)[1]), time.perf_counter()))
        await asyncio.sleep(0.05)


def measure(n_labels: int = 4_000) -> list[str]:
    """The lines to print."""
    lines = ["log through the database, SQLite, synchronous=FULL, 240-byte leaves:"]
    one_by_one = rate(2_000, 1)
    for in_a_batch in (100, 1_000):
        found = rate(100_000, in_a_batch)
        told = f"{found / one_by_one:.1f} times one commit each (floor 30,000/s)"
        lines.append(f"  {found:8,.0f} events/s in batches of {in_a_batch:,} · {told}")
    lines.append(f"  {one_by_one:8,.0f} events/s, one commit each (floor 200/s)")
    with serving() as servers:
        lines += run_async(lag(servers, n_labels))
    return lines


if __name__ == "__main__":
    for line in measure():
        print(line, flush=True)
