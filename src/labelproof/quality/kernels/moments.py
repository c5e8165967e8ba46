"""Mean, spread and spread within items of numbers: all that interval alpha needs."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.chosen import compiled

CHUNK = 65_536
"""Answers in a part: fixed, and parts are merged in order, so the sums do not depend on how many workers there are."""


@dataclass(frozen=True, slots=True)
class Moments:
    """n numbers, their mean, the sum of squares around it, and the disagreement within items.

    Shape: numbers; within is the sum over items of (sum over ordered pairs of (a - b)^2) / (m - 1).
    """

    n: int
    mean: float
    squares: float
    within: float

    def merge(self, other: "Moments") -> "Moments":
        """The moments of both parts together.

        Source: Chan, Golub & LeVeque, Updating formulae and a pairwise algorithm for sample variances (1979).

        >>> Moments(1, 1.0, 0.0, 0.0).merge(Moments(1, 3.0, 0.0, 0.0)).squares
        2.0
        """
        n = self.n + other.n
        if n == 0:
            return self
        apart = other.mean - self.mean
        squares = self.squares + other.squares + apart * apart * self.n * other.n / n
        return Moments(n, self.mean + apart * other.n / n, squares, self.within + other.within)


def moments(ptr: IntArray, number: FloatArray) -> Moments:
    """The moments of all numbers, part by part.

    Shape:   ptr (items + 1,) rows of each item; number (n,).
    Unit:    that of the numbers, and its square.
    Missing: an item with fewer than two numbers adds nothing to `within`.
    Errors:  none.
    Source:  Chan, Golub & LeVeque (1979); statistics.md, Agreement.

    >>> moments(np.array([0, 2]), np.array([1.0, 3.0]))
    Moments(n=2, mean=2.0, squares=2.0, within=8.0)
    """
    if compiled():
        from labelproof.quality.kernels.compiled.moments import part
    else:
        from labelproof.quality.kernels.plain.moments import part
    total = Moments(0, 0.0, 0.0, 0.0)
    cuts = np.searchsorted(ptr, np.arange(0, len(number) + CHUNK, CHUNK))
    for first, last in pairwise(cuts.tolist()):
        last = min(last, len(ptr) - 1)
        if last > first:
            total = total.merge(Moments(*part(ptr[first : last + 1], number)))
    return total
