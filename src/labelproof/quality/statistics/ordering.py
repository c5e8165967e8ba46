"""Sorting rows by small whole numbers: a count of each, not comparisons."""

from typing import Any, cast

import numpy as np

from labelproof.quality.arrays import IntArray

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
