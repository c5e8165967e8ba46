"""Which value leads on each item, compiled."""

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.compiled.jit import jit


@jit
def winners(scores: FloatArray, slack: float, leader: IntArray, n_best: IntArray) -> None:
    """Fills `leader` and `n_best`."""
    n_items, n_values = scores.shape
    for i in range(n_items):
        top = scores[i, 0]
        for k in range(1, n_values):
            top = max(top, scores[i, k])
        least, n, first = top - slack, 0, -1
        for k in range(n_values):
            if scores[i, k] >= least:
                n += 1
                first = k if first < 0 else first
        leader[i], n_best[i] = first, n
