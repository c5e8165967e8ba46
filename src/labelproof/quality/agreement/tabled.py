"""Distances without a form in O(n): a table over distinct values, or a seeded sample of it where it is too large."""

from collections.abc import Callable

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.agreement.distances import Distance
from labelproof.quality.agreement.pairable import Pairable
from labelproof.quality.agreement.scale import Parts
from labelproof.quality.answers import refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.pair_sums import pair_sums

MOST_CELLS = 20_000_000
"""Exact while V^2 is at most this (statistics.md, Agreement)."""
SAMPLED_CELLS = 2_000_000
"""Distances asked for when E is sampled: a tenth of the above, since its error is known and added."""
_NUMBERS_AT_ONCE = 1 << 20

Cells = Callable[[IntArray, IntArray], FloatArray]


class Tabled:
    """A distance known for every pair of distinct values."""

    added_variance, names = 0.0, False

    def __init__(self, pairs: Pairable, codes: IntArray, table: FloatArray) -> None:
        self.codes, self.n_values = codes, len(table)
        self._pairs, self._table = pairs, table
        self._totals = np.bincount(codes, minlength=len(table)).astype(np.float64)

    def most(self) -> float:
        return float(self._totals.max())

    def _within(self) -> FloatArray:
        return pair_sums(self._pairs.ptr, self.codes, self._table) / (self._pairs.n_answers - 1)

    def sums(self) -> tuple[float, float]:
        return float(np.sort(self._within()).sum()), float(self.expected(self._totals[None])[0])

    def parts(self) -> Parts:
        return Parts(self._within(), 2 * (self._table @ self._totals)[self.codes])

    def expected(self, totals: FloatArray) -> FloatArray:
        return ((totals @ self._table) * totals).sum(axis=1)

    def between(self, one: IntArray, other: IntArray, totals: FloatArray) -> FloatArray:
        return self._table[one, other]

    def within(self, weights: FloatArray, rows: FloatArray) -> FloatArray:
        return weights @ (((rows @ self._table) * rows).sum(axis=1) / (rows.sum(axis=1) - 1))


class Sampled(Tabled):
    """A distance too dear to know everywhere: exact within items; E from each value to a sample of answers.

    E is n times the mean, over sampled answers, of the distance from all answers to that one. The sample's answers are
    drawn with equal chance, so E is unbiased and its own variance is that of a mean; alpha's interval adds it.
    """

    def __init__(self, pairs: Pairable, codes: IntArray, n_values: int, cells: Cells, rng: np.random.Generator) -> None:
        self.codes, self.n_values = codes, n_values
        self._pairs, self._cells = pairs, cells
        self._totals = totals = np.bincount(codes, minlength=n_values).astype(np.float64)
        drawn = codes[rng.integers(0, len(codes), max(30, SAMPLED_CELLS // n_values))]
        toward = np.zeros(n_values)
        each = np.empty(len(drawn))
        every = np.arange(n_values)
        for n, value in enumerate(drawn):
            column = cells(every, np.full(n_values, value))
            toward += column
            each[n] = totals @ column
        self._toward = toward * (len(codes) / len(drawn))
        self._expected = float(totals @ self._toward)
        self.added_variance = float(each.var(ddof=1) / len(drawn) / each.mean() ** 2) if each.any() else 0.0

    def _within(self) -> FloatArray:
        m = self._pairs.n_answers
        item = np.repeat(np.arange(len(m)), m)
        result = np.zeros(len(m))
        for apart in range(1, int(m.max())):
            first = np.flatnonzero(item[apart:] == item[:-apart])
            cells = self._cells(self.codes[first], self.codes[first + apart])
            result += np.bincount(item[first], weights=cells, minlength=len(m))
        return 2 * result / (m - 1)

    def sums(self) -> tuple[float, float]:
        return float(np.sort(self._within()).sum()), self._expected

    def parts(self) -> Parts:
        return Parts(self._within(), 2 * self._toward[self.codes])


def ratio(pairs: Pairable, rng: np.random.Generator) -> Tabled:
    """((a - b) / (a + b))^2 between numbers from 0 up; 0 between 0 and 0.

    Shape, Unit, Missing: as alpha.
    Errors:  Undefined("negative_ratio").
    Source:  Krippendorff (2011), section D.
    """
    number = pairs.numbers
    if number.min() < 0:
        raise Undefined("negative_ratio")
    distinct, codes = np.unique(number, return_inverse=True)

    def cells(one: IntArray, other: IntArray) -> FloatArray:
        total = distinct[one] + distinct[other]
        return ((distinct[one] - distinct[other]) / np.where(total > 0, total, 1)) ** 2

    return _known_or_sampled(pairs, codes, len(distinct), cells, rng)


def measured(pairs: Pairable, distance: Distance, rng: np.random.Generator) -> Tabled:
    """Any distance between the answers' values, which it must know: numbers, or `values`.

    Shape, Unit, Missing: as alpha.
    Errors:  Undefined("unknown_distance") where there are no values to measure between; Refused("answers.bad") for a
             distance that is negative or no number.
    Source:  Krippendorff, Content Analysis (2019), chapter 12.
    """
    answers = pairs.answers
    if answers.value is not None:
        distinct, codes = np.unique(pairs.numbers, return_inverse=True)
        values: list[Json] = [float(each) for each in distinct]
    elif len(answers.values) == answers.n_values:
        seen, codes = np.unique(pairs.codes, return_inverse=True)
        values = [answers.values[n] for n in seen]
    else:
        raise Undefined("unknown_distance")
    power = 2 if distance.squared else 1

    def cells(one: IntArray, other: IntArray) -> FloatArray:
        pair_list = zip(one.tolist(), other.tolist(), strict=True)
        return _checked(np.array([distance.between(values[a], values[b]) for a, b in pair_list], dtype=float)) ** power

    return _known_or_sampled(pairs, codes, len(values), cells, rng)


def tabled(pairs: Pairable, table: FloatArray) -> Tabled:
    """A distance given as a table over the answers' values.

    Shape, Unit, Missing: as alpha; table (n_values, n_values), symmetric with a zero diagonal.
    Errors:  Refused("answers.bad").
    Source:  Krippendorff, Content Analysis (2019), chapter 12.
    """
    n = pairs.answers.n_values
    if table.shape != (n, n):
        raise refusal([Problem("distance", f"is a table of shape {table.shape}, not ({n}, {n})")])
    if not np.allclose(table, table.T, atol=1e-12) or np.diagonal(table).any():
        raise refusal([Problem("distance", "is a table that is not symmetric with a zero diagonal")])
    return Tabled(pairs, pairs.codes, _checked(np.asarray(table, dtype=np.float64)))


def _known_or_sampled(
    pairs: Pairable, codes: IntArray, n_values: int, cells: Cells, rng: np.random.Generator
) -> Tabled:
    if n_values * n_values > MOST_CELLS:
        return Sampled(pairs, codes, n_values, cells, rng)
    table = np.zeros((n_values, n_values))
    step = max(1, _NUMBERS_AT_ONCE // max(n_values, 1))
    for first in range(0, n_values, step):
        one, other = np.meshgrid(np.arange(first, min(first + step, n_values)), np.arange(n_values), indexing="ij")
        above = one < other
        table[one[above], other[above]] = cells(one[above], other[above])
    return Tabled(pairs, codes, table + table.T)


def _checked(distances: FloatArray) -> FloatArray:
    if not np.isfinite(distances).all() or (distances < 0).any():
        raise refusal([Problem("distance", "gave a negative number or none; a distance is 0 or more")])
    return distances
