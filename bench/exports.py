"""Annotations a second from a log to a release's sealed bundle. `python -m bench.exports [--items N]`.

The votes are imported (64 a leaf), so that the log is quickly made; opening, counting and writing them is the same work.
"""

import argparse
import tempfile
import time
from pathlib import Path

from bench.calibrate import lines


def measure(n_items: int, n_votes: int = 5) -> list[str]:
    """The lines to print."""
    from labelproof.engine import release as releases
    from labelproof.engine.collector import look_seldom
    from labelproof.worker.rounds import run_once
    from tests.engine.project import PROJECT, new_project

    with tempfile.TemporaryDirectory() as made:
        project = new_project(Path(made), overlap=n_votes)
        people = [project.do("ana", "import_person", names=[f"crowd {n}" for n in range(n_votes)])]
        members = [receipt.event_id for receipt in people[0]]
        question = project.questions[0]
        votes = [
            (place, member, question, "ironic" if (place + n) % 3 else "literal")
            for place in range(n_items)
            for n, member in enumerate(members)
        ]
        project.bring_in([f"headline number {n}" for n in range(n_items)], votes)
        while run_once(project.engine):
            pass
        project.do("ana", "request_release", PROJECT, note="bench")
        look_seldom()  # as the server does
        started, cpu = time.perf_counter(), time.process_time()
        while releases.advance(project.engine) or run_once(project.engine):
            pass
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        project.engine.store.close()
    n = n_items * n_votes
    return [
        f"release of {n_items:,} items with {n_votes} votes each, from request to sealed bundle:",
        f"  {n / seconds:8,.0f} annotations/s · CPU {cpu / n * 1e6:.0f} µs an annotation",
    ]


def main() -> None:
    """Print the calibration, then the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    chosen = parser.parse_args()
    for line in [*lines(), *measure(chosen.items)]:
        print(line, flush=True)


if __name__ == "__main__":
    main()
