"""The confident label in NumPy."""

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray


def likeliest(table: FloatArray, thresholds: FloatArray) -> tuple[IntArray, IntArray]:
    passing = table >= thresholds
    n_passing, predicted = passing.sum(axis=1), table.argmax(axis=1)
    confident = np.where(n_passing > 1, predicted, passing.argmax(axis=1))
    return np.where(n_passing > 0, confident, -1).astype(np.int32), predicted.astype(np.int32)
