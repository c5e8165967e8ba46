"""exp over a flat buffer, in a form that LLVM turns into vector instructions: four or eight at a time."""

import numpy as np

from labelproof.quality.arrays import FloatArray
from labelproof.quality.kernels.compiled.jit import jit

_PER_LN2 = 1.4426950408889634
_LN2_HIGH = 6.93147180369123816490e-01  # its last 32 bits are zero, so that whole * _LN2_HIGH is exact
_LN2_LOW = 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # 1.5 * 2^52: adding it rounds to a whole number, which then lies in the lowest bits
_LOWEST = -708.0  # below it e^x would be subnormal; 3e-308 stands for all of that


@jit
def exponentials(x: FloatArray, whole: FloatArray, n: int) -> None:
    """e^x in place for the first n numbers, each at most 0; `whole` is room of the same size.

    x = whole ln 2 + rest, |rest| <= ln 2 / 2; e^rest by Taylor's series to rest^12 / 12! (next term 2e-16), and the
    whole number is added to the exponent's bits. Math libraries do it one number at a time, at thrice the cost.
    """
    for j in range(n):
        v = max(x[j], _LOWEST)
        t = v * _PER_LN2 + _ROUND
        whole[j] = t
        f = t - _ROUND
        r = (v - f * _LN2_HIGH) - f * _LN2_LOW
        p = 1 / 479001600.0
        p = p * r + 1 / 39916800.0
        p = p * r + 1 / 3628800.0
        p = p * r + 1 / 362880.0
        p = p * r + 1 / 40320.0
        p = p * r + 1 / 5040.0
        p = p * r + 1 / 720.0
        p = p * r + 1 / 120.0
        p = p * r + 1 / 24.0
        p = p * r + 1 / 6.0
        p = p * r + 0.5
        p = p * r + 1.0
        x[j] = p * r + 1.0
    bits, exponent = x.view(np.int64), whole.view(np.int64)
    for j in range(n):
        bits[j] += exponent[j] << 52
