"""Which model fits, by how well it foretells answers it has not seen; never by gold."""

from typing import Any

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.aggregation import aggregate
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.voting import voting
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.statistics.certainty import normal_interval, small_n
from labelproof.quality.statistics.seeded import keyed

FOLDS = 10
PRIOR = 3.0
"""Answers' worth by which an accuracy is drawn to the crowd's, as Dawid-Skene's matrices are: with less, models of one
number an annotator would lose to it for their certainty about those who answered little (rte: -.65 against -.56)."""
UNIT = "answers left out"
_FLOOR = 1e-10


def log_score(
    answers: Answers,
    name: str = "dawid_skene",
    *,
    folds: int = FOLDS,
    rng: np.random.Generator | None = None,
    **options: Any,
) -> Estimate:
    """The mean log probability that a model gives to answers left out, each once.

    Answers are dealt into folds; the model is fitted to the others, and foretells an answer from the item's posterior and
    the annotator's confusion matrix or accuracy (that of all annotators for somebody it has not seen). Compare models on
    the same answers and folds: their difference is what counts, and its interval is that of a paired difference. On an
    answer's own fit a model of many parameters would foretell what it has been told.

    Shape:   answers of one question; a model with posteriors and annotators.
    Unit:    nats an answer, below 0; the interval is clustered by items.
    Missing: an item with one answer is foretold from the prevalence.
    Errors:  none for data; undefined_reason no_answers. Refused("answers.bad") for a method without posteriors.
    Source:  Gneiting & Raftery, Strictly Proper Scoring Rules (2007); folds in place of n fits of leave-one-out.

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [(i, who, "xy"[i % 2]) for i in range(9) for who in ("ana", "ben", "cy")]
    >>> log_score(from_columns(*zip(*rows))).value > -0.5
    True
    """
    answers = voting(answers)
    method = f"log_score/{folds}/{name}@1"
    if len(answers) < 2:  # of one answer nothing is left to learn from
        return undefined("no_answers", method, 0, UNIT)
    scores, seed = foretold(answers, name, folds=folds, rng=rng, **options)
    total = np.bincount(answers.item_index, weights=scores - scores.mean(), minlength=answers.n_items)
    n_items = int((np.diff(answers.item_ptr) > 0).sum())
    value = float(scores.mean())
    se = float(np.sqrt((total @ total) * n_items / max(n_items - 1, 1)) / len(scores))
    interval = normal_interval(value, se, kind="clustered-items") if n_items > 1 else None
    notes = small_n(len(scores))
    return Estimate(value, interval, len(scores), UNIT, method, se=se, seed=seed, notes=notes)


def foretold(
    answers: Answers, name: str, *, folds: int = FOLDS, rng: np.random.Generator | None = None, **options: Any
) -> tuple[FloatArray, str | None]:
    """The log probability of each answer, foretold by a model that has not seen it, and the seed of the folds.

    Shape:   (n,), in the order of the answers.
    Unit:    nats.
    Missing: does not occur.
    Errors:  Refused("answers.bad") for a method without posteriors, or fewer than two folds.
    Source:  see log_score.

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [(i, who, "xy"[i % 2]) for i in range(9) for who in ("ana", "ben", "cy")]
    >>> foretold(from_columns(*zip(*rows)), "one_coin")[0].shape
    (27,)
    """
    if folds < 2:
        raise refusal([Problem("folds", f"are two or more, not {folds}")])
    seed = None
    if rng is None:
        rng, seed = keyed(f"log_score/{folds}", answers.item_index, answers.annotator_index, answers.codes)
    dealt = rng.permutation(len(answers)) % folds
    scores = np.empty(len(answers))
    for fold in range(min(folds, len(answers))):
        out = np.flatnonzero(dealt == fold)
        fitted = aggregate(answers.take(np.flatnonzero(dealt != fold)), name, **options)
        scores[out] = _chances(fitted, answers, out)
    return np.log(np.maximum(scores, _FLOOR)), seed


def _chances(fitted: Consensus, answers: Answers, out: IntArray) -> FloatArray:
    """P(answer) = sum over true values of posterior times confusion."""
    if fitted.posterior is None or not len(fitted.annotators):
        raise refusal([Problem("name", f"{fitted.method} has no posterior or no annotators: it foretells nothing")])
    k = answers.n_values
    right, n = _accuracies(fitted)
    shrunk = (right * n + PRIOR * (right @ n) / n.sum()) / (n + PRIOR)
    tables = {
        model.annotator_index: _even(own, k) if model.confusion is None else np.nan_to_num(model.confusion, nan=1 / k)
        for model, own in zip(fitted.annotators, shrunk.tolist(), strict=True)
    }
    typical: FloatArray = np.mean(list(tables.values()), axis=0)
    who, code, item = answers.annotator_index[out].tolist(), answers.codes[out].tolist(), answers.item_index[out]
    columns = np.array([tables.get(w, typical)[:, x] for w, x in zip(who, code, strict=True)])
    return (fitted.posterior[item] * columns).sum(axis=1)


def _accuracies(fitted: Consensus) -> tuple[FloatArray, FloatArray]:
    """How often each annotator was right, and of how many answers; one half where a model does not say."""
    known = [None if model.accuracy is None else model.accuracy.value for model in fitted.annotators]
    right = [0.5 if value is None else value for value in known]
    return np.array(right), np.array([model.n_answers for model in fitted.annotators], dtype=np.float64)


def _even(right: float, k: int) -> FloatArray:
    return np.full((k, k), (1 - right) / max(k - 1, 1)) + np.eye(k) * (right - (1 - right) / max(k - 1, 1))
