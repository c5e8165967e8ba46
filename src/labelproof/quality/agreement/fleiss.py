"""Fleiss' kappa: chance from how often values occur, whoever gave them."""

import numpy as np

from labelproof.quality.agreement.figure import Figure
from labelproof.quality.agreement.interval import Asked, estimate
from labelproof.quality.agreement.planned import counted, planned, said_of
from labelproof.quality.agreement.shares import ITEMS, Shares, beyond_chance, shares_of, shares_of_table
from labelproof.quality.agreement.weights import Weights, weight_table, weights_name
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate


def fleiss(
    answers: Answers,
    weights: Weights = None,
    *,
    interval: Asked = None,
    rng: np.random.Generator | None = None,
) -> Estimate:
    """Fleiss' kappa, with credit for near misses if weights say so; single answers count towards chance alone.

    Shape:   answers of one question; weights None, "linear", "quadratic" or a table (K, K).
    Unit:    none; 1 perfect, 0 chance.
    Missing: agreement is the mean over items with two answers or more, shares over items with one or more (irrCAC).
    Errors:  none raised; undefined_reason no_answers, fewer_than_two_annotators, no_pairable_item, one_value_only.
    Source:  Fleiss (1971); for missing answers Gwet, Handbook of Inter-Rater Reliability (2021), chapter 2.

    >>> from labelproof.quality.columns import from_columns
    >>> fleiss(from_columns(["i", "i", "j", "j"], ["ana", "ben"] * 2, ["x", "x", "y", "y"])).value
    1.0
    """
    asked, answers = counted(answers), planned(answers)
    n = int((np.diff(answers.item_ptr) > 0).sum())
    return estimate(
        f"fleiss/{weights_name(weights)}",
        ITEMS,
        lambda: fleiss_figure(answers, weights),
        n=n,
        interval=interval,
        rng=rng,
        params=asked,
        notes=said_of(answers),
    )


def fleiss_of_table(counts: IntArray, *, interval: Asked = None, rng: np.random.Generator | None = None) -> Estimate:
    """Fleiss' kappa of a table that says how often each value occurs on each item.

    Shape:   counts (items, K), whole numbers >= 0.
    Unit, Missing, Source: as fleiss.
    Errors:  Refused("answers.bad") for another table; undefined_reason no_answers, no_pairable_item, one_value_only.

    >>> round(fleiss_of_table(np.array([[2, 0], [0, 2], [1, 1]])).value, 4)
    0.3333
    """
    return estimate(
        "fleiss/unweighted",
        ITEMS,
        lambda: _figure(shares_of_table(counts), None),
        n=len(counts),
        interval=interval,
        rng=rng,
    )


def fleiss_figure(answers: Answers, weights: Weights = None) -> Figure:
    """Fleiss' kappa as a figure.

    Shape, Unit, Missing, Source: as fleiss.
    Errors:  Undefined with fleiss' reasons.
    """
    table = weight_table(answers, weights)
    return _figure(shares_of(answers, table), table)


def _figure(shares: Shares, table: FloatArray | None) -> Figure:
    def chance(share: FloatArray) -> FloatArray:
        return (share * (share if table is None else share @ table)).sum(axis=-1)

    return beyond_chance(shares, chance, lambda share: 2 * (share if table is None else table @ share))
