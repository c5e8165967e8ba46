"""What a distance adds up to over kinds of items: the sums of `scales.py`, without an array of the answers' length."""

from dataclasses import dataclass

import numpy as np

from labelproof.quality.agreement.kinds import Kinds
from labelproof.quality.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Measures:
    """The parts of alpha = 1 - (n - 1) A / E by kind and by value.

    Shape: apart, for each size of an item, ascending, one number a kind: the sum of its ordered pairs' distances.
           expected: E. of_expected and of_within (V,): the change of E, and of A, when a value occurs once more.
    """

    apart: list[IntArray] | list[FloatArray]
    expected: float
    of_expected: FloatArray
    of_within: FloatArray | None = None
    has_names: bool = True


def equal(kinds: Kinds) -> Measures:
    """1 between different values: whole numbers until the last division, as in scales.Nominal."""
    totals = kinds.totals()
    n = int(totals.sum())
    apart = [codes.shape[1] ** 2 - _same(codes) for codes, _ in _by_size(kinds)]
    return Measures(apart, float(n * n - int(totals @ totals)), 2 * (n - totals).astype(np.float64))


def numbers(kinds: Kinds, number: FloatArray) -> Measures:
    """(a - b)^2 between the values' numbers, around their mean, as in scales.Interval."""
    totals = kinds.totals()
    n = int(totals.sum())
    away = number - totals @ number / n
    squares = float(totals @ away**2)
    apart = [_squares(away[codes]) for codes, _ in _by_size(kinds)]
    one_only = np.count_nonzero(totals) == 1  # what rounding leaves of a spread of nothing is not a spread
    expected = 0.0 if one_only else 2 * (n * squares - float(totals @ away) ** 2)
    return Measures(apart, expected, 2 * (n * away**2 + squares), has_names=False)


def ranks(kinds: Kinds, place: FloatArray) -> Measures:
    """By how many answers lie between two values: (a - b)^2 of midranks, which move with every answer, as in
    scales.Ordinal."""
    totals, order = kinds.totals(), np.argsort(place, kind="stable")
    count, n = totals.astype(np.float64), float(totals.sum())
    rank = np.empty(len(order))
    rank[order] = np.cumsum(count[order]) - count[order] / 2
    pull = np.zeros(len(order))
    for codes, times in _by_size(kinds):
        m, held = codes.shape[1], rank[codes]
        away = held - held.mean(axis=1, keepdims=True)
        pull += np.bincount(
            codes.ravel(), weights=(away * (times * 4.0 * m / (m - 1))[:, None]).ravel(), minlength=len(pull)
        )
    above = np.append(np.cumsum(pull[order][::-1])[-2::-1], 0.0)
    of_within = np.empty(len(order))
    of_within[order] = above + pull[order] / 2
    return Measures(
        [_squares(rank[codes]) for codes, _ in _by_size(kinds)],
        n * (n**3 - float((count**3).sum())) / 6,
        (4 * n**3 - float((count**3).sum()) - 3 * n * count**2) / 6,
        of_within,
    )


def _by_size(kinds: Kinds) -> list[tuple[IntArray, IntArray]]:
    return [kinds.by_size[m] for m in sorted(kinds.by_size)]


def _same(codes: IntArray) -> IntArray:
    """For each kind the ordered pairs, a value with itself too, that are alike."""
    same = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        same += (codes == column[:, None]).sum(axis=1)
    return same


def _squares(number: FloatArray) -> FloatArray:
    """The sum over ordered pairs of a row of (a - b)^2."""
    return 2 * (number.shape[1] * (number * number).sum(axis=1) - number.sum(axis=1) ** 2)
