"""A few numbers held in registers: tuples that a loop fills, of a length known when it is compiled.

In an array they would be read and written again at each vote: the compiler cannot know that the tables it adds from and to
do not overlap it, and so makes nothing of four or eight lanes (1.9 against 1.0 ns a vote on 4 values). NumPy's arrays
have no such type; numba's own is the one of its tuples, whose elements can be replaced.
"""

from typing import Any, cast

from numba.cpython.unsafe import tuple as tuples

from labelproof.quality.arrays import FloatArray
from labelproof.quality.kernels.compiled.jit import jit

_replaced = cast("Any", tuples).tuple_setitem


@jit
def held(width: Any, flat: FloatArray, start: int) -> Any:
    """The numbers from `start` on, as many as `width` has."""
    for k in range(len(width)):
        width = _replaced(width, k, flat[start + k])
    return width


@jit
def plus(each: Any, flat: FloatArray, start: int, times: float) -> Any:
    """Each and so many times the numbers from `start` on."""
    for k in range(len(each)):
        each = _replaced(each, k, each[k] + times * flat[start + k])
    return each


@jit
def put(flat: FloatArray, start: int, each: Any) -> None:
    """The numbers from `start` on become these."""
    for k in range(len(each)):
        flat[start + k] = each[k]


@jit
def add(flat: FloatArray, start: int, each: Any, times: float) -> None:
    """The numbers from `start` on grow by so many times these."""
    for k in range(len(each)):
        flat[start + k] += times * each[k]
