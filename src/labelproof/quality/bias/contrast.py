"""One group against the rest in one measure: two levels, their difference and its log-odds, with honest intervals."""

from dataclasses import dataclass, replace
from math import comb, exp, log, sqrt

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.clustered import Spread, two_way
from labelproof.quality.statistics.distributions import t_below, t_quantile
from labelproof.quality.statistics.resampling import LEVEL
from labelproof.quality.statistics.small_groups import LEAST_PEOPLE

KIND = "two-way-clusters"
SAMPLE = "annotators as a sample"
SMALL, FEW_EVENTS = 30, 5
_NOTHING = 1e-24  # what rounding leaves of no spread at all


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows of a comparison.

    Shape: (n,) each; weight > 0; nested: the clusters that lie on one side (people, or items), crossed: those that may
           lie on both. n_people on either side; None where the rows are nobody's in particular.
    """

    value: FloatArray
    weight: FloatArray
    is_here: BoolArray
    nested: IntArray
    crossed: IntArray
    n_people: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Contrast:
    """A level here and there, the difference here - there, its log-odds for shares, and the p of no difference."""

    here: Estimate
    there: Estimate
    difference: Estimate
    log_odds: Estimate | None
    p: float | None


def contrast(seen: Seen, method: str, unit: str, *, is_share: bool) -> Contrast:
    """Weighted means of both sides and their difference.

    Shape:     rows on two sides.
    Unit:      that of the values; log_odds in nats.
    Missing:   left out by the caller.
    Undefined: no_overlap, when people share no item, and no_answers, when items of a side have none; withheld_small_group, when fewer than 5 people made either side of a
               comparison of people; zero_variance, when all values are one.
    Source:    two_way; the log-odds ratio is the coefficient of a logistic regression on the group alone, which the two
               means determine, with the sandwich of that regression.

    >>> rows = np.arange(40)
    >>> seen = Seen((rows % 4 > 0) * 1.0, np.ones(40), rows < 20, rows % 10 + 10 * (rows >= 20), rows % 20, None)
    >>> contrast(seen, "rate@1", "answers", is_share=True).difference.value
    0.0
    """
    n_here, n = int(seen.is_here.sum()), len(seen.value)
    reason = _reason(seen, n_here, n)
    if reason is not None:
        return without(reason, method, unit, n_here, n - n_here, is_share=is_share)
    means = [_mean(seen, side) for side in (True, False)]
    notes = _notes(seen, is_share)
    levels = [_level(seen, side, means[not side], method, unit, is_share) for side in (True, False)]
    slopes = (1.0, 1.0)
    difference, p = _apart(seen, means, slopes, means[0] - means[1], method, unit, notes)
    odds = None
    if is_share:
        odds_method = method.replace("@", "/log-odds@")
        if all(0 < mean < 1 for mean in means):
            slopes = (1 / (means[0] * (1 - means[0])), 1 / (means[1] * (1 - means[1])))
            value = log(means[0] / (1 - means[0])) - log(means[1] / (1 - means[1]))
            odds, _ = _apart(seen, means, slopes, value, odds_method, unit, notes)
        else:
            odds = undefined("zero_variance", odds_method, n, unit, notes)
    return Contrast(levels[0], levels[1], difference, odds, p)


def without(reason: str, method: str, unit: str, n_here: int, n_there: int, *, is_share: bool) -> Contrast:
    """A comparison that cannot be made, or may not be shown, and why."""
    odds = undefined(reason, method.replace("@", "/log-odds@"), n_here + n_there, unit) if is_share else None
    both = undefined(reason, method, n_here + n_there, unit)
    return Contrast(replace(both, n=n_here), replace(both, n=n_there), both, odds, None)


def tested(value: float, spread: Spread, separated: float) -> tuple[Interval | None, float]:
    """The interval of a difference and the p of none.

    Without any spread on either side there is no interval; then p is that of the one split of the nested clusters that
    parts them so, among all splits into groups of these sizes, both ways round.
    """
    if spread.variance <= _NOTHING:
        return None, separated
    if not np.isfinite(spread.variance):
        return None, 1.0
    half = float(t_quantile(spread.freedom, (1 + LEVEL) / 2)) * sqrt(spread.variance)
    p = 2 * float(t_below(spread.freedom, -abs(value) / sqrt(spread.variance)))
    return Interval(value - half, value + half, LEVEL, KIND), p


def separation(nested: IntArray, is_here: BoolArray) -> float:
    """The p of a complete separation: 2 over the number of ways to draw these nested clusters."""
    here, there = len(np.unique(nested[is_here])), len(np.unique(nested[~is_here]))
    return min(1.0, 2 / comb(here + there, here))


def _reason(seen: Seen, n_here: int, n: int) -> str | None:
    if not 0 < n_here < n:
        return "no_answers" if seen.n_people is None else "no_overlap"
    if seen.n_people is not None and min(seen.n_people) < LEAST_PEOPLE:
        return "withheld_small_group"
    return "zero_variance" if seen.value.min() == seen.value.max() else None


def _mean(seen: Seen, side: bool) -> float:
    rows = seen.is_here == side
    return float((seen.value[rows] * seen.weight[rows]).sum() / seen.weight[rows].sum())


def _notes(seen: Seen, is_share: bool) -> tuple[str, ...]:
    """small_n below 30 on either side of the clusters whose number decides: answers, and items where those are compared."""
    notes: tuple[str, ...] = ()
    sides = (seen.is_here, ~seen.is_here)
    counted = seen.nested if seen.n_people is None else seen.crossed
    if min(len(np.unique(counted[side])) for side in sides) < SMALL:
        notes += ("small_n",)
    if is_share and min(min(seen.value[side].sum(), (1 - seen.value[side]).sum()) for side in sides) < FEW_EVENTS:
        notes += ("few_events",)
    return notes


def _level(seen: Seen, side: bool, mean: float, method: str, unit: str, is_share: bool) -> Estimate:
    """One side's mean. The interval of a share lies on the logit scale, so that it stays between 0 and 1."""
    rows = seen.is_here == side
    n, weight = int(rows.sum()), seen.weight[rows]
    influence = weight * (seen.value[rows] - mean) / weight.sum()
    alone = np.zeros(n, dtype=np.int64)
    spread = two_way(influence, seen.nested[rows], seen.crossed[rows], alone, weight)
    # Both kinds of cluster can only add to the variance of a single mean.
    variance = max(spread.variance, spread.by_nested)
    notes = ("small_n",) if n < SMALL else ()
    if not 0 < variance < np.inf or (is_share and not 0 < mean < 1):
        return Estimate(mean, None, n, unit, method, target=SAMPLE, notes=(*notes, "interval_undefined"))
    half, se = float(t_quantile(spread.freedom, (1 + LEVEL) / 2)) * sqrt(variance), sqrt(variance)
    low, high = mean - half, mean + half
    if is_share:
        at, reach = log(mean / (1 - mean)), half / (mean * (1 - mean))
        low, high = _share(at - reach), _share(at + reach)
    return Estimate(mean, Interval(low, high, LEVEL, KIND), n, unit, method, se=se, target=SAMPLE, notes=notes)


def _share(logit: float) -> float:
    return 1 / (1 + exp(-logit)) if logit > -700 else 0.0


def _apart(
    seen: Seen,
    means: list[float],
    slopes: tuple[float, float],
    value: float,
    method: str,
    unit: str,
    notes: tuple[str, ...],
) -> tuple[Estimate, float]:
    influence = np.empty(len(seen.value))
    for rows, mean, slope in zip((seen.is_here, ~seen.is_here), means, (slopes[0], -slopes[1]), strict=True):
        weight = seen.weight[rows]
        influence[rows] = slope * weight * (seen.value[rows] - mean) / weight.sum()
    return estimated(value, influence, seen, method, unit, notes)


def estimated(
    value: float, influence: FloatArray, seen: Seen, method: str, unit: str, notes: tuple[str, ...]
) -> tuple[Estimate, float]:
    """A difference with the two-way interval of its influences, and the p of no difference."""
    spread = two_way(influence, seen.nested, seen.crossed, (~seen.is_here).astype(np.int64), seen.weight)
    interval, p = tested(value, spread, separation(seen.nested, seen.is_here))
    params: dict[str, Json] = {"p": p, "freedom": spread.freedom}
    if interval is None:
        notes = (*notes, "separated" if spread.variance <= _NOTHING else "interval_undefined")
        return Estimate(value, None, len(influence), unit, method, params=params, target=SAMPLE, notes=notes), p
    se = sqrt(spread.variance)
    return Estimate(value, interval, len(influence), unit, method, None, params, se, None, SAMPLE, notes), p
