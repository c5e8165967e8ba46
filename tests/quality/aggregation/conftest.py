"""Crowds for the tests of aggregation: made, and real."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from labelproof.quality import Answers, from_columns
from labelproof.quality.consensus import Consensus

SETS = ("rte", "bluebird", "dog", "web", "s_adult", "sentence_polarity", "weather_cf")


def crowd(n_items: int, n_annotators: int, n_values: int, per_item: int, seed: int = 0) -> tuple[Answers, np.ndarray]:
    """Answers of annotators of accuracies .4 to .95, each item asked of some of them once; and the truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, n_values, n_items)
    item = np.repeat(np.arange(n_items), per_item)
    annotator = np.argsort(rng.random((n_items, n_annotators)), axis=1)[:, :per_item].ravel()
    right = rng.random(len(item)) < rng.uniform(0.4, 0.95, n_annotators)[annotator]
    value = np.where(right, truth[item], rng.integers(0, n_values, len(item)))
    columns = [each.astype(np.int32) for each in (item, annotator, value)]
    return Answers(*columns, n_items, n_annotators, n_values), truth


def credit(result: Consensus, gold: np.ndarray) -> float:
    """Accuracy on gold (-1: none), a tie counting as one over its values."""
    known = np.flatnonzero(gold != -1)
    points = [
        float(result.codes[i] == gold[i]) if not (tied := result.tied(i)) else (int(gold[i]) in tied) / len(tied)
        for i in known
    ]
    return float(np.mean(points))


def read_set(folder: Path) -> tuple[Answers, np.ndarray]:
    """A set of shared/data/crowd, repeats kept; gold -2 is a label that nobody gave."""
    plain = folder / "labels.csv"
    with plain.open() if plain.exists() else gzip.open(f"{plain}.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    columns = ([row[name] for row in rows] for name in ("task", "worker", "label"))
    answers = from_columns(*columns, repeats="keep")
    with (folder / "gold.csv").open() as lines:
        gold = {row["task"]: row["label"] for row in csv.DictReader(lines)}
    code = {value: n for n, value in enumerate(answers.values)}
    return answers, np.array([code.get(gold[item], -2) if item in gold else -1 for item in answers.items])


@pytest.fixture(scope="session")
def sets(shared: Path) -> dict[str, tuple[Answers, np.ndarray]]:
    """The development sets that have gold."""
    return {name: read_set(shared / "data" / "crowd" / name) for name in SETS}
