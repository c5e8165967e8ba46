"""An interval that may be looked at after every item: a betting confidence sequence."""

from math import log

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import BoolArray, FloatArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.certainty import small_n

METHOD = "error_rate/betting@1"
UNIT = "judged items"
_GRID = 1_000  # candidate means; the bounds are rounded outwards to them
_BLOCK = 512  # observations worked on at once: 4 MB
_STAKE = 0.5  # at most this share of the capital rides on one observation


def confidence_sequence(x: FloatArray, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Bounds of the mean after each observation, which hold at all times together with the level's probability.

    For each candidate mean m two gamblers bet that the truth is higher or lower; m is out once half of what either has
    exceeds 1 / (1 - level), and stays out.

    Shape:   x (n,), each 0 to 1, in the order they came; low and high (n,).
    Unit:    that of x.
    Missing: does not occur.
    Errors:  Refused("sequence.bad") when x leaves 0 to 1.
    Source:  Waudby-Smith & Ramdas, Estimating Means of Bounded Random Variables by Betting (2024), theorem 3: hedged
             capital with predictable plug-in bets (their equation 26), c = 1/2, theta = 1/2.

    >>> low, high = confidence_sequence(np.zeros(200))
    >>> float(low[-1]), round(float(high[-1]), 3)
    (0.0, 0.036)
    """
    if x.ndim != 1 or not ((x >= 0) & (x <= 1)).all():
        problem = Problem("x", "is not one row of numbers from 0 to 1")
        raise Refused("sequence.bad", f"x {problem.what}", "give what was observed, in its order", (problem,))
    grid = np.linspace(0, 1, _GRID + 1)
    bets = _bets(x, 1 - level)
    bar = log(2 / (1 - level))
    low, high = np.zeros(len(x)), np.ones(len(x))
    up, down, alive = np.zeros(len(grid)), np.zeros(len(grid)), np.ones(len(grid), dtype=np.bool_)
    with np.errstate(divide="ignore"):
        most_up, most_down = _STAKE / grid, _STAKE / (1 - grid)
    for start in range(0, len(x), _BLOCK):
        rows = slice(start, start + _BLOCK)
        gap, bet = x[rows, None] - grid, bets[rows, None]
        ups = up + np.cumsum(np.log1p(np.minimum(bet, most_up) * gap), axis=0)
        downs = down + np.cumsum(np.log1p(-np.minimum(bet, most_down) * gap), axis=0)
        standing = np.logical_and.accumulate((np.maximum(ups, downs) < bar) & alive, axis=0)
        low[rows], high[rows] = _ends(standing, grid)
        up, down, alive = ups[-1], downs[-1], standing[-1]
    return np.maximum.accumulate(low), np.minimum.accumulate(high)


def running_error_rate(is_wrong: BoolArray, *, level: float = 0.95) -> Estimate:
    """The error rate so far, with an interval that holds however often it is looked at and whenever one stops.

    Shape:   is_wrong (n,), in the order of judging, which must not depend on what is expected to be found.
    Unit:    share, 0 to 1.
    Missing: items not judged yet are not in it.
    Undefined: no_answers, when nothing is judged yet.
    Source:  as `confidence_sequence`.

    >>> running_error_rate(np.array([False] * 190 + [True] * 10)).value
    0.05
    """
    n = len(is_wrong)
    if not n:
        return undefined("no_answers", METHOD, 0, UNIT)
    low, high = confidence_sequence(is_wrong.astype(np.float64), level)
    interval = Interval(float(low[-1]), float(high[-1]), level, "betting")
    notes = small_n(n)
    return Estimate(float(is_wrong.mean()), interval, n, UNIT, METHOD, params={"level": level}, notes=notes)


def _bets(x: FloatArray, alpha: float) -> FloatArray:
    """The bet on each observation, from those before it alone: the regularised mean and variance so far."""
    t = np.arange(1, len(x) + 1)
    mean = (0.5 + np.cumsum(x)) / (t + 1)
    variance = (0.25 + np.cumsum((x - mean) ** 2)) / (t + 1)
    before = np.concatenate([[0.25], variance[:-1]])
    return np.sqrt(2 * log(2 / alpha) / (before * t * np.log1p(t)))


def _ends(standing: BoolArray, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The candidates just outside the first and last that stand; where none does, what is known says nothing more."""
    first = standing.argmax(axis=1)
    last = len(grid) - 1 - standing[:, ::-1].argmax(axis=1)
    some = standing.any(axis=1)
    low = np.where(some, grid[np.maximum(first - 1, 0)], 0.0)
    high = np.where(some, grid[np.minimum(last + 1, len(grid) - 1)], 1.0)
    return low, high
