"""How far from the middle, measured so that what is far does not move the measure."""

import numpy as np

from labelproof.quality.arrays import BoolArray, FloatArray

_NORMAL = 0.6744897501960817  # the normal distribution's upper quartile: MAD / that estimates sigma


def robust_z(numbers: FloatArray) -> FloatArray | None:
    """0.6745 (x - median) / MAD; None where more than half of the numbers are one, and MAD is 0.

    Shape:   numbers (n,).
    Unit:    standard deviations of a normal sample.
    Missing: NaN stays NaN.
    Errors:  none.
    Source:  Iglewicz & Hoaglin, How to Detect and Handle Outliers (1993), section 3.

    >>> robust_z(np.array([1.0, 2.0, 3.0])).round(2).tolist()
    [-0.67, 0.0, 0.67]
    """
    present = numbers[np.isfinite(numbers)]
    if not len(present):
        return None
    middle = np.median(present)
    spread = np.median(np.abs(present - middle))
    return None if spread == 0 else _NORMAL * (numbers - middle) / spread


def beyond_quartiles(numbers: FloatArray, times: float) -> BoolArray:
    """Which numbers lie more than so many interquartile ranges outside the quartiles; none where the range is 0.

    Shape:   numbers (n,).
    Unit:    none.
    Missing: NaN is not beyond.
    Errors:  none.
    Source:  Tukey, Exploratory Data Analysis (1977); quartiles by linear interpolation.

    >>> beyond_quartiles(np.array([1.0, 2, 3, 4, 5, 40]), 1.5).tolist()[-1]
    True
    """
    present = numbers[np.isfinite(numbers)]
    if not len(present):
        return np.zeros(len(numbers), dtype=np.bool_)
    low, high = np.quantile(present, [0.25, 0.75])
    reach = times * (high - low)
    return ((numbers < low - reach) | (numbers > high + reach)) & (high > low)
