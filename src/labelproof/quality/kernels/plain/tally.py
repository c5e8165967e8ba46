"""Counting the values of each item: a table where values are few, sorted runs where they are many."""

import numpy as np

from labelproof.quality.arrays import IntArray

_MOST_COLUMNS = 256  # beyond that a table of items by values costs more than a sort (statistics.md, Agreement)
_ITEMS = 1 << 14  # a part of the table that stays in the processor's cache


def tallied(ptr: IntArray, codes: IntArray, n_values: int, place: IntArray, n_sizes: int) -> tuple[IntArray, IntArray]:
    """counts and same of kernels/tally.py."""
    if n_values > _MOST_COLUMNS:
        return _from_runs(ptr, codes, n_values, place, n_sizes)
    counts = np.zeros((n_sizes, n_values), dtype=np.int64)
    same = np.zeros(len(ptr) - 1, dtype=np.int64)
    for first in range(0, len(same), _ITEMS):
        part = ptr[first : first + _ITEMS + 1]
        m = np.diff(part)
        code = np.repeat(np.arange(0, len(m) * n_values, n_values), m) + codes[part[0] : part[-1]]
        table = np.bincount(code, minlength=len(m) * n_values).reshape(len(m), n_values)
        same[first : first + _ITEMS] = np.einsum("ik,ik->i", table, table)
        if n_sizes == 1:
            counts[0] += table.sum(axis=0)
        else:
            np.add.at(counts, place[m], table)
    return counts, same


def _from_runs(
    ptr: IntArray, codes: IntArray, n_values: int, place: IntArray, n_sizes: int
) -> tuple[IntArray, IntArray]:
    m = np.diff(ptr)
    item = np.repeat(np.arange(len(m)), m)
    runs, count = np.unique(item * n_values + codes, return_counts=True)
    same = np.bincount(runs // n_values, weights=count * count, minlength=len(m)).astype(np.int64)
    at = place[m[item]] * n_values + codes
    return np.bincount(at, minlength=n_sizes * n_values).reshape(n_sizes, n_values), same
