"""Every pair once: items have few answers."""

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.compiled.jit import jit


@jit
def summed(ptr: IntArray, codes: IntArray, table: FloatArray) -> FloatArray:
    """pair_sums of kernels/pair_sums.py."""
    result = np.zeros(len(ptr) - 1)
    for item in range(len(result)):
        total = 0.0
        for a in range(ptr[item], ptr[item + 1]):
            for b in range(a + 1, ptr[item + 1]):
                total += table[codes[a], codes[b]]
        result[item] = 2.0 * total
    return result
