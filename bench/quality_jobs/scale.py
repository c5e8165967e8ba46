"""Alpha of a Parquet file of ten million rows of strings, within a memory limit: where the time goes, and the peak.

No peer reads a file larger than memory, so there is no ratio: the ways are held beside each other. Each runs in a
process of its own, whose peak is what the operating system says of it. `python -m bench.quality_jobs.scale`.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from labelproof.formats.tables import RELATION, opened
from labelproof.quality.agreement import alpha, alpha_of_kinds, alpha_of_parts
from labelproof.quality.answers import Answers
from labelproof.quality.estimate import Estimate
from labelproof.quality.tables import Named, answer_parts, from_relation, item_kinds

ROWS = 10_000_000
MEMORY = "200MB"
NAMED = Named("item", "who", "label")
_CODE = "(CASE WHEN i % 5 < 3 THEN (i // 5) * 7919 ELSE i * 104729 + i // 3 END) % 1009 % 4"
Phases = list[tuple[str, float]]


def write(path: Path, n: int) -> None:
    """Five answers an item by 100 people, four labels, in an order that has nothing to do with items."""
    import duckdb

    item = "'item-' || lpad((i // 5)::VARCHAR, 9, '0') || '-of-a-collection-with-a-long-name'"
    who = "'annotator-' || (i * 31 % 5 + i // 5 % 20 * 5)::VARCHAR"
    label = f"['negative', 'neutral', 'positive', 'unclear'][1 + ({_CODE})::INTEGER]"
    with duckdb.connect() as database:
        rows = f"SELECT {item} AS item, {who} AS who, {label} AS label FROM range({n}) AS t(i) ORDER BY i * 7919 % {n}"
        database.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")


def measure(n: int = ROWS) -> Iterator[str]:
    """One line a way."""
    yield f"scale: alpha of {n:,} rows of strings in Parquet, one DuckDB thread"
    with tempfile.TemporaryDirectory() as folder:
        # Linux gives a child the peak of whoever started it: this process stays small, and a child writes the file.
        _child("--write", str(n), folder)
        for way in WAYS:
            yield _child("--way", way, folder)


def _child(*asked: str) -> str:
    command = [sys.executable, "-m", "bench.quality_jobs.scale", *asked]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _whole(path: Path, spill: Path) -> tuple[Estimate, Phases]:
    with opened(path, threads=1, spill=spill) as database:
        start = time.perf_counter()
        answers = from_relation(database, RELATION, NAMED)
        read = time.perf_counter()
    result = alpha(answers)
    return result, [("strings to arrays", read - start), ("alpha", time.perf_counter() - read)]


def _partitions(path: Path, spill: Path) -> tuple[Estimate, Phases]:
    waited: list[float] = []

    def timed(parts: Iterator[Answers]) -> Iterator[Answers]:
        start = time.perf_counter()
        for part in parts:
            waited.append(time.perf_counter() - start)
            yield part
            start = time.perf_counter()

    with opened(path, threads=1, memory=MEMORY, spill=spill) as database:
        start = time.perf_counter()
        result = alpha_of_parts(timed(answer_parts(database, RELATION, NAMED)))
        took = time.perf_counter() - start
    each = sum(waited[1:]) / max(len(waited) - 1, 1)
    cut = waited[0] - each
    return result, [("cut and spill", cut), ("read parts", sum(waited) - cut), ("kinds", took - sum(waited))]


def _group_by(path: Path, spill: Path) -> tuple[Estimate, Phases]:
    with opened(path, threads=1, memory=MEMORY, spill=spill) as database:
        start = time.perf_counter()
        kinds, values = item_kinds(database, RELATION, NAMED)
        counted = time.perf_counter()
    result = alpha_of_kinds(kinds, values)
    return result, [("group by", counted - start), ("alpha", time.perf_counter() - counted)]


WAYS: Mapping[str, Callable[[Path, Path], tuple[Estimate, Phases]]] = {
    "arrays, no limit": _whole,
    f"partitions, {MEMORY}": _partitions,
    f"group-by, {MEMORY}": _group_by,
}


def _line(way: str, folder: Path) -> str:

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result, phases = WAYS[way](folder / "votes.parquet", folder / "spill")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = " + ".join(f"{name} {seconds:.1f}" for name, seconds in phases)
    total = sum(seconds for _, seconds in phases)
    return f"{way}: alpha {result.value!r} in {total:.1f} s ({spent}); peak grew by {(peak - before) / 1024:,.0f} MB"


def main() -> None:
    """All ways, or one: what a child does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--write", type=int)
    parser.add_argument("folder", nargs="?", type=Path)
    asked = parser.parse_args()
    if asked.write:
        write(asked.folder / "votes.parquet", asked.write)
    elif asked.way:
        print(_line(asked.way, asked.folder))
    else:
        for line in measure(asked.rows):
            print(line, flush=True)


if __name__ == "__main__":
    main()
