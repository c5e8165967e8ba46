"""How often each value occurs, by how many answers its item has: the whole state of every nominal measure."""

import numpy as np

from labelproof.quality.arrays import IntArray
from labelproof.quality.kernels.chosen import compiled


def tally(ptr: IntArray, codes: IntArray, n_values: int) -> tuple[IntArray, IntArray, IntArray]:
    """sizes, counts and same: integers, so that adding the tallies of any parts gives the same numbers, bit for bit.

    Shape:   ptr (items + 1,) rows of each item; codes (n,) below n_values. Returns sizes (s,), the numbers of answers
             an item has, ascending; counts (s, n_values), how often each value occurs on items of that size;
             same (items,), the sum over values of (times it occurs on the item) squared.
    Unit:    counts.
    Missing: an item without answers has size 0.
    Errors:  none; Answers have checked the indexes.
    Source:  Krippendorff (2011): alpha needs of an item only its values' counts.

    >>> [a.tolist() for a in tally(np.array([0, 2, 4]), np.array([0, 0, 0, 1], dtype=np.int32), 2)]
    [[2], [[3, 1]], [4, 2]]
    """
    m = np.diff(ptr)
    sizes = np.flatnonzero(np.bincount(m))
    place = np.zeros(int(sizes[-1]) + 1 if len(sizes) else 1, dtype=np.int64)
    place[sizes] = np.arange(len(sizes))
    if compiled():
        from labelproof.quality.kernels.compiled.tally import tallied
    else:
        from labelproof.quality.kernels.plain.tally import tallied
    counts, same = tallied(ptr, codes, n_values, place, len(sizes))
    return sizes, counts, same
