"""By how much two figures of agreement differ: never two intervals side by side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from labelproof.quality.agreement.figure import Figure, Kinds, exchangeable
from labelproof.quality.agreement.figures import figure_named
from labelproof.quality.agreement.interval import Asked, estimate
from labelproof.quality.agreement.planned import planned, said_of
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate

UNIT = "items of either"


def difference(
    a: Answers,
    b: Answers,
    measure: str = "alpha",
    *,
    paired: bool,
    interval: Asked = None,
    rng: np.random.Generator | None = None,
    **options: Any,
) -> Estimate:
    """A measure on `a` less the same on `b`.

    Shape:   paired: the two are about the same items, item i being item i in both (two guideline versions on a bridge
             set, two groups of people); what the items have in common then cancels. Not paired: two stocks of items.
             measure "alpha", "observed", "fleiss" or "gwet"; options are that measure's (distance=, weights=).
    Unit:    that of the measure.
    Missing: as the measure; paired, an item that only one side has varies on that side alone.
    Errors:  none raised for data; undefined_reason is that of the side that is undefined. ValueError for paired
             answers with different numbers of items.
    Source:  difference of two linearised statistics, Wolter, Introduction to Variance Estimation (2007), chapter 6.

    >>> from labelproof.quality.columns import from_columns
    >>> one = from_columns(["i", "i", "j", "j", "k", "k"], ["ana", "ben"] * 3, ["x", "x", "y", "y", "x", "y"])
    >>> difference(one, one, paired=True, interval="delta").se
    0.0
    """
    if paired and a.n_items != b.n_items:
        raise ValueError(f"paired answers are about the same items; a has {a.n_items}, b {b.n_items}")
    a, b = planned(a), planned(b)
    build = figure_named(measure)

    def apart() -> Figure:
        return _apart(build(a, **options), build(b, **options), paired=paired)

    kind = "paired" if paired else "two-sample"
    name = f"difference/{measure}/{kind}"
    said = tuple(dict.fromkeys(said_of(a) + said_of(b)))
    shown = {key: value for key, value in options.items() if isinstance(value, str)}
    return estimate(name, UNIT, apart, n=0, interval=interval, rng=rng, params=shown, notes=said)


def _apart(one: Figure, other: Figure, *, paired: bool) -> Figure:
    """Both sides drawn or linearised together: paired, one item moves both; else no item does."""
    if paired:
        item = np.union1d(one.items(), other.items())
        at_one, at_other = np.searchsorted(item, one.items()), np.searchsorted(item, other.items())
    else:
        item = np.arange(one.n_items + other.n_items)
        at_one, at_other = np.split(item, [one.n_items])
    n = len(item)

    def influence() -> FloatArray:
        result = np.zeros(n)
        for figure, rows, sign in ((one, at_one, 1.0), (other, at_other, -1.0)):
            # Scaled so that the variance of two stocks is the sum of each one's own, with its own n - 1.
            scale = 1.0 if paired else np.sqrt(figure.n_items * (n - 1) / (max(figure.n_items - 1, 1) * n))
            result[rows] += sign * scale * figure.spread()
        return result

    kinds, at = _together(one, other, (at_one, at_other), n)
    return Figure(
        one.value - other.value,
        n,
        lambda: item,
        influence,
        kinds,
        at,
        n_values=lambda: max(one.n_values(), other.n_values()),
        scale="plain",
    )


def _together(
    one: Figure, other: Figure, rows: tuple[IntArray, IntArray], n: int
) -> tuple[Callable[[], Kinds] | None, Callable[[FloatArray, FloatArray], FloatArray] | None]:
    """Kinds of items by what they are on each side, -1 where they are not on it."""
    if one.kinds is None or other.kinds is None or one.at is None or other.at is None:
        return None, None
    (of_one, kind_one), (of_other, kind_other) = one.kinds(), other.kinds()
    at_one, at_other = one.at, other.at

    def kinds() -> Kinds:
        both = np.full((n, 2), -1.0)
        both[rows[0], 0], both[rows[1], 1] = kind_one, kind_other
        return exchangeable(both)

    def at(weights: FloatArray, both: FloatArray) -> FloatArray:
        first = at_one(_gathered(weights, both[:, 0].astype(np.int64), len(of_one)), of_one)
        return first - at_other(_gathered(weights, both[:, 1].astype(np.int64), len(of_other)), of_other)

    return kinds, at


def _gathered(weights: FloatArray, kind: IntArray, n_kinds: int) -> FloatArray:
    """Weights of joint kinds (b, k) as weights of one side's own kinds."""
    result = np.zeros((len(weights), n_kinds))
    on_it = np.flatnonzero(kind >= 0)
    order = on_it[np.argsort(kind[on_it], kind="stable")]
    seen, first = np.unique(kind[order], return_index=True)
    result[:, seen] = np.add.reduceat(weights[:, order], first, axis=1)
    return result
