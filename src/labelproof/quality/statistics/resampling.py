"""The bootstrap over items, as weights on the few kinds of item there are."""

from collections.abc import Callable

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Interval
from labelproof.quality.statistics.certainty import LEVEL

RESAMPLES = 2_000
KIND = "bootstrap-items"
_CELLS = 1 << 22  # a block of weights holds this many numbers, 32 MB


def resample(
    multiplicity: IntArray, statistic: Callable[[FloatArray], FloatArray], rng: np.random.Generator
) -> FloatArray:
    """The statistic over RESAMPLES bootstrap samples of items; NaN where it is undefined.

    Items with equal counts are exchangeable, so a sample of items is a multinomial sample of kinds of items: the same
    distribution, at the cost of the kinds (dozens) and not of the items (millions).

    Shape:   multiplicity (kinds,): how many items are of each kind; statistic maps weights (b, kinds) to (b,).
    Unit:    that of the statistic.
    Missing: does not occur.
    Errors:  none.
    Source:  Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapter 6.

    >>> rng = np.random.Generator(np.random.Philox(key=1))
    >>> resample(np.array([5, 5]), lambda w: w[:, 0] / w.sum(axis=1), rng).shape
    (2000,)
    """
    n, share = int(multiplicity.sum()), multiplicity / multiplicity.sum()
    step = max(1, _CELLS // len(multiplicity))
    blocks = [
        statistic(rng.multinomial(n, share, size=min(step, RESAMPLES - done)).astype(np.float64))
        for done in range(0, RESAMPLES, step)
    ]
    return np.concatenate(blocks)


def percentile(samples: FloatArray, n_items: int) -> tuple[Interval | None, tuple[str, ...]]:
    """The percentile interval of a bootstrap, and what is to be said about it.

    Shape:   samples (b,), NaN where a resample was undefined.
    Unit:    that of the statistic.
    Missing: undefined resamples are left out, and noted.
    Errors:  none; None instead of an interval when one item, or no defined resample, determines nothing.
    Source:  Efron & Tibshirani (1993), chapter 13.

    >>> percentile(np.array([1.0, 2.0, 3.0]), 3)[0].low
    1.05
    """
    defined = samples[np.isfinite(samples)]
    if n_items < 2 or not len(defined):
        return None, ("interval_undefined",)
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    notes = ("undefined_resamples",) if len(defined) < len(samples) else ()
    if low == high:
        notes += ("no_variation",)
    return Interval(float(low), float(high), LEVEL, KIND), notes
