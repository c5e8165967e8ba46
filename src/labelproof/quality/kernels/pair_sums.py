"""The sum of a table's cells over all ordered pairs of answers to one item."""

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.chosen import compiled


def pair_sums(ptr: IntArray, codes: IntArray, table: FloatArray) -> FloatArray:
    """Each item's sum over ordered pairs of different answers of table[a, b].

    Shape:   ptr (items + 1,); codes (n,); table (K, K), symmetric. Returns (items,).
    Unit:    that of the table.
    Missing: an item with fewer than two answers has 0.
    Errors:  none.
    Source:  Krippendorff (2011), the numerator of D_o.

    >>> pair_sums(np.array([0, 3]), np.array([0, 1, 1]), 1.0 - np.eye(2)).tolist()
    [4.0]
    """
    if compiled():
        from labelproof.quality.kernels.compiled.pair_sums import summed
    else:
        from labelproof.quality.kernels.plain.pair_sums import summed
    return summed(ptr, codes, np.ascontiguousarray(table, dtype=np.float64))
