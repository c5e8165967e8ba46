"""Counting the values of each item in one pass, with a scratch of n_values that each item leaves as it found it."""

import numpy as np

from labelproof.quality.arrays import IntArray
from labelproof.quality.kernels.compiled.jit import jit


@jit
def tallied(ptr: IntArray, codes: IntArray, n_values: int, place: IntArray, n_sizes: int) -> tuple[IntArray, IntArray]:
    """counts and same of kernels/tally.py."""
    n_items = len(ptr) - 1
    counts = np.zeros((n_sizes, n_values), dtype=np.int64)
    same = np.zeros(n_items, dtype=np.int64)
    seen = np.zeros(n_values, dtype=np.int64)
    for item in range(n_items):
        start, stop = ptr[item], ptr[item + 1]
        row = counts[place[stop - start]]
        squared = 0
        for n in range(start, stop):
            value = codes[n]
            squared += 2 * seen[value] + 1
            seen[value] += 1
            row[value] += 1
        same[item] = squared
        for n in range(start, stop):
            seen[codes[n]] = 0
    return counts, same
