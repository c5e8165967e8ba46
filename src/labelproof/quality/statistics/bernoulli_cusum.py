"""A running sum that notices when the share of ones in a stream has risen, and how rarely it errs."""

from dataclasses import dataclass
from fractions import Fraction
from math import log
from typing import cast

import numpy as np

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.item_columns import refusal

_FINEST = 160  # a one moves the sum by about so many steps at most, unless a zero's single step is finer by itself
_MOST_CELLS = 1 << 24  # of the system of equations: 128 MB


@dataclass(frozen=True, slots=True)
class Cusum:
    """Up by `up` at a one, down by `down` at a zero, never below 0; an alarm at `bound`.

    Unit: arl0, delay: answers until an alarm, on average, at share p0 and, from the change on, at p1.
    """

    p0: float
    p1: float
    up: int
    down: int
    bound: int
    arl0: float
    delay: float


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm at answer `at`; `since` is the answer after which the sum was last 0, an estimate of the change."""

    since: int
    at: int


def cusum(p0: float, p1: float, *, arl0: float = 10_000.0) -> Cusum:
    """The lowest bound with no more than one false alarm in `arl0` answers on average.

    The two log likelihood ratios, ln(p1/p0) and ln((1-p0)/(1-p1)), stand in a ratio that is rounded to a fraction
    (a few per cent off at most, which costs a little delay and no truth: the sum then takes whole values, and the run
    length of just this sum follows exactly from a banded system of equations, one for each value:
    L(s) = 1 + p L(s + up) + (1 - p) L(max(s - down, 0)).

    Shape:     0 < p0 < p1 < 1.
    Unit:      answers.
    Missing:   does not occur.
    Undefined: did_not_finish, when the bound takes too many steps (p0 below 1 in 4,000, or p1 hardly above p0).
    Errors:    Refused("columns.bad") for shares out of order.
    Source:    Reynolds & Stoumbos, A CUSUM Chart for Monitoring a Proportion (1999).

    >>> plan = cusum(0.02, 0.06)
    >>> round(plan.arl0), round(plan.delay)
    (10115, 162)
    """
    if not 0 < p0 < p1 < 1 or arl0 < 1:
        raise refusal(
            [Problem("p0", f"and p1 are shares with 0 < p0 < p1 < 1, not {p0} and {p1}, and arl0 {arl0} >= 1")]
        )
    ratio = Fraction(log(p1 / p0) / log((1 - p0) / (1 - p1)))
    up, down = _steps(ratio) if ratio > 1 else _steps(1 / ratio)[::-1]
    low, high = 0, up
    while _run_length(p0, up, down, high) < arl0:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _run_length(p0, up, down, middle) >= arl0 else (middle, high)
    return Cusum(p0, p1, up, down, high, _run_length(p0, up, down, high), _run_length(p1, up, down, high))


def alarms(stream: IntArray, plan: Cusum) -> list[Alarm]:
    """Where the sum reaches its bound; after each alarm it starts anew.

    Shape:   stream of 0 and 1, in the order of time.
    Unit:    positions.
    Missing: left out by the caller.
    Errors:  none.
    Source:  Page, Continuous Inspection Schemes (1954).

    >>> alarms(np.array([0] * 50 + [1] * 20), cusum(0.02, 0.2))[0].since
    50
    """
    found: list[Alarm] = []
    total = since = 0
    for at, one in enumerate(stream.tolist()):
        total = max(0, total + (plan.up if one else -plan.down))
        if not total:
            since = at + 1
        if total >= plan.bound:
            found.append(Alarm(since, at))
            total, since = 0, at + 1
    return found


def _steps(ratio: Fraction) -> tuple[int, int]:
    step = ratio.limit_denominator(max(1, min(8, int(_FINEST / ratio))))
    return step.numerator, step.denominator


def _run_length(p: float, up: int, down: int, bound: int) -> float:
    """Answers until the bound, from 0."""
    from scipy.linalg import (  # pyright: ignore[reportMissingTypeStubs]
        solve_banded,  # pyright: ignore[reportUnknownVariableType]
    )

    above, below = min(up, bound - 1), min(down, bound - 1)
    if (above + below + 1) * bound > _MOST_CELLS:
        raise Undefined("did_not_finish")
    bands = np.zeros((above + below + 1, bound))
    bands[above] = 1.0
    if up < bound:
        bands[0, up:] -= p  # row s, column s + up
    for s in range(bound):
        bands[above + s - max(s - down, 0), max(s - down, 0)] -= 1 - p
    lengths = cast("FloatArray", solve_banded((below, above), bands, np.ones(bound)))
    return float(lengths[0])
