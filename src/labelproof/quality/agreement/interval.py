"""From a figure to an estimate: which interval, as statistics.md, Results says, and what is said beside it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Refused, Undefined
from labelproof.quality.agreement.figure import Figure
from labelproof.quality.arrays import FloatArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.certainty import LEVEL, Z, small_n
from labelproof.quality.statistics.resampling import KIND, RESAMPLES, percentile, resample
from labelproof.quality.statistics.seeded import keyed

Asked = Literal[False, "delta", "bootstrap-items"] | None
"""None: the kind that the size of the input decides. False: the value alone, and no time spent on an interval."""

DELTA = "delta"
MOST_ITEMS, MOST_VALUES = 5_000, 256
"""Beyond either the variance is linearised; the bootstrap would take seconds and say the same (section 2)."""


def estimate(
    method: str,
    n_unit: str,
    build: Callable[[], Figure],
    *,
    n: int,
    interval: Asked = None,
    rng: np.random.Generator | None = None,
    params: Mapping[str, Json] | None = None,
    notes: tuple[str, ...] = (),
) -> Estimate:
    """The figure with its interval, or why there is none; the method's id says which kind it is.

    Shape:   n: what is counted when the figure is undefined; otherwise the figure's items are.
    Unit:    that of the figure.
    Missing: does not occur.
    Errors:  Refused("agreement.interval") for a kind that does not exist, or not for this figure. An Undefined of
             `build` becomes the estimate's reason.
    Source:  statistics.md, Results.

    >>> from labelproof.quality.agreement.figure import of_sums
    >>> share = lambda: of_sums(np.arange(2), np.array([[1.0, 1.0], [0.0, 1.0]]), lambda s: s[..., 0] / s[..., 1])
    >>> estimate("share", "items", share, n=2, interval=False).notes
    ('small_n', 'no_interval')
    """
    if interval not in (None, False, DELTA, KIND):
        raise _refused(f"is None, False, {DELTA!r} or {KIND!r}, not {interval!r}")
    try:
        figure = build()
    except Undefined as error:
        return undefined(error.reason, f"{method}@1", n, n_unit, notes)
    notes = small_n(figure.n_items) + figure.notes + notes
    bare = Estimate(figure.value, None, figure.n_items, n_unit, f"{method}@1", params=params or {}, notes=notes)
    if interval is False:
        return replace(bare, notes=(*notes, "no_interval"))
    se = standard_error(figure)
    with_se = replace(bare, se=se, params={**(params or {}), "level": LEVEL})
    kind = interval or chosen(figure)
    if kind == DELTA:
        span, said = linearised(figure.value, se, figure.scale)
        return replace(with_se, interval=span, method=f"{method}/{DELTA}@1", notes=notes + said)
    return _bootstrapped(figure, with_se, f"{method}/{KIND}@1", rng)


def chosen(figure: Figure) -> str:
    """The kind of interval that the size of the input decides."""
    large = figure.n_items > MOST_ITEMS or figure.kinds is None or figure.n_values() > MOST_VALUES
    return DELTA if large else KIND


def standard_error(figure: Figure) -> float | None:
    """Linearised, with the items as the sample; None for one item. Sorted first: the order of items decides no digit.

    Source: Hampel, The influence curve and its role in robust estimation (1974).
    """
    n = figure.n_items
    if n < 2:
        return None
    influence = np.sort(figure.influence())
    spread = influence - influence.mean()
    return float(np.sqrt((spread @ spread) * n / (n - 1) + figure.added_variance))


def linearised(value: float, se: float | None, scale: str) -> tuple[Interval | None, tuple[str, ...]]:
    """Symmetric on a scale without ends, so that neither bound leaves the statistic's range.

    Source: Fisher, On the probable error of a coefficient of correlation (1921); for shares the logit.

    >>> linearised(0.5, 0.1, "logit")[0].kind
    'delta'
    """
    if se is None or (scale == "fisher" and value <= -1):
        return None, ("interval_undefined",)
    edge = (scale == "fisher" and value >= 1) or (scale == "logit" and not 0 < value < 1)
    if edge or se == 0:
        return Interval(value, value, LEVEL, DELTA), ("no_variation",)
    if scale == "fisher":
        ends = np.tanh(np.arctanh(value) + np.array([-Z, Z]) * se / (1 - value * value))
    elif scale == "logit":
        logit = np.log(value / (1 - value)) + np.array([-Z, Z]) * se / (value * (1 - value))
        ends = (1 + np.tanh(logit / 2)) / 2
    else:
        ends = value + np.array([-Z, Z]) * se
    return Interval(float(ends[0]), float(ends[1]), LEVEL, DELTA), ()


def seed_of(method: str, rows: FloatArray, times: FloatArray | np.ndarray) -> tuple[np.random.Generator, str]:
    """The generator that follows from the method and the kinds of items, to the last bit of each number."""
    bits = np.ascontiguousarray(rows + 0.0, dtype="<f8").view("<i8")
    return keyed(method, bits, times)


def _bootstrapped(figure: Figure, bare: Estimate, method: str, rng: np.random.Generator | None) -> Estimate:
    if figure.kinds is None or figure.at is None:
        raise _refused(f"{KIND} needs a table of {figure.n_values()} values for each item; ask for {DELTA!r}")
    rows, kind = figure.kinds()
    times = np.bincount(kind, minlength=len(rows))
    rows, times = rows[times > 0], times[times > 0]
    seed, at = None, figure.at
    if rng is None:
        rng, seed = seed_of(method, rows, times)
    span, said = percentile(resample(times, lambda weights: at(weights, rows), rng), figure.n_items)
    params = {**bare.params, "resamples": RESAMPLES}
    return replace(bare, interval=span, method=method, seed=seed, params=params, notes=bare.notes + said)


def _refused(what: str) -> Refused:
    return Refused("agreement.interval", what, "choose another kind of interval", (Problem("interval", what),))
