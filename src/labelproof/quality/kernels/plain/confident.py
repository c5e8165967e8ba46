"""The confident label in NumPy."""

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray


def likeliest(table: FloatArray, thresholds: FloatArray) -> tuple[IntArray, IntArray]:
    passing = table >= thresholds
    n_passing = passing.sum(axis=1)
    predicted = table.argmax(axis=1).astype(np.int32)
    confident = passing.argmax(axis=1).astype(np.int32)
    confident[n_passing > 1] = predicted[n_passing > 1]
    confident[n_passing == 0] = -1
    return confident, predicted
