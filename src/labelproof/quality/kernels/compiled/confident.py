"""The confident label as numba compiles it: no table of what passes its threshold."""

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.compiled.jit import jit


@jit
def likeliest(table: FloatArray, thresholds: FloatArray) -> tuple[IntArray, IntArray]:
    n, n_values = table.shape
    confident, predicted = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    for item in range(n):
        best, most, last, n_passing = 0, -1.0, -1, 0
        for value in range(n_values):
            p = table[item, value]
            if p > most:
                best, most = value, p
            if p >= thresholds[value]:
                last, n_passing = value, n_passing + 1
        confident[item], predicted[item] = best if n_passing > 1 else last, best
    return confident, predicted
