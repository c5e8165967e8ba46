"""Gwet's AC1 and AC2: chance is what is left when somebody cannot tell, so a dominating value does not sink them."""

import numpy as np

from labelproof.quality.agreement.figure import Figure
from labelproof.quality.agreement.interval import Asked, estimate
from labelproof.quality.agreement.planned import counted, planned, said_of
from labelproof.quality.agreement.shares import ITEMS, beyond_chance, shares_of
from labelproof.quality.agreement.weights import Weights, weight_table, weights_name
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray
from labelproof.quality.estimate import Estimate


def gwet(
    answers: Answers,
    weights: Weights = None,
    *,
    interval: Asked = None,
    rng: np.random.Generator | None = None,
) -> Estimate:
    """Gwet's AC1, and AC2 with weights; shown beside alpha when one value has more than nine answers in ten.

    Shape:   answers of one question; weights None, "linear", "quadratic" or a table (K, K). K is the declared number
             of values, whether or not all occur: p_e depends on it.
    Unit:    none; 1 perfect, 0 chance.
    Missing: as fleiss.
    Errors:  none raised; undefined_reason no_answers, fewer_than_two_annotators, no_pairable_item, one_value_only.
    Source:  Gwet, Computing inter-rater reliability in the presence of high agreement (2008); Handbook (2021).

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j", "j", "k", "k"], ["ana", "ben"] * 3, ["x", "x", "x", "x", "x", "y"])
    >>> round(gwet(votes).value, 3), gwet(votes).method
    (0.538, 'ac1/bootstrap-items@1')
    """
    asked, answers = counted(answers), planned(answers)
    n = int((np.diff(answers.item_ptr) > 0).sum())
    return estimate(
        "ac1" if weights is None else f"ac2/{weights_name(weights)}",
        ITEMS,
        lambda: gwet_figure(answers, weights),
        n=n,
        interval=interval,
        rng=rng,
        params=asked,
        notes=said_of(answers),
    )


def gwet_figure(answers: Answers, weights: Weights = None) -> Figure:
    """AC1 or AC2 as a figure.

    Shape, Unit, Missing, Source: as gwet.
    Errors:  Undefined with gwet's reasons.
    """
    table = weight_table(answers, weights)
    k = answers.n_values
    scale = (k if table is None else float(table.sum())) / max(k * (k - 1), 1)

    def chance(share: FloatArray) -> FloatArray:
        return scale * (share * (1 - share)).sum(axis=-1)

    return beyond_chance(shares_of(answers, table), chance, lambda share: scale * (1 - 2 * share))
