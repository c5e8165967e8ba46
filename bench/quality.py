"""The quality engine beside its peers: time of a peer over time of ours, in one run, single thread. Fails below a gate."""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator

from bench.quality_jobs import Job, aggregation, agreement, checks, typed
from labelproof.quality import kernels
from tools.peers import Peers, running_peers

JOBS: tuple[Job, ...] = (*aggregation.JOBS, *agreement.JOBS, *checks.JOBS, *typed.JOBS)


def measure(only: str = "", long: bool = False) -> Iterator[str]:
    """One line a job: both times, both ratios, their gates, and whether the results are the same."""
    yield f"quality: peer's time / ours, medians, {' and '.join(kernels.available())} kernels"
    with running_peers() as peers:
        for job in JOBS:
            if only in job.name and (long or not job.long):
                yield _line(job, peers)


def _line(job: Job, peers: Peers) -> str:
    given = job.prepare()
    theirs, took, _ = peers.timed(job.theirs, given, repeat=job.repeat_peer)
    peer_s = statistics.median(took)
    said, missed = [], False
    gates = {"compiled": job.gate, "plain": job.base_gate}
    for name in kernels.available():
        with kernels.using(name):
            start = time.perf_counter()
            ours = job.ours(given)
            first = time.perf_counter() - start
            own_s = statistics.median(_timed(job, given) for _ in range(job.repeat))
        ratio, gate = peer_s / own_s, gates[name]
        missed |= gate is not None and ratio < gate
        verdict = "no gate" if gate is None else f"gate {gate:g}" + ("" if ratio >= gate else " MISSED")
        agrees = "" if job.same is None else f", {job.same(ours, theirs)}"
        said.append(f"{name} {own_s * 1e3:,.2f} ms (first {first * 1e3:,.0f}) = {ratio:.1f}x ({verdict}{agrees})")
    return f"{'MISSED ' if missed else ''}{job.name}: peer {peer_s * 1e3:,.1f} ms · {' · '.join(said)}"


def _timed(job: Job, given: object) -> float:
    start = time.perf_counter()
    job.ours(given)
    return time.perf_counter() - start


def main() -> int:
    """All jobs, or those whose name has the words given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="?", default="")
    parser.add_argument("--long", action="store_true", help="also jobs of minutes: ten million labels")
    asked, missed = parser.parse_args(), False
    for line in measure(asked.only, asked.long):
        missed |= line.startswith("MISSED")
        print(line, flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
