"""The distances that have a form in O(n): equal or not, numbers, and places on an ordered scale."""

import numpy as np

from labelproof.quality.agreement.numbers import are_numbers
from labelproof.quality.agreement.pairable import Pairable
from labelproof.quality.agreement.scale import Parts
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.moments import moments
from labelproof.quality.kernels.tally import tally


class Nominal:
    """Distance 1 between different values. A is a sum of whole numbers for each m: no order of items changes it."""

    added_variance, names = 0.0, True

    def __init__(self, pairs: Pairable) -> None:
        self.codes, self.n_values = pairs.codes, pairs.answers.n_values
        self._pairs = pairs
        self._sizes, self._counts, self._same = tally(pairs.ptr, self.codes, self.n_values)

    def most(self) -> float:
        return float(self._counts.sum(axis=0).max())

    def sums(self) -> tuple[float, float]:
        m = self._pairs.n_answers
        apart = np.bincount(m, weights=m * m - self._same)[self._sizes]
        totals = self._counts.sum(axis=0)
        n, same = int(totals.sum()), int(totals @ totals)
        return float((apart / (self._sizes - 1)).sum()), float(n * n - same)

    def parts(self) -> Parts:
        m = self._pairs.n_answers
        totals = self._counts.sum(axis=0)
        return Parts((m * m - self._same) / (m - 1.0), (2.0 * (totals.sum() - totals))[self.codes])

    def expected(self, totals: FloatArray) -> FloatArray:
        return totals.sum(axis=1) ** 2 - (totals * totals).sum(axis=1)

    def between(self, one: IntArray, other: IntArray, totals: FloatArray) -> FloatArray:
        return (one != other).astype(np.float64)

    def within(self, weights: FloatArray, rows: FloatArray) -> FloatArray:
        m = rows.sum(axis=1)
        return weights @ ((m * m - (rows * rows).sum(axis=1)) / (m - 1))


class Interval:
    """Distance (a - b)^2 between numbers, from sums around the mean."""

    added_variance, names = 0.0, False

    def __init__(self, pairs: Pairable) -> None:
        self._pairs, self._number = pairs, pairs.numbers
        self._coded: tuple[FloatArray, IntArray] | None = None

    def _codes(self) -> tuple[FloatArray, IntArray]:
        """The distinct numbers, sought only when an interval needs them."""
        if self._coded is None:
            distinct, codes = np.unique(self._number, return_inverse=True)
            self._coded = distinct - self._number.mean(), codes
        return self._coded

    @property
    def n_values(self) -> int:
        return len(self._codes()[0])

    @property
    def codes(self) -> IntArray:
        return self._codes()[1]

    def most(self) -> float:
        return 0.0

    def sums(self) -> tuple[float, float]:
        if (self._number == self._number[0]).all():
            return 0.0, 0.0  # what rounding leaves of a spread of nothing is not a spread
        found = moments(self._pairs.ptr, self._number)
        return found.within, 2 * found.n * found.squares

    def parts(self) -> Parts:
        return squared_parts(self._pairs, self._number)

    def expected(self, totals: FloatArray) -> FloatArray:
        number = self._codes()[0]
        return 2 * (totals.sum(axis=1) * (totals @ number**2) - (totals @ number) ** 2)

    def between(self, one: IntArray, other: IntArray, totals: FloatArray) -> FloatArray:
        number = self._codes()[0]
        return (number[one] - number[other]) ** 2

    def within(self, weights: FloatArray, rows: FloatArray) -> FloatArray:
        number = self._codes()[0]
        m = rows.sum(axis=1)
        return weights @ (2 * (m * (rows @ number**2) - (rows @ number) ** 2) / (m - 1))


class Ordinal:
    """Distance by how many answers lie between two values.

    (sum of n_g from a to b, less (n_a + n_b) / 2)^2 is (r_a - r_b)^2 with r the midranks: interval alpha of the ranks,
    which move with every answer; the influence says so.
    """

    added_variance, names = 0.0, False

    def __init__(self, pairs: Pairable) -> None:
        self._pairs = pairs
        place = places(pairs)
        self._distinct, self.codes = np.unique(place, return_inverse=True)
        self.n_values = len(self._distinct)
        self._totals = np.bincount(self.codes).astype(np.float64)

    def most(self) -> float:
        return float(self._totals.max())

    def sums(self) -> tuple[float, float]:
        rank = _midranks(self._totals)
        within = moments(self._pairs.ptr, rank[self.codes]).within
        return within, float(self.expected(self._totals[None])[0])

    def parts(self) -> Parts:
        rank, n = _midranks(self._totals), self._totals.sum()
        squared = squared_parts(self._pairs, rank[self.codes])
        m = self._pairs.n_answers
        away = rank[self.codes] - np.repeat(self._pairs.row_sums(rank[self.codes]) / m, m)
        pull = np.bincount(self.codes, weights=4 * np.repeat(m / (m - 1.0), m) * away)
        of_within = np.append(np.cumsum(pull[::-1])[-2::-1], 0) + pull / 2
        of_expected = (4 * n**3 - (self._totals**3).sum() - 3 * n * self._totals**2) / 6
        return Parts(squared.within, of_expected[self.codes], of_within[self.codes])

    def expected(self, totals: FloatArray) -> FloatArray:
        n = totals.sum(axis=1)
        return n * (n**3 - (totals**3).sum(axis=1)) / 6

    def between(self, one: IntArray, other: IntArray, totals: FloatArray) -> FloatArray:
        rank = _midranks(totals)
        return (rank[:, one] - rank[:, other]) ** 2

    def within(self, weights: FloatArray, rows: FloatArray) -> FloatArray:
        rank = _midranks(weights @ rows)
        m = rows.sum(axis=1)
        squares = ((weights * (2 * m / (m - 1))) @ rows * rank**2).sum(axis=1)
        return squares - np.einsum("bk,kb->b", weights * (2 / (m - 1)), (rows @ rank.T) ** 2)


def places(pairs: Pairable) -> FloatArray:
    """Each answer's place on the scale: its number where values are numbers, else its place among the values.

    The order of `values` is the order of the scale when they have names: whoever codes them chooses it.
    """
    return pairs.numbers if are_numbers(pairs.answers) else pairs.codes.astype(np.float64)


def squared_parts(pairs: Pairable, number: FloatArray) -> Parts:
    """The parts of a distance (a - b)^2."""
    m = pairs.n_answers
    away = number - number.mean()
    around = away - np.repeat(pairs.row_sums(away) / m, m)
    within = 2.0 * m * pairs.row_sums(around * around) / (m - 1)
    return Parts(within, 2 * (len(away) * away * away + away @ away))


def _midranks(totals: FloatArray) -> FloatArray:
    return np.cumsum(totals, axis=-1) - totals / 2
