"""Which value leads on each item, a column of scores at a time: K is small and a short last axis is slow in NumPy."""

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray


def winners(scores: FloatArray, slack: float, leader: IntArray, n_best: IntArray) -> None:
    """Fills `leader` and `n_best`."""
    n_values = scores.shape[1]
    least = scores[:, 0].copy()
    for k in range(1, n_values):
        np.maximum(least, scores[:, k], out=least)
    least -= slack
    n_best[:] = 0
    for k in reversed(range(n_values)):
        best = scores[:, k] >= least
        n_best += best
        leader[best] = k
