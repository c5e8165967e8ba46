"""Label clarity: four figures side by side. Experimental: no study has validated it, and screens say so too."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.acceptance.error_rate import error_rate
from labelproof.quality.agreement import alpha_by_label
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import IntArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.distributions import gamma_quantile
from labelproof.quality.table import Table


@dataclass(frozen=True, slots=True)
class Clarity:
    """How clear one label is, in four parts and no score: they trade against each other only by somebody's opinion.

    The entropy of the rest of a confusion row would mislead: it is 0 when half of a label goes to one neighbour.
    """

    alpha: Estimate
    questions_per_100: Estimate
    diagonal: Estimate
    cannot_tell: Estimate
    notes: tuple[str, ...] = ("experimental",)


def clarity(answers: Answers, questions: IntArray, confusion: IntArray, cannot_tell: IntArray) -> Table[Clarity]:
    """The clarity of each label.

    Shape:   questions (K,): questions asked on items that have this label; confusion (K, K) counts, rows the true
             value; cannot_tell (K,): answers "cannot tell" on items that have this label. An item has a label when
             somebody answered with it.
    Unit:    alpha; questions per 100 items; shares 0 to 1.
    Missing: as each part says.
    Undefined: a part without items, answers or gold says no_answers or no_gold. Errors: Refused("clarity.bad").
    Source:  statistics.md, Error rates (experimental).

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j", "j"], ["ana", "ben"] * 2, ["x", "x", "y", "x"])
    >>> parts = dict(clarity(votes, np.array([1, 3]), np.array([[8, 2], [5, 5]]), np.array([0, 1])).rows())
    >>> parts["y"].questions_per_100.value, parts["y"].diagonal.value, parts["y"].cannot_tell.value
    (300.0, 0.5, 0.5)
    """
    k = answers.n_values
    if not questions.shape == cannot_tell.shape == (k,) or confusion.shape != (k, k):
        problem = Problem("questions", f"confusion and cannot_tell are not (K,), (K, K) and (K,) for K = {k}")
        raise Refused("clarity.bad", f"questions, {problem.what}", "give one count for each label", (problem,))
    pairs = np.unique(answers.item_index.astype(np.int64) * k + answers.codes)
    n_items = np.bincount(pairs % k, minlength=k)
    n_said = np.bincount(answers.codes, minlength=k)
    by_label = alpha_by_label(answers)
    keys: tuple[Json, ...] = tuple(answers.values) or tuple(range(k))
    cells = (
        Clarity(
            by_label[label],
            _per_100(int(questions[label]), int(n_items[label])),
            _diagonal(confusion[label], label),
            error_rate(int(cannot_tell[label]), int(cannot_tell[label] + n_said[label])),
        )
        for label in range(k)
    )
    return Table("label", keys, tuple(cells))


def _diagonal(row: IntArray, label: int) -> Estimate:
    if not row.sum():
        return undefined("no_gold", "error_rate/wilson@1", 0, "gold answers")
    return error_rate(int(row[label]), int(row.sum()))


def _per_100(questions: int, n_items: int) -> Estimate:
    """A rate of events: Garwood's exact interval of a Poisson mean."""
    method = "questions_per_100/garwood@1"
    if not n_items:
        return undefined("no_answers", method, 0, "items")
    low = float(gamma_quantile(questions, 0.025)) if questions else 0.0
    high = float(gamma_quantile(questions + 1, 0.975))
    scale = 100 / n_items
    interval = Interval(low * scale, high * scale, 0.95, "garwood")
    return Estimate(questions * scale, interval, n_items, "items", method, se=sqrt(questions) * scale)
