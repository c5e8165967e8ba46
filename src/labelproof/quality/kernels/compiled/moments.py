"""The moments of one part: two passes, the second around the mean, so that a large offset costs no digits."""

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.compiled.jit import jit


@jit
def part(ptr: IntArray, number: FloatArray) -> tuple[int, float, float, float]:
    """n, mean, squares and within of kernels/moments.py."""
    start, stop = ptr[0], ptr[-1]
    n = stop - start
    if n == 0:
        return 0, 0.0, 0.0, 0.0
    total = 0.0
    for row in range(start, stop):
        total += number[row]
    mean = total / n
    squares = 0.0
    within = 0.0
    rest = 0.0
    for item in range(len(ptr) - 1):
        m = ptr[item + 1] - ptr[item]
        own = 0.0
        own_squares = 0.0
        for row in range(ptr[item], ptr[item + 1]):
            away = number[row] - mean
            own += away
            own_squares += away * away
        rest += own
        squares += own_squares
        if m > 1:
            centre = own / m
            around = 0.0
            for row in range(ptr[item], ptr[item + 1]):
                away = number[row] - mean - centre
                around += away * away
            within += 2.0 * m * around / (m - 1)
    return n, mean + rest / n, squares - rest * rest / n, within
