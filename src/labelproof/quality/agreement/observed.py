"""Observed agreement: shown beside alpha, never instead of it."""

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.agreement.pairable import pairable
from labelproof.quality.answers import Answers
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.resampling import KIND, LEVEL, RESAMPLES, percentile, resample
from labelproof.quality.seeded import keyed

METHOD = f"observed/{KIND}@1"
UNIT = "pairable items"


def observed(answers: Answers, *, rng: np.random.Generator | None = None) -> Estimate:
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
    try:
        counts = pairable(answers)
    except Undefined as error:
        n = int((np.bincount(answers.item_index, minlength=1) >= 2).sum())
        return undefined(error.reason, METHOD, n, UNIT)
    kinds, multiplicity = np.unique(
        np.stack([counts.same_squared - counts.n_answers, counts.n_answers], axis=1), axis=0, return_counts=True
    )
    shares = kinds[:, 0] / (kinds[:, 1] * (kinds[:, 1] - 1))
    seed = None
    if rng is None:
        rng, seed = keyed(METHOD, kinds, multiplicity)
    samples = resample(multiplicity, lambda weights: weights @ shares / counts.n_items, rng)
    interval, notes = percentile(samples, counts.n_items)
    notes = (("small_n",) if counts.n_items < 30 else ()) + notes
    value = float(multiplicity @ shares / counts.n_items)
    params = {"level": LEVEL, "resamples": RESAMPLES}
    return Estimate(value, interval, counts.n_items, UNIT, METHOD, params=params, seed=seed, notes=notes)
