"""Whom one takes for whom: each annotator's confusion matrix, with Dirichlet intervals."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.reliability.own_work import checked_gold, own_work
from labelproof.quality.reliability.signal import Signal
from labelproof.quality.statistics.certainty import small_n
from labelproof.quality.statistics.distributions import beta_quantile

METHOD = "confusion/dirichlet@1"
UNIT = "answers whose true value is known"
_PRIOR = 3.0  # answers' worth of everybody's confusion, as in Dawid-Skene here
_BAR = 0.20


@dataclass(frozen=True, slots=True)
class Confusion:
    """P(observed | true) of one annotator. Shape: (K, K), rows the true value; n (K,): answers behind each row."""

    annotator_index: int
    share: FloatArray
    low: FloatArray
    high: FloatArray
    n: FloatArray


def confusion_counts(answers: Answers, truth: FloatArray | IntArray) -> FloatArray:
    """How often each annotator gave value l where k was true.

    Shape:   truth: gold (items,) with -1 for unknown, or posteriors (items, K); the result (annotators, K, K).
    Unit:    answers; fractions of them with posteriors, which then count the annotator's own answers, too.
    Missing: items whose truth is unknown do not count.
    Errors:  Refused("answers.bad") for a truth that does not fit.
    Source:  Dawid & Skene, Maximum Likelihood Estimation of Observer Error-Rates (1979), equation 2.3.

    >>> from labelproof.quality.columns import from_columns
    >>> confusion_counts(from_columns(["i", "j"], ["ana"] * 2, ["x", "y"]), np.array([0, 0])).tolist()
    [[[1.0, 1.0], [0.0, 0.0]]]
    """
    own, k = own_work(answers), answers.n_values
    where = own.annotator_index.astype(np.int64) * k * k + own.codes
    flat = np.zeros(answers.n_annotators * k * k)
    if truth.ndim == 1:
        gold = checked_gold(answers, truth.astype(np.int64))[own.item_index]
        known = gold >= 0
        flat += np.bincount(where[known] + gold[known] * k, minlength=len(flat))
    elif truth.shape == (answers.n_items, k):
        for value in range(k):
            flat += np.bincount(where + value * k, weights=truth[own.item_index, value], minlength=len(flat))
    else:
        raise refusal([Problem("truth", f"has shape {truth.shape}, not (items,) or ({answers.n_items}, {k})")])
    return flat.reshape(answers.n_annotators, k, k)


def confusions(answers: Answers, truth: FloatArray | IntArray) -> list[Confusion]:
    """Each annotator's confusion matrix, rows pulled towards everybody's, with the interval of each cell.

    Shape:   truth as `confusion_counts`.
    Unit:    probability; rows sum to 1.
    Missing: a row without an answer is everybody's row, its n says 0.
    Errors:  Refused("answers.bad") for a truth that does not fit.
    Source:  Dirichlet posterior; its cells are Beta(a_kl, sum_l a_kl - a_kl), at 2.5 and 97.5 %.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "j"], ["ana"] * 2, ["x", "y"])
    >>> confusions(votes, np.array([0, 1]))[0].share.round(3).tolist()
    [[0.75, 0.25], [0.25, 0.75]]
    """
    counts = confusion_counts(answers, truth)
    pooled = counts.sum(axis=0) + 1
    weight = counts + _PRIOR * pooled / pooled.sum(axis=1, keepdims=True)
    total = weight.sum(axis=2, keepdims=True)
    low, high = (beta_quantile(weight, total - weight, tail) for tail in (0.025, 0.975))
    n = counts.sum(axis=2)
    return [Confusion(a, (weight / total)[a], low[a], high[a], n[a]) for a in range(len(counts))]


def confusion_signals(answers: Answers, truth: FloatArray | IntArray) -> list[Signal]:
    """The cell off the diagonal that each annotator most surely has; a finding when it surely exceeds .20.

    Shape:   truth as `confusion_counts`.
    Unit:    probability of the observed value given the true one.
    Missing: annotators without a known answer are undefined: no_gold.
    Errors:  Refused("answers.bad") for a truth that does not fit.
    Source:  statistics.md, Annotators: the largest off-diagonal cell whose lower bound exceeds .20.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns([f"i{n}" for n in range(40)], ["ana"] * 40, ["x", "y"] * 20)
    >>> confusion_signals(votes, np.repeat(np.array([0, 1]), 20))[0].opens_finding
    True
    """
    names = [*answers.values] or [*range(answers.n_values)]
    found: list[Signal] = []
    for each in confusions(answers, truth):
        n = round(float(each.n.sum()))
        if not n or len(each.share) < 2:
            nothing = undefined("no_gold", METHOD, n, UNIT)
            found.append(Signal("confusion", each.annotator_index, nothing, False, "no true value is known"))
            continue
        low = np.where(np.eye(len(each.low), dtype=np.bool_) | (each.n[:, None] == 0), -1.0, each.low)
        k, seen = (int(i) for i in np.unravel_index(low.argmax(), low.shape))
        interval = Interval(float(each.low[k, seen]), float(each.high[k, seen]), 0.95, "dirichlet")
        notes = small_n(each.n[k])
        n_row = round(float(each.n[k]))
        statistic = Estimate(float(each.share[k, seen]), interval, n_row, UNIT, METHOD, notes=notes)
        reason = f"takes {names[k]} for {names[seen]} in {statistic.value:.0%} of {n_row}, at least {interval.low:.0%}"
        found.append(Signal("confusion", each.annotator_index, statistic, interval.low > _BAR, reason, label=k))
    return found
