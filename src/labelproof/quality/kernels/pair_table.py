"""Two annotators' answers to the items both answered, as one table."""

from labelproof.quality.arrays import IntArray
from labelproof.quality.kernels.chosen import compiled


def pair_table(ptr: IntArray, annotator: IntArray, codes: IntArray, pair: tuple[int, int]) -> tuple[IntArray, IntArray]:
    """The items both answered, and on each the first one's code and the second one's.

    Shape:   ptr (items + 1,); annotator and codes (n,). Returns item (shared,) and said (2, shared).
    Unit:    indexes.
    Missing: an item that only one of them answered is left out; of an annotator's several rows the last counts.
    Errors:  none.
    Source:  Cohen, A coefficient of agreement for nominal scales (1960).

    >>> import numpy as np
    >>> [a.tolist() for a in pair_table(np.array([0, 2, 3]), np.array([1, 0, 0]), np.array([5, 6, 7]), (0, 1))]
    [[0], [[6], [5]]]
    """
    if compiled():
        from labelproof.quality.kernels.compiled.pair_table import paired
    else:
        from labelproof.quality.kernels.plain.pair_table import paired
    return paired(ptr, annotator, codes, *pair)


def pair_counts(ptr: IntArray, annotator: IntArray, codes: IntArray, pair: tuple[int, int], n_values: int) -> IntArray:
    """How often the first one's value met the second one's: all that the value of kappa needs.

    Shape:   as pair_table; returns (n_values, n_values), rows the first one's.
    Unit:    counts: those of parts add up to those of the whole.
    Missing: as pair_table.
    Errors:  none.
    Source:  Cohen (1960).

    >>> import numpy as np
    >>> pair_counts(np.array([0, 2, 3]), np.array([1, 0, 0]), np.array([0, 1, 1]), (0, 1), 2).tolist()
    [[0, 0], [1, 0]]
    """
    if compiled():
        from labelproof.quality.kernels.compiled.pair_table import met
    else:
        from labelproof.quality.kernels.plain.pair_table import met
    return met(ptr, annotator, codes, *pair, n_values)
