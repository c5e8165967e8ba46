"""One pass over the rows."""

import numpy as np

from labelproof.quality.arrays import IntArray
from labelproof.quality.kernels.compiled.jit import jit


@jit
def paired(ptr: IntArray, annotator: IntArray, codes: IntArray, one: int, other: int) -> tuple[IntArray, IntArray]:
    """pair_table of kernels/pair_table.py."""
    n_items = len(ptr) - 1
    item_of = np.empty(n_items, dtype=np.int32)
    said = np.empty((2, n_items), dtype=codes.dtype)
    n = 0
    for item in range(n_items):
        first, second = -1, -1
        for row in range(ptr[item], ptr[item + 1]):
            if annotator[row] == one:
                first = row
            elif annotator[row] == other:
                second = row
        if first >= 0 and second >= 0:
            item_of[n] = item
            said[0, n] = codes[first]
            said[1, n] = codes[second]
            n += 1
    return item_of[:n], said[:, :n]


@jit
def met(ptr: IntArray, annotator: IntArray, codes: IntArray, one: int, other: int, n_values: int) -> IntArray:
    """pair_counts of kernels/pair_table.py."""
    counts = np.zeros((n_values, n_values), dtype=np.int64)
    for item in range(len(ptr) - 1):
        first, second = -1, -1
        for row in range(ptr[item], ptr[item + 1]):
            if annotator[row] == one:
                first = codes[row]
            elif annotator[row] == other:
                second = codes[row]
        if first >= 0 and second >= 0:
            counts[first, second] += 1
    return counts
