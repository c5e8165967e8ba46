"""Rates of all items from a sample whose chances are known; refused from one whose chances are not."""

from math import sqrt

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.acceptance.stratified import stratified_error_rate
from labelproof.quality.arrays import BoolArray, FloatArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.sampling.draw import Sample
from labelproof.quality.statistics.certainty import small_n
from labelproof.quality.statistics.distributions import t_quantile
from labelproof.quality.statistics.proportions import korn_graubard

UNIT = "sampled items"
_ERRORS = 8  # *(own)*: chosen so that intervals cover in at least 92 % of cases, whatever the scores are worth


def horvitz_thompson(sample: Sample, value: FloatArray, *, level: float = 0.95) -> Estimate:
    """The total of all items: each sampled value over the chance its item had.

    Shape:   value (sampled,), in the order of sample.item_index.
    Unit:    that of the values, summed over all items.
    Missing: every sampled item has a value; NaN is refused, since leaving hard items out biases the total.
    Undefined: nonprobability_sample; no_answers, when nothing was drawn. Errors: Refused("sample.bad").
    Source:  Horvitz & Thompson (1952). Variance: for Poisson sampling sum (1 - pi) y^2 / pi^2; for samples of fixed size
             Hájek's approximation (1964), which is exact for equal chances.

    >>> from labelproof.quality.sampling.audit import audit
    >>> drawn = audit(2, b"seed", ["a", "b", "c", "d"])
    >>> horvitz_thompson(drawn, np.array([1.0, 3.0])).value
    8.0
    """
    method = f"total/{sample.design}/horvitz-thompson@1"
    found = _known(sample, value, method)
    if isinstance(found, Estimate):
        return found
    total = float((value / found).sum())
    se = sqrt(_variance(sample, value, found))
    half = float(t_quantile(max(len(sample) - 1, 1), (1 + level) / 2)) * se
    interval = Interval(total - half, total + half, level, "t") if len(sample) > 1 else None
    notes = small_n(len(sample))
    return Estimate(total, interval, len(sample), UNIT, method, params={"level": level}, se=se, notes=notes)


def sampled_error_rate(sample: Sample, is_wrong: BoolArray, *, level: float = 0.95) -> Estimate:
    """The error rate of all items, from a sample drawn with known chances.

    Shape:   is_wrong (sampled,), in the order of sample.item_index.
    Unit:    share, 0 to 1.
    Missing: every sampled item is judged.
    Undefined: nonprobability_sample; no_answers, when nothing was drawn. Errors: Refused("sample.bad").
    Source:  Hájek's ratio sum(y / pi) / sum(1 / pi), which does not suffer from a Poisson sample's random size; its
             variance by linearisation (Särndal, Swensson & Wretman 1992, section 5.7); Korn & Graubard's interval at
             `_effective_size`. Samples by stratum as `stratified_error_rate`.

    >>> from labelproof.quality.sampling.audit import audit
    >>> drawn = audit(2, b"seed", ["a", "b", "c", "d"])
    >>> sampled_error_rate(drawn, np.array([True, False])).value
    0.5
    """
    method = f"error_rate/{sample.design}/hajek@1"
    found = _known(sample, is_wrong.astype(np.float64), method)
    if isinstance(found, Estimate):
        return found
    if sample.stratum is not None:
        return _by_stratum(sample, is_wrong, level)
    weight = 1 / found
    share = float(weight[is_wrong].sum() / weight.sum())
    variance = _variance(sample, is_wrong.astype(np.float64) - share, found) / float(weight.sum()) ** 2
    n = len(sample)
    if (found == 1).all():
        interval = Interval(share, share, level, "census")
    else:
        size = _effective_size(weight, is_wrong, share, variance)
        interval = korn_graubard(share, share * (1 - share) / size, size, max(n - 1, 1), level)
    notes = small_n(n) + (("sample_without_errors",) if share == 0 else ())
    return Estimate(share, interval, n, UNIT, method, params={"level": level}, se=sqrt(variance), notes=notes)


def _effective_size(weight: FloatArray, is_wrong: BoolArray, share: float, variance: float) -> float:
    """How many items of a plain sample this one is worth.

    p(1 - p) / variance, were the variance known. It rests on the errors found, and where heavy items are few their
    errors are missing more often than not: at scores that do not tell right from wrong, intervals from it cover in
    83 % of cases. Kish's size of the weights rests on no error at all, but is half of what good scores are worth. So
    the first counts in so far as it rests on more than eight errors of equal weight; without an error the second alone.
    """
    kish = float(weight.sum() ** 2 / (weight * (weight - 1)).sum())  # with the share of the population left undrawn
    rarer = weight[is_wrong] if share <= 0.5 else weight[~is_wrong]
    if not len(rarer) or variance == 0:
        return kish
    errors = float(rarer.sum() ** 2 / (rarer**2).sum())
    trust = errors / (errors + _ERRORS)
    return 1 / (trust * variance / (share * (1 - share)) + (1 - trust) / kish)


def _by_stratum(sample: Sample, is_wrong: BoolArray, level: float) -> Estimate:
    assert sample.stratum is not None
    size = np.bincount(sample.stratum)
    drawn = sample.stratum[sample.item_index]
    n = np.bincount(drawn, minlength=len(size))
    return stratified_error_rate(np.bincount(drawn[is_wrong], minlength=len(size)), n, size, level=level)


def _known(sample: Sample, value: FloatArray, method: str) -> FloatArray | Estimate:
    """The chances of the sampled items, or why nothing can be estimated from them."""
    if value.shape != sample.item_index.shape or not np.isfinite(value).all():
        problem = Problem("value", f"of shape {value.shape} is not one number for each of {len(sample)} items")
        raise Refused("sample.bad", f"value {problem.what}", "judge every sampled item", (problem,))
    if sample.probability is None:
        return undefined("nonprobability_sample", method, len(sample), UNIT)
    if not len(sample):
        return undefined("no_answers", method, 0, UNIT)
    return sample.probability[sample.item_index]


def _variance(sample: Sample, value: FloatArray, pi: FloatArray) -> float:
    """Of the total of values."""
    if sample.stratum is not None:
        return sum(
            _fixed_size(value[inside], pi[inside])
            for inside in (sample.stratum[sample.item_index] == h for h in np.unique(sample.stratum))
        )
    if sample.design == "poisson":
        return float(((1 - pi) * (value / pi) ** 2).sum())
    return _fixed_size(value, pi)


def _fixed_size(value: FloatArray, pi: FloatArray) -> float:
    n, left = len(value), 1 - pi
    if n < 2 or left.sum() == 0:
        return 0.0
    raised = value / pi
    middle = (left * raised).sum() / left.sum()
    return float(n / (n - 1) * (left * (raised - middle) ** 2).sum())
