"""Pairs by how many rows lie between them: as many passes as the largest item has answers, each over arrays."""

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray


def summed(ptr: IntArray, codes: IntArray, table: FloatArray) -> FloatArray:
    """pair_sums of kernels/pair_sums.py."""
    m = np.diff(ptr)
    item = np.repeat(np.arange(len(m)), m)
    codes = codes[ptr[0] : ptr[-1]]
    result = np.zeros(len(m))
    for apart in range(1, int(m.max(initial=0))):
        first = np.flatnonzero(item[apart:] == item[:-apart])
        cells = table[codes[first], codes[first + apart]]
        result += np.bincount(item[first], weights=cells, minlength=len(m))
    return 2.0 * result
