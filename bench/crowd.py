"""Accuracy on real crowds, ours beside crowd-kit's: `python -m bench.crowd [--thin] [--long]`. Needs shared/data/crowd.

Fails when a gate of statistics.md is missed.
"""

import argparse
import csv
import gzip
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labelproof.quality import Answers, from_columns
from labelproof.quality.aggregation import aggregate
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.consensus import Consensus, ties
from labelproof.quality.evaluation.calibration import brier, calibration_error
from labelproof.quality.evaluation.scoring import accuracy
from tools.peers import Peers, running_peers

ROOT = Path(__file__).resolve().parents[1]
SETS = ("rte", "bluebird", "dog", "web", "s_adult", "sentence_polarity", "weather_cf")

OURS: dict[str, Callable[[Answers], Consensus]] = {
    name: (lambda answers, name=name: aggregate(answers, name))
    for name in ("majority", "wawa", "zero_based_skill", "dawid_skene", "one_coin", "mace")
}
PEER_GAIN = 1e-5
AS_PEER: dict[str, tuple[Callable[[Answers], Consensus], str]] = {
    "wawa": (lambda answers: aggregate(answers, "wawa", ties="first"), "Wawa"),
    "zero_based_skill": (lambda answers: aggregate(answers, "zero_based_skill", ties="first"), "ZeroBasedSkill"),
    "dawid_skene": (
        lambda answers: aggregate(answers, "dawid_skene", smoothing=None, iterations=100, gain=PEER_GAIN),
        "DawidSkene",
    ),
    "one_coin": (
        lambda answers: aggregate(answers, "one_coin", prevalence="estimated", iterations=100, gain=PEER_GAIN),
        "OneCoinDawidSkene",
    ),
}
"""Each method with its peer's options, and that peer's class."""
LONG: dict[str, tuple[Callable[[Answers], Consensus], str]] = {
    "glad": (lambda answers: aggregate(answers, "glad"), "GLAD"),
    "mace": (lambda answers: aggregate(answers, "mace", restarts=9), "MACE"),
}
"""The same of those whose peers take minutes for all sets. Our defaults are the peers' options."""

LEAST_MEAN, LEAST_BESIDE_DAWID_SKENE, LEAST_BESIDE_PEER = 0.862, -0.015, -0.005
Sets = dict[str, tuple[Answers, IntArray]]


def folder() -> Path | None:
    """Where the sets are; None when they are not there."""
    found = Path(os.environ.get("LABELPROOF_SHARED", ROOT.parent / "shared")) / "data" / "crowd"
    return found if found.is_dir() else None


def read_set(where: Path) -> tuple[Answers, IntArray]:
    """One set, repeats kept, and its gold, -1 where there is none."""
    plain = where / "labels.csv"
    with plain.open() if plain.exists() else gzip.open(f"{plain}.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    items, people, values = ([row[name] for row in rows] for name in ("task", "worker", "label"))
    answers = from_columns(items, people, values, repeats="keep")
    with (where / "gold.csv").open() as lines:
        gold = {row["task"]: row["label"] for row in csv.DictReader(lines)}
    code = {value: n for n, value in enumerate(answers.values)}
    return answers, np.array([code[gold[item]] if item in gold else -1 for item in answers.items])


def peer_accuracy(peers: Peers, name: str, answers: Answers, gold: IntArray) -> float:
    """Accuracy of crowd-kit's class, ties in its posterior given the credit that ours get."""
    columns = (answers.item_index, answers.annotator_index, answers.codes)
    table = peers.ask("aggregation.posterior", name, *columns, answers.n_items, answers.n_values)
    table = np.round(table, 9)
    value_index, tied_ptr, tied_values = ties(table, table.max(axis=1))
    n_votes = np.diff(answers.item_ptr)
    result = Consensus(name, n_votes, value_index, tied_ptr=tied_ptr, tied_values=tied_values)
    return accuracy(result, gold).value or 0.0


def thinned(answers: Answers, by: IntArray, most: int, rng: np.random.Generator) -> Answers:
    """At most so many votes of each item, or each annotator, drawn at random: a set like others, at the price of none."""
    order = np.lexsort((rng.random(len(answers)), by))
    start = np.searchsorted(by[order], np.arange(by.max() + 1))
    rank = np.arange(len(answers)) - start[by[order]]
    return answers.take(np.sort(order[rank < most]))


@dataclass(frozen=True)
class Beside:
    """Accuracies by set: of our default, and of each method, ours with its peer's options and the peer's own."""

    default: FloatArray
    ours: dict[str, FloatArray]
    theirs: dict[str, FloatArray]

    def missed(self) -> list[str]:
        """The gates that do not hold; none is good."""
        best = max(float(each.mean()) for each in self.theirs.values())
        behind = float((self.default - self.theirs["dawid_skene"]).min())
        worst = {name: float((each - self.theirs[name]).min()) for name, each in self.ours.items()}
        gates = {
            f"default: mean {self.default.mean():.4f}, gate {LEAST_MEAN}": self.default.mean() >= LEAST_MEAN,
            f"default: mean {self.default.mean():.4f}, best peer {best:.4f}": self.default.mean() > best,
            f"default: {behind:+.4f} of Dawid-Skene's on its worst set, gate {LEAST_BESIDE_DAWID_SKENE}": behind
            >= LEAST_BESIDE_DAWID_SKENE,
        } | {
            f"{name}: {each:+.4f} of its peer's on its worst set, gate {LEAST_BESIDE_PEER}": each >= LEAST_BESIDE_PEER
            for name, each in worst.items()
        }
        return [gate for gate, holds in gates.items() if not holds]


def beside(sets: Sets, *, long: bool = False) -> Beside:
    """Our default, and each method with its peer's options beside that peer."""
    asked = AS_PEER | (LONG if long else {})
    with running_peers() as peers:
        theirs = {
            name: np.array([peer_accuracy(peers, peer, *each) for each in sets.values()])
            for name, (_, peer) in asked.items()
        }
    ours = {name: _accuracies(run, sets) for name, (run, _) in asked.items()}
    return Beside(_accuracies(OURS["dawid_skene"], sets), ours, theirs)


def _accuracies(run: Callable[[Answers], Consensus], sets: Sets) -> FloatArray:
    return np.array([accuracy(run(answers), gold).value for answers, gold in sets.values()])


def lines(thin: bool, long: bool) -> Iterator[str]:
    """The table of accuracies with intervals, then ours beside the peer's and the gates missed, then calibration."""
    where = folder()
    if where is None:
        yield "crowd: skipped, shared/data/crowd is not beside the repository (or LABELPROOF_SHARED)"
        return
    sets = {name: read_set(where / name) for name in SETS}
    yield "accuracy on gold, 95 % Wilson interval, ties shared; our defaults"
    yield _row("", [f"{name} ({int((gold >= 0).sum())})" for name, (_, gold) in sets.items()], "mean")
    results = {name: {key: run(answers) for key, (answers, _) in sets.items()} for name, run in OURS.items()}
    for name, by_set in results.items():
        yield _scores(name, [accuracy(by_set[key], gold) for key, (_, gold) in sets.items()])
    yield "crowd-kit 1.4.2, and ours with its options"
    found = beside(sets, long=long)
    for name, theirs in found.theirs.items():
        for label, each in ((f"crowd-kit's {name}", theirs), ("  ours so", found.ours[name])):
            yield _row(label, [f"{score:.4f}" for score in each], f"{each.mean():.4f}")
    yield from (f"MISSED {gate}" for gate in found.missed())
    yield from _calibration(sets, results)
    if thin:
        yield from _thin(sets)


def _calibration(sets: Sets, results: dict[str, dict[str, Consensus]]) -> Iterator[str]:
    yield "calibration of posteriors: Brier (0 best, 2 worst) / expected calibration error"
    for name in ("dawid_skene", "one_coin", "mace"):
        scored = [(results[name][key], gold) for key, (_, gold) in sets.items()]
        pairs = [
            (brier(result, gold).value or 0, calibration_error(result, gold).value or 0) for result, gold in scored
        ]
        means = np.mean(pairs, axis=0)
        yield _row(name, [f"{a:.3f}/{b:.3f}" for a, b in pairs], f"{means[0]:.3f}/{means[1]:.3f}")


def _thin(sets: Sets) -> Iterator[str]:
    """Sets that no choice was made on: the same crowds with fewer votes an item, or an annotator; gold of items with one."""
    methods = {
        **OURS,
        "3 iterations": lambda answers: aggregate(answers, "dawid_skene", iterations=3),
        "a = 1": lambda answers: aggregate(answers, "dawid_skene", smoothing=("pooled", 1.0)),
        "crowd-kit's dawid_skene": AS_PEER["dawid_skene"][0],
    }
    for whose, most in (("item", 3), ("item", 5), ("annotator", 10), ("annotator", 50)):
        yield f"thinned at random to {most} votes an {whose} (seed 0)"
        few: Sets = {}
        for key, (answers, gold) in sets.items():
            by = answers.item_index if whose == "item" else answers.annotator_index
            left = thinned(answers, by, most, np.random.default_rng(0))
            few[key] = left, np.where(np.diff(left.item_ptr) > 0, gold, -1)
        for name, run in methods.items():
            yield _scores(name, [accuracy(run(answers), gold) for answers, gold in few.values()])


def _scores(name: str, scores: list) -> str:
    cells = [f"{e.value:.4f} {e.interval.low:.3f}-{e.interval.high:.3f}" for e in scores]
    return _row(name, cells, f"{np.mean([e.value for e in scores]):.4f}")


def _row(name: str, cells: list[str], last: str) -> str:
    return f"{name:34}" + "".join(f"{cell:>24}" for cell in cells) + f"{last:>14}"


def main() -> int:
    """Print everything; 1 when a gate is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--thin", action="store_true", help="also with fewer votes")
    parser.add_argument("--long", action="store_true", help="also GLAD and MACE beside crowd-kit's: minutes")
    asked, missed = parser.parse_args(), False
    for line in lines(asked.thin, asked.long):
        missed |= line.startswith("MISSED")
        print(line, flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
