"""Intervals for a proportion: the one place they are computed."""

from dataclasses import replace
from math import isfinite, sqrt
from statistics import NormalDist

from labelproof.kernel.refused import Problem, Refused, Undefined
from labelproof.quality.estimate import Interval
from labelproof.quality.statistics.certainty import LEVEL
from labelproof.quality.statistics.distributions import beta_quantile, t_quantile


def wilson(k: float, n: float, level: float = LEVEL) -> Interval:
    """The score interval: on average it covers as often as it says, with the shortest length; for screens.

    Shape:   k successes of n; real numbers are allowed, for effective sizes.
    Unit:    share, 0 to 1.
    Missing: does not occur; leave out of n what nobody judged.
    Errors:  Undefined("no_answers") when n is 0; Refused("proportion.bad").
    Source:  Wilson, Probable Inference (1927); Brown, Cai & DasGupta, Interval Estimation for a Binomial Proportion
             (2001), equation 4.

    >>> [round(100 * bound, 2) for bound in (wilson(3, 200).low, wilson(3, 200).high)]
    [0.51, 4.32]
    """
    check_counts(k, n, level)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, shrink = k / n, z * z / n
    middle = (share + shrink / 2) / (1 + shrink)
    half = z * sqrt(share * (1 - share) / n + shrink / (4 * n)) / (1 + shrink)
    # At 0 and n the bound is 0 and 1 exactly; rounding would leave 1e-18.
    return Interval(0.0 if k == 0 else middle - half, 1.0 if k == n else middle + half, level, "wilson")


def clopper_pearson(k: float, n: float, level: float = LEVEL) -> Interval:
    """The exact interval: it covers at least as often as it says, whatever the truth; for claims and releases.

    Shape:   k successes of n; real numbers are allowed, for effective sizes.
    Unit:    share, 0 to 1.
    Missing: does not occur; leave out of n what nobody judged.
    Errors:  Undefined("no_answers") when n is 0; Refused("proportion.bad").
    Source:  Clopper & Pearson (1934), as quantiles of the beta distribution.

    >>> [round(100 * bound, 2) for bound in (clopper_pearson(3, 200).low, clopper_pearson(3, 200).high)]
    [0.31, 4.32]
    """
    tail = (1 - level) / 2
    return Interval(lower_bound(k, n, 1 - tail), upper_bound(k, n, 1 - tail), level, "clopper-pearson")


def jeffreys(k: float, n: float, level: float = LEVEL) -> Interval:
    """Quantiles of Beta(k + 1/2, n - k + 1/2); shorter than the exact interval, and close to it on average.

    Shape:   k successes of n.
    Unit:    share, 0 to 1.
    Missing: does not occur.
    Errors:  Undefined("no_answers") when n is 0; Refused("proportion.bad").
    Source:  Brown, Cai & DasGupta (2001), section 4.1.1, with their bounds 0 and 1 at k = 0 and k = n.

    >>> round(jeffreys(0, 20).high, 4)
    0.1166
    """
    check_counts(k, n, level)
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else float(beta_quantile(k + 0.5, n - k + 0.5, tail))
    high = 1.0 if k == n else float(beta_quantile(k + 0.5, n - k + 0.5, 1 - tail))
    return Interval(low, high, level, "jeffreys")


def korn_graubard(share: float, variance: float, n: float, freedom: float, level: float = LEVEL) -> Interval:
    """The exact interval at the effective size of a sample that was not drawn with equal chances.

    Shape:   the estimated share, its estimated variance, the size it may at most stand for, its degrees of freedom.
    Unit:    share, 0 to 1.
    Missing: does not occur.
    Errors:  Undefined("no_answers") when n is 0; Refused("proportion.bad").
    Source:  Korn & Graubard, Confidence Intervals for Proportions with Small Expected Number of Positive Counts
             Estimated from Survey Data (1998): n* = p(1 - p) / Var, corrected for degrees of freedom; n at p = 0 and 1.

    >>> korn_graubard(0.015, 0.015 * 0.985 / 200, 200, 199) == replace(clopper_pearson(3, 200), kind="korn-graubard")
    True
    """
    check_counts(share * n, n, level)
    size = min(n, share * (1 - share) / variance) if variance > 0 and 0 < share < 1 else n
    if n > 1 and freedom >= 1:
        wide = (1 + level) / 2
        size *= float((t_quantile(n - 1, wide) / t_quantile(freedom, wide)) ** 2)
    return replace(clopper_pearson(share * size, size, level), kind="korn-graubard")


def upper_bound(k: float, n: float, confidence: float = LEVEL) -> float:
    """The exact one-sided upper bound of a proportion.

    Shape:   k successes of n.
    Unit:    share, 0 to 1.
    Missing: does not occur.
    Errors:  Undefined("no_answers") when n is 0; Refused("proportion.bad").
    Source:  Clopper & Pearson (1934).

    >>> round(upper_bound(0, 299), 4)
    0.01
    """
    check_counts(k, n, confidence)
    return 1.0 if k == n else float(beta_quantile(k + 1, n - k, confidence))


def lower_bound(k: float, n: float, confidence: float = LEVEL) -> float:
    """The exact one-sided lower bound of a proportion.

    Shape:   k successes of n.
    Unit:    share, 0 to 1.
    Missing: does not occur.
    Errors:  Undefined("no_answers") when n is 0; Refused("proportion.bad").
    Source:  Clopper & Pearson (1934).

    >>> round(lower_bound(299, 299), 2)
    0.99
    """
    check_counts(k, n, confidence)
    return 0.0 if k == 0 else float(beta_quantile(k, n - k + 1, 1 - confidence))


def check_counts(k: float, n: float, level: float) -> None:
    """Refuses counts that are none and levels outside (0, 1), all problems at once; n = 0 is undefined."""
    problems: list[Problem] = []
    if not (isfinite(n) and n >= 0):
        problems.append(Problem("n", f"is {n}: a count is 0 or more"))
    if not (isfinite(k) and 0 <= k <= n):
        problems.append(Problem("k", f"is {k}: it lies between 0 and n = {n}"))
    if not 0 < level < 1:
        problems.append(Problem("level", f"is {level}: it lies between 0 and 1"))
    if problems:
        what = "; ".join(f"{each.field} {each.what}" for each in problems)
        raise Refused("proportion.bad", what, "give k successes of n and a level such as .95", tuple(problems))
    if n == 0:
        raise Undefined("no_answers")
