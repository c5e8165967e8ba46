"""One error rate from a sample drawn stratum by stratum, and how to spread the next sample."""

from math import sqrt

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.certainty import small_n
from labelproof.quality.statistics.proportions import korn_graubard

METHOD = "error_rate/stratified/korn-graubard@1"
UNIT = "judged items"
AT_LEAST = 20  # in each slice that is reported
_LEAST_RATE = 1e-3  # nobody knows beforehand that a stratum has no errors at all


def stratified_error_rate(k: IntArray, n: IntArray, size: IntArray, *, level: float = 0.95) -> Estimate:
    """The error rate of all strata together, each weighted by how many items it holds.

    Strata without an error (or with errors only) estimate their variance as 0, which is false. Where there are any, the
    interval may stand for no more items than the design alone is worth, 1 / sum W^2 (1 - f) / n: that size does not
    depend on what was found.

    Shape:   k errors of n judged of size items, each (strata,).
    Unit:    share, 0 to 1.
    Missing: items nobody judged are not in n.
    Undefined: no_answers, when a stratum that holds items has none judged. Errors: Refused("strata.bad").
    Source:  Cochran, Sampling Techniques (1977), equation 5.53; Korn & Graubard (1998) for the interval.

    >>> round(stratified_error_rate(np.array([2, 0]), np.array([50, 50]), np.array([900, 100])).value, 3)
    0.036
    """
    _check(k, n, size)
    holds = size > 0
    k, n, size = k[holds], n[holds], size[holds]
    if not len(n) or (n == 0).any():
        return undefined("no_answers", METHOD, int(n.sum()), UNIT)
    share, variance, kish = _moments(k, n, size)
    notes = small_n(n.sum())
    if kish == np.inf:
        interval = Interval(share, share, level, "census")
    else:
        silent = ((k == 0) | (k == n)) & (n < size)
        # With errors in every stratum the design may be worth more than its items, which is what Neyman's buys.
        most = kish if silent.any() else max(kish, share * (1 - share) / variance)
        interval = korn_graubard(share, variance, most, float(n.sum() - len(n)), level)
        notes += ("stratum_without_errors",) if silent.any() else ()
    params = {"level": level, "strata": len(n)}
    return Estimate(share, interval, int(n.sum()), UNIT, METHOD, params=params, se=sqrt(variance), notes=notes)


def _moments(k: IntArray, n: IntArray, size: IntArray) -> tuple[float, float, float]:
    """Share, variance, and Kish's effective size of the design; infinite when every item was judged."""
    weight, rate, left = size / size.sum(), k / n, 1 - n / size
    share = float(weight @ rate)
    variance = float((weight**2 * left * rate * (1 - rate) / np.maximum(n - 1, 1)).sum())
    spread = float((weight**2 * left / n).sum())
    return share, variance, 1 / spread if spread > 0 else np.inf


def allocate(n: int, size: IntArray, expected: FloatArray, *, at_least: int = AT_LEAST) -> IntArray:
    """How many items to judge in each stratum so that the overall rate is known best: Neyman's allocation.

    Shape:   n in total; size and expected error rate (strata,); the result (strata,) sums to n.
    Unit:    items.
    Missing: a stratum without items gets none; none gets more than it holds.
    Errors:  Refused("strata.bad"), also when n is less than at_least for each stratum, or more than all items.
    Source:  Neyman (1934); Cochran (1977), equation 5.60; proportional to W sqrt(p (1 - p)), at least 20 a slice.

    >>> allocate(200, np.array([5000, 5000]), np.array([0.02, 0.3])).tolist()
    [47, 153]
    """
    floor = np.minimum(at_least, size)
    problems = [
        *([Problem("expected", "has a rate outside 0 to 1")] if ((expected < 0) | (expected > 1)).any() else []),
        *([Problem("n", f"is {n}; the floors take {floor.sum()}")] if n < floor.sum() else []),
        *([Problem("n", f"is {n}, more than the {size.sum()} items")] if n > size.sum() else []),
    ]
    if problems:
        raise _refused(problems)
    rate = np.clip(expected, _LEAST_RATE, 1 - _LEAST_RATE)
    pull = size * np.sqrt(rate * (1 - rate))
    low, high = 0.0, n * float(1 / np.maximum(pull[pull > 0].min(), 1e-300)) if (pull > 0).any() else 0.0
    for _ in range(100):  # the common factor at which floors and ceilings leave exactly n
        factor = (low + high) / 2
        taken = np.clip(factor * pull, floor, size).sum()
        low, high = (factor, high) if taken < n else (low, factor)
    exact = np.clip(high * pull, floor, size)
    whole = np.floor(exact + 1e-9).astype(np.int64)
    largest = np.argsort(-(exact - whole), kind="stable")[: n - whole.sum()]
    whole[largest] += 1
    return whole


def _check(k: IntArray, n: IntArray, size: IntArray) -> None:
    if not k.shape == n.shape == size.shape or k.ndim != 1:
        raise _refused([Problem("k", f"n and size have shapes {k.shape}, {n.shape}, {size.shape}")])
    wrong = np.flatnonzero((k < 0) | (k > n) | (n > size))
    if len(wrong):
        raise _refused([Problem(f"stratum {h}", f"has {k[h]} errors of {n[h]} of {size[h]}") for h in wrong.tolist()])


def _refused(problems: list[Problem]) -> Refused:
    what = "; ".join(f"{each.field} {each.what}" for each in problems)
    return Refused("strata.bad", what, "give 0 <= errors <= judged <= items for each stratum", tuple(problems))
