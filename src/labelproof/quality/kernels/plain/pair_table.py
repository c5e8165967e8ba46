"""Each one's rows of its own, then what the two have in both."""

import numpy as np

from labelproof.quality.arrays import IntArray


def paired(ptr: IntArray, annotator: IntArray, codes: IntArray, one: int, other: int) -> tuple[IntArray, IntArray]:
    """pair_table of kernels/pair_table.py."""
    n_items = len(ptr) - 1
    item = np.repeat(np.arange(n_items, dtype=np.int32), np.diff(ptr))
    rows = np.full((2, n_items), -1, dtype=np.int64)
    for n, each in enumerate((one, other)):
        own = np.flatnonzero(annotator == each)
        rows[n, item[own]] = own  # rows are in order, so that the last of several stays
    both = np.flatnonzero((rows >= 0).all(axis=0))
    return both.astype(np.int32), codes[rows[:, both]]


def met(ptr: IntArray, annotator: IntArray, codes: IntArray, one: int, other: int, n_values: int) -> IntArray:
    """pair_counts of kernels/pair_table.py."""
    said = paired(ptr, annotator, codes, one, other)[1].astype(np.int64)
    return np.bincount(said[0] * n_values + said[1], minlength=n_values**2).reshape(n_values, n_values)
