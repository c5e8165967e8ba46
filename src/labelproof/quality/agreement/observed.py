"""Observed agreement: shown beside every chance-corrected figure, never instead of it."""

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.agreement.figure import Figure, of_sums
from labelproof.quality.agreement.interval import Asked, estimate
from labelproof.quality.agreement.pairable import UNIT, n_pairable, pairable
from labelproof.quality.agreement.planned import counted, planned
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.kernels.tally import tally


def observed(answers: Answers, *, interval: Asked = None, rng: np.random.Generator | None = None) -> Estimate:
    """Mean over items of agreeing pairs over all pairs of answers.

    Shape:   answers of one question.
    Unit:    share, 0 to 1; not corrected for chance.
    Missing: items with fewer than two answers have no pair and are left out.
    Errors:  none raised; undefined_reason no_answers, fewer_than_two_annotators, no_pairable_item.
    Source:  Fleiss, Measuring nominal scale agreement among many raters (1971), equation 2.

    >>> from labelproof.quality.columns import from_columns
    >>> observed(from_columns(["i", "i", "i"], ["ana", "ben", "cy"], ["x", "x", "y"])).value
    0.3333333333333333
    """
    asked, answers = counted(answers), planned(answers)
    n = n_pairable(answers)
    return estimate("observed", UNIT, lambda: observed_figure(answers), n=n, interval=interval, rng=rng, params=asked)


def observed_figure(answers: Answers) -> Figure:
    """Observed agreement as a figure; items are of one kind when they have as many answers and agreeing pairs.

    Shape, Unit, Missing: as observed.
    Errors:  Undefined with observed's reasons.
    Source:  as observed.
    """
    pairs = pairable(answers)
    m = pairs.n_answers
    _, _, same = tally(pairs.ptr, pairs.codes, answers.n_values)
    agreeing, kind = np.unique((same - m) * (m.max() + 1) + m, return_inverse=True)
    agreeing, size = np.divmod(agreeing, m.max() + 1)
    rows = np.column_stack([agreeing / (size * (size - 1.0)), np.ones(len(size))])
    return of_sums(pairs.item, rows, lambda s: s[..., 0] / s[..., 1], kind=kind, scale="logit")


def agreement_by_item(answers: Answers) -> FloatArray:
    """Each item's agreeing pairs over its pairs: the score that a bridge set compares.

    Shape:   answers of one question; returns (n_items,).
    Unit:    share, 0 to 1.
    Missing: NaN for an item with fewer than two answers, and for every item when none has two.
    Errors:  Refused("answers.bad") for answers that are numbers.
    Source:  as observed.

    >>> from labelproof.quality.columns import from_columns
    >>> agreement_by_item(from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "x", "y"])).tolist()
    [1.0, nan]
    """
    found = np.full(answers.n_items, np.nan)
    try:
        pairs = pairable(planned(answers))
    except Undefined:
        return found
    m = pairs.n_answers
    _, _, same = tally(pairs.ptr, pairs.codes, answers.n_values)
    found[pairs.item] = (same - m) / (m * (m - 1.0))
    return found
