"""Memory of Dawid-Skene on encoded answers, ours beside crowd-kit's: `python -m bench.quality_memory [labels]`.

Each in a process of its own, and counted alike: the peak of resident memory during the call, above what was resident
before it. Both run two iterations: none later needs more.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.quality_jobs.aggregation import PEOPLE
from bench.quality_jobs.agreement import CLASSES, synthetic
from labelproof.quality import kernels
from labelproof.quality.aggregation import aggregate
from labelproof.quality.answers import Answers
from tools.peers import running_peers
from tools.peers.peak_memory import peak_growth

ROUNDS = 2
SHARE = 0.35


def allowed(n_labels: int, n_items: int, n_people: int, k: int) -> float:
    """The gate in MB: 32 bytes a label, 16 K an item, 16 W K^2, and 64 MB."""
    return (32 * n_labels + 16 * k * n_items + 16 * n_people * k * k) / 1e6 + 64


def measure(n_labels: int) -> Iterator[str]:
    """One line for each of our kernels, and the gates."""
    made = synthetic(n_labels, PEOPLE)
    columns = {"item": made.item_index, "annotator": made.annotator_index, "value": made.codes}
    given = {**columns, "n_items": made.n_items, "n_values": CLASSES}
    with running_peers() as peers:
        fit = given | {"name": "DawidSkene", "options": {"n_iter": ROUNDS}}
        theirs = float(peers.ask("aggregation.peak_of_fit", fit))
    most = allowed(n_labels, made.n_items, PEOPLE, CLASSES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.npy"
        np.save(path, np.stack(list(columns.values())))
        for kernel in kernels.available():
            command = [sys.executable, "-m", "bench.quality_memory", "--ours", kernel, str(path)]
            ours = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            missed = "" if ours <= most and ours <= SHARE * theirs else "MISSED "
            yield (
                f"{missed}memory of Dawid-Skene, {n_labels:,} labels, {kernel}: {ours:,.0f} MB (gate {most:,.0f});"
                f" crowd-kit {theirs:,.0f} MB, {ours / theirs:.2f} of it (gate {SHARE})"
            )


def ours(kernel: str, path: Path) -> float:
    """In a process of its own, with the kernels compiled and SciPy loaded before it counts."""
    item, annotator, value = np.load(path)
    answers = Answers(item, annotator, value, int(item[-1]) + 1, PEOPLE, CLASSES)
    with kernels.using(kernel):
        aggregate(synthetic(10_000, PEOPLE), "dawid_skene", iterations=ROUNDS)
        return peak_growth(lambda: aggregate(answers, "dawid_skene", iterations=ROUNDS))[1]


def main() -> int:
    """Every line; 1 when a gate is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--ours", nargs=2, metavar=("KERNEL", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ours:
        print(ours(asked.ours[0], Path(asked.ours[1])))
        return 0
    missed = False
    for line in measure(asked.labels):
        missed |= line.startswith("MISSED")
        print(line, flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
