"""Sorting rows by small whole numbers: a count of each, not comparisons."""

from typing import Any, cast

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray

_FEW = 20_000  # below, a comparison sort is done before SciPy is even imported


def stable_order(index: IntArray, size: int, order: IntArray | None = None) -> IntArray:
    """The rows in ascending order of `index`; among equals, in the order they had (that of `order`, if given).

    Called for the last key first, it sorts by several: least significant digit first, as a radix sort does.

    Shape:   index (n,), from 0 to size - 1; order (n,), a permutation.
    Unit:    row numbers.
    Missing: does not occur.
    Errors:  none.
    Source:  Knuth, The Art of Computer Programming 3, section 5.2, distribution counting. SciPy's conversion from
             coordinates to rows is that, in C: 10 million rows in .15 s, where argsort takes 1.0.

    >>> stable_order(np.array([1, 0, 1, 0]), 2).tolist()
    [1, 3, 0, 2]
    """
    key = index if order is None else index[order]
    if len(key) < _FEW:
        sorted_rows = cast("IntArray", np.argsort(key, kind="stable"))
    else:
        from scipy.sparse import coo_array  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

        each = np.arange(len(key), dtype=np.int32)
        table: Any = coo_array(
            (np.ones(len(key), dtype=np.bool_), (key.astype(np.int32), each)), shape=(size, len(key))
        )
        table.has_canonical_format = True  # no row stands twice: nothing is to be summed, which would sort again
        sorted_rows = cast("IntArray", table.tocsr().indices)
    return sorted_rows if order is None else order[sorted_rows]


def sums_of(group: IntArray, numbers: FloatArray, n_groups: int) -> FloatArray:
    """The sum of each group's numbers, added from the smallest up: rows in another order give the same bits.

    Shape:   group, numbers (n,); returns (n_groups,).
    Unit:    that of the numbers.
    Missing: a group without a number sums to 0.
    Errors:  none.
    Source:  floating-point addition does not associate; any fixed order will do.

    >>> sums_of(np.array([1, 1, 1]), np.array([0.3, 0.1, 0.2]), 2).tolist()
    [0.0, 0.6000000000000001]
    """
    order = np.lexsort((numbers, group))
    return np.bincount(group[order], weights=numbers[order], minlength=n_groups).astype(np.float64, copy=False)
