"""Jobs of agreement: the value alone, from Answers that exist already, against a peer's value; with an interval too."""

import functools
from typing import Any

import numpy as np

from bench.quality_jobs import Job
from labelproof.quality.agreement import alpha, cohen, fleiss, fleiss_of_table
from labelproof.quality.answers import Answers

CLASSES, READS = 4, 5


def same(ours: Any, theirs: Any) -> str:
    """The same number to 1e-9, or the ratio is of two different things."""
    assert abs(ours.value - float(theirs)) < 1e-9, (ours.value, theirs)
    return "same"


def synthetic(n_labels: int, n_annotators: int = 100) -> Answers:
    """Seed 0: 4 classes, 5 answers an item by different annotators, accuracies of 0.6 to 0.95."""
    rng = np.random.default_rng(0)
    n_items = n_labels // READS
    item = np.repeat(np.arange(n_items, dtype=np.int32), READS)
    first = rng.integers(0, n_annotators, n_items)
    who = ((first[:, None] + np.arange(READS) * 7) % n_annotators).ravel().astype(np.int32)
    truth = rng.integers(0, CLASSES, n_items)[item]
    right = rng.random(len(item)) < rng.uniform(0.6, 0.95, n_annotators)[who]
    said = np.where(right, truth, rng.integers(0, CLASSES, len(item))).astype(np.int32)
    return Answers(item, who, said, n_items, n_annotators, CLASSES)


@functools.cache
def arrays(n_labels: int) -> dict[str, Any]:
    """The arrays, which both sides read, and our Answers of them, which hold no copy."""
    answers = synthetic(n_labels)
    return {
        "item": answers.item_index,
        "annotator": answers.annotator_index,
        "value": answers.value_index,
        "n_items": answers.n_items,
        "n_annotators": answers.n_annotators,
        "n_values": CLASSES,
    }


@functools.cache
def prepared(n_labels: int, *, numbers: bool = False) -> Answers:
    """Answers as they are when somebody asks: checked once, when they were made."""
    made = synthetic(n_labels)
    if not numbers:
        return made
    value = made.codes.astype(np.float64)
    return Answers(made.item_index, made.annotator_index, None, made.n_items, made.n_annotators, CLASSES, value=value)


@functools.cache
def continuous() -> dict[str, Any]:
    """500 items, 2 numbers each, all 1,000 different: a table of values by values has a million cells."""
    value = np.random.default_rng(0).normal(size=1000)
    item, who = np.repeat(np.arange(500, dtype=np.int32), 2), np.tile(np.arange(2, dtype=np.int32), 500)
    columns = {"item": item, "annotator": who, "value": value, "n_items": 500, "n_annotators": 2}
    return columns | {"level": "interval"}


@functools.cache
def pairs(n: int) -> dict[str, Any]:
    """Two annotators' answers to n items."""
    rng = np.random.default_rng(0)
    truth = rng.integers(0, CLASSES, n)
    said = [np.where(rng.random(n) < 0.8, truth, rng.integers(0, CLASSES, n)).astype(np.int32) for _ in range(2)]
    return {"one": said[0], "other": said[1]}


@functools.cache
def pair_answers(n: int) -> Answers:
    """The same as Answers."""
    given = pairs(n)
    item = np.repeat(np.arange(n, dtype=np.int32), 2)
    who = np.tile(np.array([0, 1], dtype=np.int32), n)
    return Answers(item, who, np.stack([given["one"], given["other"]], axis=1).ravel(), n, 2, CLASSES)


@functools.cache
def table(n_labels: int) -> dict[str, Any]:
    """Items by values, ready."""
    given = synthetic(n_labels)
    code = given.item_index.astype(np.int64) * CLASSES + given.codes
    return {"counts": np.bincount(code, minlength=given.n_items * CLASSES).reshape(-1, CLASSES)}


M, TEN = 1_000_000, 10_000


def _of(n: int, **options: Any) -> Any:
    return lambda _: alpha(prepared(n), **options)


JOBS: tuple[Job, ...] = (
    Job(
        "alpha nominal 1M, value_counts with counting",
        lambda: arrays(M),
        _of(M, interval=False),
        "agreement.alpha_counting",
        2.5,
        2,
        same,
        repeat=9,
        repeat_peer=5,
    ),
    Job("alpha nominal 1M with interval", lambda: arrays(M), _of(M), "agreement.alpha_counting", None, None, same),
    Job(
        "alpha interval 1M, value_counts with counting",
        lambda: arrays(M) | {"level": "interval"},
        lambda _: alpha(prepared(M, numbers=True), "interval", interval=False),
        "agreement.alpha_counting",
        5,
        None,
        same,
        repeat=9,
        repeat_peer=5,
    ),
    Job(
        "alpha interval 1M with interval",
        lambda: arrays(M) | {"level": "interval"},
        lambda _: alpha(prepared(M, numbers=True), "interval"),
        "agreement.alpha_counting",
        None,
        None,
        same,
    ),
    Job(
        "alpha interval, 1,000 continuous values, with interval",
        continuous,
        lambda given: alpha(
            Answers(given["item"], given["annotator"], None, 500, 2, 0, value=given["value"]), "interval"
        ),
        "agreement.alpha_reliability_prepared",
        1000,
        1000,
        same,
        repeat=9,
        repeat_peer=1,
    ),
    Job(
        "alpha nominal 1M, reliability_data",
        lambda: arrays(M),
        _of(M, interval=False),
        "agreement.alpha_reliability_prepared",
        50,
        None,
        same,
        repeat=9,
        repeat_peer=1,
    ),
    Job(
        "fleiss 1M, aggregate_raters and fleiss_kappa",
        lambda: arrays(M),
        lambda _: fleiss(prepared(M), interval=False),
        "agreement.fleiss_aggregating_prepared",
        12,
        None,
        same,
        repeat=9,
    ),
    Job(
        "fleiss 1M, ready table",
        lambda: table(M),
        lambda given: fleiss_of_table(given["counts"], interval=False),
        "agreement.fleiss_of_table",
        1.2,
        None,
        same,
        repeat=9,
        repeat_peer=9,
    ),
    Job(
        "cohen 200k pairs",
        lambda: pairs(200_000),
        lambda _: cohen(pair_answers(200_000), interval=False),
        "agreement.cohen",
        12,
        None,
        same,
        repeat=15,
        repeat_peer=9,
    ),
    Job(
        "cohen 200k pairs with interval",
        lambda: pairs(200_000),
        lambda _: cohen(pair_answers(200_000)),
        "agreement.cohen",
        None,
        None,
        same,
    ),
    *(
        Job(
            f"alpha 10k, {peer}",
            lambda: arrays(TEN),
            _of(TEN, interval=False),
            f"agreement.alpha_{peer.lower()}_prepared",
            gate,
            None,
            same,
            repeat=25,
        )
        for peer, gate in (("irrCAC", 20), ("NLTK", 50), ("simpledorff", 200))
    ),
    Job("alpha 10k with interval", lambda: arrays(TEN), _of(TEN), "agreement.alpha_irrcac_prepared", None),
)
