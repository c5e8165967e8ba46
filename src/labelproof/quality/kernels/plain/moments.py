"""The moments of one part, with sums over items by reduceat."""

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray


def part(ptr: IntArray, number: FloatArray) -> tuple[int, float, float, float]:
    """n, mean, squares and within of kernels/moments.py."""
    number = number[ptr[0] : ptr[-1]]
    if not len(number):
        return 0, 0.0, 0.0, 0.0
    m = np.diff(ptr)
    m = m[m > 0]
    starts = np.cumsum(m) - m
    mean = float(number.mean())
    away = number - mean
    own = np.add.reduceat(away, starts)
    rest = float(own.sum())
    squares = float(away @ away) - rest * rest / len(number)
    away -= np.repeat(own / m, m)
    away *= away
    around = np.add.reduceat(away, starts)
    pairs = m > 1
    within = float((2.0 * m[pairs] * around[pairs] / (m[pairs] - 1)).sum())
    return len(number), mean + rest / len(number), squares, within
