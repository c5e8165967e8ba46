"""Two annotators' answers to the items both answered, as one table."""

import numpy as np

from labelproof.quality.arrays import IntArray
from labelproof.quality.kernels.chosen import compiled


def pair_table(ptr: IntArray, annotator: IntArray, codes: IntArray, pair: tuple[int, int]) -> tuple[IntArray, IntArray]:
    """The items both answered, and on each the first one's code and the second one's.

    Shape:   ptr (items + 1,); annotator and codes (n,). Returns item (shared,) and said (2, shared).
    Unit:    indexes.
    Missing: an item that only one of them answered is left out; of an annotator's several rows the last counts.
    Errors:  none.
    Source:  Cohen, A coefficient of agreement for nominal scales (1960).

    >>> [a.tolist() for a in pair_table(np.array([0, 2, 3]), np.array([1, 0, 0]), np.array([5, 6, 7]), (0, 1))]
    [[0], [[6], [5]]]
    """
    if compiled():
        from labelproof.quality.kernels.compiled.pair_table import paired
    else:
        from labelproof.quality.kernels.plain.pair_table import paired
    return paired(ptr, annotator, codes, *pair)
