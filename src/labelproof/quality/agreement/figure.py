"""A statistic over items, known well enough to say how sure it is.

Every figure of agreement is a smooth function of sums over items. That is all an interval needs: what one item adds
(the influence, for the linearised variance), and the value under other weights of items (for the bootstrap).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.arrays import FloatArray, IntArray

Kinds = tuple[FloatArray, IntArray]
_STEP = 1e-30  # the complex step loses no digits, however small it is


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and how each item bears on it.

    Shape:   items() (n_items,): which items of the answers. influence() (n_items,): the change of value by weight on one.
             kinds() gives rows (k, d) and the kind (n_items,) of each item: items of one kind are exchangeable.
             at(weights (b, k), rows (k, d)) is the value (b,) under those weights, NaN where it is undefined.
             n_values(): how many distinct values there are, 0 where that is no matter. What is a call is made when asked:
             a value alone costs none of it.
    Unit:    scale says on which the interval is symmetric: "fisher" (-1 to 1), "logit" (0 to 1) or "plain".
    """

    value: float
    n_items: int
    items: Callable[[], IntArray]
    influence: Callable[[], FloatArray]
    kinds: Callable[[], Kinds] | None = None
    at: Callable[[FloatArray, FloatArray], FloatArray] | None = None
    n_values: Callable[[], int] = lambda: 0
    scale: str = "fisher"
    added_variance: float = 0.0
    notes: tuple[str, ...] = ()

    def spread(self) -> FloatArray:
        """The influence around its mean: what an item moves the value by, against an average one."""
        influence = self.influence()
        return influence - influence.mean()


def of_sums(
    item: IntArray,
    rows: FloatArray,
    of: Callable[[FloatArray], FloatArray],
    *,
    kind: IntArray | None = None,
    scale: str = "fisher",
    if_undefined: str = "one_value_only",
) -> Figure:
    """The figure of(sum of rows over items); its gradient by the complex step, so no second formula can be wrong.

    Shape:   rows (items, d), or (k, d) with kind (items,) naming each item's row; of maps (..., d) to (...,) with
             arithmetic alone, no comparison or absolute value.
    Unit:    that of the statistic.
    Missing: does not occur.
    Errors:  Undefined(if_undefined) where the value is no finite number.
    Source:  Squire & Trapp, Using complex variables to estimate derivatives (1998).

    >>> of_sums(np.arange(2), np.array([[1.0, 2.0], [0.0, 2.0]]), lambda s: s[..., 0] / s[..., 1]).value
    0.25
    """
    times = np.ones(len(rows)) if kind is None else np.bincount(kind, minlength=len(rows)).astype(np.float64)
    total = times @ rows

    def safe(sums: Any) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return of(sums)

    value = float(safe(total))
    if not np.isfinite(value):
        raise Undefined(if_undefined)

    def influence() -> FloatArray:
        gradient = np.imag(safe(total + 1j * _STEP * np.eye(len(total)))) / _STEP
        each = rows @ gradient
        return each if kind is None else each[kind]

    def at(weights: FloatArray, of_kinds: FloatArray) -> FloatArray:
        result = safe(weights @ of_kinds)
        return np.where(np.isfinite(result), result, np.nan)

    kinds = (lambda: exchangeable(rows)) if kind is None else (lambda: (rows, kind))
    n_items = len(rows if kind is None else kind)
    return Figure(value, n_items, lambda: item, influence, kinds, at, scale=scale)


def exchangeable(rows: FloatArray) -> Kinds:
    """The distinct rows in a fixed order, and which of them each item has.

    >>> exchangeable(np.array([[2.0], [1.0], [2.0]]))[1].tolist()
    [1, 0, 1]
    """
    distinct, kind = np.unique(rows, axis=0, return_inverse=True)
    return distinct, kind.reshape(-1)
