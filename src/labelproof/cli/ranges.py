"""Scans a log's ranges in several processes. Threads would not help: hashing short leaves holds the interpreter lock."""

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from labelproof.log.reader import Reader
from labelproof.log.scan import RANGE, Scan, Span, scan
from labelproof.log.tiles import WIDTH

FEW = 8  # ranges, 131,072 leaves: below that, processes take longer to start than to work
_STEP = 16

_reader: Reader | None = None


def across_processes(reader: Reader, spans: Iterable[Span]) -> Iterator[Scan]:
    """The scans in order, from as many processes as there are cores; from this one where it cannot fork.

    They are forked, since hashes of ids compare only within one family of processes (log.leaves).
    """
    waiting = iter(spans)
    first = list(islice(waiting, FEW + 1))
    n = _cores()
    if len(first) <= FEW or n < 2 or not hasattr(os, "fork") or sys.platform == "darwin":
        for span in chain(first, waiting):
            yield scan(reader, span)
        return
    import multiprocessing  # 20 ms that a small log need not wait for

    global _reader  # noqa: PLW0603 - what a forked process inherits; nothing else sees it
    _reader = reader
    with multiprocessing.get_context("fork").Pool(n) as pool:
        for done, found in enumerate(pool.imap(_scan, chain(first, waiting)), 1):
            _tell(done, first[0].size)
            yield found


def _scan(span: Span) -> Scan:
    assert _reader is not None, "set before the fork"
    return scan(_reader, span)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tell(done: int, size: int) -> None:
    """How far it is, for whoever watches a terminal."""
    leaves = min(done * RANGE * WIDTH, size)
    if sys.stderr.isatty() and (done % _STEP == 0 or leaves == size):
        print(f"\r{leaves:,} of {size:,} leaves", end="\n" if leaves == size else "", file=sys.stderr, flush=True)
