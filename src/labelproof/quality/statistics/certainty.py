"""How sure an interval is, and from how many on a number stands without a word of warning: one place for both."""

import math

from labelproof.quality.estimate import Interval

LEVEL = 0.95
"""Of every interval, unless a function takes another."""
Z = 1.959963984540054
"""The normal quantile that belongs to LEVEL."""
SMALL = 30
"""Fewer than these are `small_n` (statistics.md, Results)."""


def small_n(n: float, least: int = SMALL) -> tuple[str, ...]:
    """The note that a number stands on few, if it does.

    >>> small_n(29), small_n(30), small_n(21, least=20)
    (('small_n',), (), ())
    """
    return ("small_n",) if n < least else ()


def normal_interval(
    value: float, se: float, *, kind: str = "normal", least: float = -math.inf, most: float = math.inf
) -> Interval:
    """The value and Z standard errors to both sides, cut where the statistic cannot go.

    Shape:   one estimate and its standard error.
    Unit:    that of the value.
    Missing: does not occur.
    Errors:  none.
    Source:  the central limit theorem: for means of many, and linearised statistics.

    >>> normal_interval(0.1, 0.1, least=0).low
    0
    """
    return Interval(max(value - Z * se, least), min(value + Z * se, most), LEVEL, kind)
