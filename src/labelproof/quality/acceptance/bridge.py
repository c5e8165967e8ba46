"""The bridge set: the same items under two guideline versions, so that a change of guideline is not mistaken for drift."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.certainty import small_n
from labelproof.quality.statistics.distributions import t_quantile

METHOD = "bridge/paired-t@1"
UNIT = "bridge items"
ITEMS, POINTS = 50, 0.05


@dataclass(frozen=True, slots=True)
class Bridge:
    """How far a score fell from one guideline version to the next, and whether to freeze the new one.

    Shape: drop is before minus after; at_least its one-sided 95 % lower bound, None where it is undefined.
    """

    drop: Estimate
    at_least: float | None
    freezes: bool
    reason: str


def bridge(before: FloatArray, after: FloatArray) -> Bridge:
    """The paired change of a score per item, and the rule to freeze: surely a drop, and one of more than 5 points.

    By the point alone one unchanged version in five would freeze: with 50 items a drop of 6 points is chance.

    Shape:   before and after (items,), the same items in the same order; each 0 to 1, such as correct or agreeing.
    Unit:    points of the score, -1 to 1.
    Missing: an item without both scores is left out by the caller; NaN is refused.
    Undefined: no_overlap, with fewer than two items. Errors: Refused("bridge.bad").
    Source:  paired t; the freeze rule is statistics.md, Error rates.

    >>> bridge(np.repeat([1.0, 1.0], [45, 5]), np.repeat([1.0, 0.0], [40, 10])).freezes
    True
    """
    if before.shape != after.shape or before.ndim != 1 or not _within(before) or not _within(after):
        problem = Problem("before", f"and after have shapes {before.shape}, {after.shape}; each lies from 0 to 1")
        raise Refused("bridge.bad", f"before {problem.what}", "give both scores of each item", (problem,))
    n = len(before)
    if n < 2:
        return Bridge(undefined("no_overlap", METHOD, n, UNIT), None, False, "too few items under both versions")
    fell = before - after
    drop, se = float(fell.mean()), float(fell.std(ddof=1) / np.sqrt(n))
    half = float(t_quantile(n - 1, 0.975)) * se
    at_least = drop - float(t_quantile(n - 1, 0.95)) * se
    notes = small_n(n) + (("no_variation",) if se == 0 else ())
    estimate = Estimate(drop, Interval(drop - half, drop + half, 0.95, "paired-t"), n, UNIT, METHOD, se=se, notes=notes)
    freezes = at_least > 0 and drop > POINTS
    verb = "freezes" if freezes else "does not freeze"
    reason = f"fell by {100 * drop:.1f} points on {n} items, at least {100 * at_least:.1f}: {verb}"
    return Bridge(estimate, at_least, freezes, reason)


def _within(scores: FloatArray) -> bool:
    return bool(((scores >= 0) & (scores <= 1)).all())
