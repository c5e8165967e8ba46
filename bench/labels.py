"""Labels a second: 32 people take and submit with no thinking time. `python -m bench.labels [--postgres] [--labels N]`."""

import argparse

from bench.calibrate import Bare, bare_requests, lines
from bench.load import Connection, label_all
from bench.server import Prepared, Server, prepare, run_async, serving


async def _measure(servers: list[Server], prepared: Prepared, n_labels: int, name: str, bare: Bare) -> list[str]:
    ports = [servers[n % len(servers)].port for n in range(len(prepared.tokens))]
    people = [Connection("127.0.0.1", port, token) for port, token in zip(ports, prepared.tokens, strict=True)]
    before = sum(s.cpu_s() for s in servers)
    taken = await label_all(people, prepared.project, prepared.question, n_labels, name)
    cpu = sum(s.cpu_s() for s in servers) - before
    twice = len(taken.events) - len(set(taken.events))
    rate = taken.n / taken.seconds
    return [
        (
            f"  {rate:8,.0f} labels/s · p50 {taken.percentile(0.5):.1f} ms · p99 {taken.percentile(0.99):.1f} ms · "
            f"server CPU {cpu / taken.n * 1000:.2f} ms a label · {taken.n} labels · recorded twice: {twice}"
        ),
        (
            f"  a label costs the server {cpu / taken.n * 1e6 / bare.cpu_us:.1f} bare requests; "
            f"{rate / bare.a_second:.2f} labels for each bare request a second"
        ),
    ]


async def _run(servers: list[Server], n_people: int, n_labels: int, bare: Bare) -> list[str]:
    prepared = await prepare(servers[0], int(n_labels * 2.2) + 1000, n_people)
    await _measure(servers, prepared, n_labels // 10, "warm", bare)
    return await _measure(servers, prepared, n_labels, "run", bare)


def measure(postgres: bool, n_people: int, n_labels: int) -> list[str]:
    """The lines to print for one database."""
    bare = bare_requests()
    if not postgres:
        with serving() as servers:
            return ["SQLite, one process:", *run_async(_run(servers, n_people, n_labels, bare))]
    from tools.postgres import running_postgres

    with running_postgres(durable=True) as database, serving(database.url(), processes=2) as servers:
        return ["PostgreSQL, two processes:", *run_async(_run(servers, n_people, n_labels, bare))]


def main() -> None:
    """Print the calibration, then the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--people", type=int, default=32)
    parser.add_argument("--labels", type=int, default=10_000)
    chosen = parser.parse_args()
    print(
        f"labels: {chosen.people} people, next + submit, overlap 1, batches of 10; load generator in Python on the same cores"
    )
    for line in [*lines(), *measure(chosen.postgres, chosen.people, chosen.labels)]:
        print(line, flush=True)


if __name__ == "__main__":
    main()
