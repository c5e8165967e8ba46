"""Items a second into an open collection, through the API, with several commands in flight. `python -m bench.imports`."""

import argparse
import asyncio
import time
import uuid

from bench.calibrate import lines
from bench.load import Connection
from bench.server import Server, prepare, run_async, serving

IN_FLIGHT = 4
A_COMMAND = 1000


async def bring_in(server: Server, project: str, collection: str, n_items: int) -> float:
    """Seconds for n items, read and acknowledged."""
    assert server.folder is not None
    token = (server.folder / "owner.token").read_text().strip()
    starts = iter(range(0, n_items, A_COMMAND))

    async def sender() -> None:
        connection = Connection("127.0.0.1", server.port, token)
        for start in starts:
            items = [
                {"content": {"text": f"a short text, number {n}"}, "external_id": f"id-{n}"}
                for n in range(start, min(start + A_COMMAND, n_items))
            ]
            body = {"key": str(uuid.uuid4()), "project": project, "args": {"collection": collection, "items": items}}
            await connection.json("POST", "/v1/commands/import_items", body)
        connection.close()

    started = time.perf_counter()
    await asyncio.gather(*(sender() for _ in range(IN_FLIGHT)))
    return time.perf_counter() - started


async def _run(server: Server, n_items: int) -> list[str]:
    prepared = await prepare(server, 0, 0)
    before = server.cpu_s()
    seconds = await bring_in(server, prepared.project, prepared.collection, n_items)
    cpu = server.cpu_s() - before
    return [
        (
            f"  {n_items / seconds:8,.0f} items/s · server CPU {cpu / n_items * 1e6:.0f} µs an item "
            f"(alone on a core: {n_items / cpu:,.0f} items/s) · server memory after: {server.rss_mb():.0f} MB"
        )
    ]


def measure(n_items: int) -> list[str]:
    """The lines to print."""
    with serving() as servers:
        return [f"SQLite, {n_items:,} items, {A_COMMAND} a command:", *run_async(_run(servers[0], n_items))]


def main() -> None:
    """Print the calibration, then the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    chosen = parser.parse_args()
    for line in [*lines(), *measure(chosen.items)]:
        print(line, flush=True)


if __name__ == "__main__":
    main()
