"""From strings in a Parquet file to a consensus, and where the time goes: `python -m bench.quality_parquet [labels]`.

No ratio: crowd-kit has no reader of its own. What a person waits for, part by part.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from bench.quality_jobs.aggregation import PEOPLE
from bench.quality_jobs.agreement import synthetic
from labelproof.quality import kernels
from labelproof.quality.aggregation import aggregate
from labelproof.quality.tables import Named, from_relation


def write(path: Path, n_labels: int) -> None:
    """The synthetic crowd under names as people give them: item-000001, person-0001, and words for values."""
    made = synthetic(n_labels, PEOPLE)
    columns = {"item": made.item_index, "who": made.annotator_index, "value": made.codes}
    with duckdb.connect() as database:
        database.register("made", columns)
        database.execute(
            "COPY (SELECT printf('item-%08d', item) AS item, printf('person-%05d', who) AS annotator,"
            " ['cat', 'dog', 'horse', 'none'][value + 1] AS label FROM made ORDER BY hash(item, who))"
            f" TO '{path}' (FORMAT parquet)"
        )


def measure(n_labels: int) -> Iterator[str]:
    """One line: seconds for each part, once, with compiled code loaded before."""
    aggregate(synthetic(10_000, PEOPLE), "dawid_skene")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        write(path, n_labels)
        with duckdb.connect() as database:
            view = f"CREATE VIEW given AS FROM read_parquet('{path}')"
            named = Named("item", "annotator", "label")
            _, scan = _timed(
                lambda: database.execute(
                    f"{view}; SELECT sum(strlen(item) + strlen(annotator) + strlen(label)) FROM given"
                )
            )
            answers, reading = _timed(lambda: from_relation(database, "given", named, repeats="refuse"))
        result, computing = _timed(lambda: aggregate(answers, "dawid_skene"))
        _, naming = _timed(lambda: [answers.values[code] if code >= 0 else None for code in result.codes.tolist()])
    total = reading + computing + naming
    yield (
        f"{n_labels:,} labels from strings in Parquet ({kernels.running()} kernels): {total:.1f} s = reading and numbering"
        f" names {reading:.1f} (of which a mere scan {scan:.1f}) + Dawid-Skene, 5 iterations {computing:.2f}"
        f" + values by name {naming:.2f}"
    )


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    result = call()
    return result, time.perf_counter() - start


def main() -> None:
    """The line, for a million labels unless told otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="?", type=int, default=1_000_000)
    for line in measure(parser.parse_args().labels):
        print(line, flush=True)


if __name__ == "__main__":
    main()
