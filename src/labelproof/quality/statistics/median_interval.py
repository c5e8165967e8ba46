"""The median of a sample, and between which of its own numbers the true one lies."""

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.certainty import LEVEL, small_n
from labelproof.quality.statistics.distributions import binomial_at_most

METHOD = "median/order-statistics@1"
KIND = "order-statistics"


def median_estimate(numbers: FloatArray, n_unit: str = "numbers") -> Estimate:
    """The middle of the numbers, with the two of them that hold the true median in at least 95 % of samples.

    No distribution is assumed: how many numbers fall below the true median is binomial with one half.

    Shape:   numbers (n,), in any order.
    Unit:    that of the numbers.
    Missing: NaN is refused: leave out what was not measured.
    Undefined: no_answers, without a number. Errors: Refused("median.bad"). There is no interval below six numbers:
             even the smallest and the largest would hold the median less often.
    Source:  Conover, Practical Nonparametric Statistics (1999), section 3.2.

    >>> median_estimate(np.arange(1.0, 100)).interval
    Interval(low=40.0, high=60.0, level=0.95, kind='order-statistics')
    """
    if numbers.ndim != 1 or not np.isfinite(numbers).all():
        problem = Problem("numbers", "are one row of finite numbers")
        raise Refused("median.bad", f"{problem.field} {problem.what}", "leave out what was not measured", (problem,))
    n = len(numbers)
    if not n:
        return undefined("no_answers", METHOD, 0, n_unit)
    ordered, rank = np.sort(numbers), lower_rank(n)
    middle = float(np.median(ordered))
    notes = small_n(n)
    if not rank:
        return Estimate(middle, None, n, n_unit, METHOD, notes=(*notes, "interval_undefined"))
    interval = Interval(float(ordered[rank - 1]), float(ordered[-rank]), LEVEL, KIND)
    return Estimate(middle, interval, n, n_unit, METHOD, notes=notes)


def lower_rank(n: int, level: float = LEVEL) -> int:
    """The largest rank that the median is above often enough: P(fewer than it of n below) is half of what level leaves.

    Shape:   n numbers.
    Unit:    rank from the smallest, 1; 0 when there is none.
    Missing: does not occur.
    Errors:  none.
    Source:  as `median_estimate`.

    >>> [lower_rank(n) for n in (5, 6, 30, 99)]
    [0, 1, 10, 40]
    """
    return int(np.searchsorted(binomial_at_most(np.arange(n), n, 0.5), (1 - level) / 2, side="right"))
