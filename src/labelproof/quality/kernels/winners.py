"""Which value leads on each item, from a table of scores."""

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels import chosen


def winners(scores: FloatArray, slack: float) -> tuple[IntArray, IntArray]:
    """The first of the best values, and how many lie within `slack` of the best.

    Shape:   scores (items, K), K >= 1; both results (items,).
    Unit:    any.
    Missing: does not occur; an item without votes has K best values of score 0.
    Errors:  none.
    Source:  statistics.md, Aggregation: ties are reported, never guessed.

    >>> [each.tolist() for each in winners(np.array([[2.0, 1.0], [1.0, 1.0]]), 0.0)]
    [[0, 0], [1, 2]]
    """
    if chosen.compiled():
        from labelproof.quality.kernels.compiled.winners import winners as kernel
    else:
        from labelproof.quality.kernels.plain.winners import winners as kernel
    leader, n_best = np.empty(len(scores), dtype=np.int32), np.empty(len(scores), dtype=np.int32)
    kernel(scores, slack, leader, n_best)
    return leader, n_best
