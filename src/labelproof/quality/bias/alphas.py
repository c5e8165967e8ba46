"""Alpha within a group of annotators, and between it and the rest, on the same items."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Linear:
    """A statistic and the influence of each row on it: its derivative by the row's weight. Shape: influence (n,)."""

    value: float
    influence: FloatArray


def comparable(item: IntArray, is_here: BoolArray) -> BoolArray:
    """Rows of items with two answers of the group and one of the rest: there both figures can be had.

    >>> comparable(np.array([0, 0, 0, 1, 1]), np.array([True, True, False, True, False])).tolist()
    [True, True, True, False, False]
    """
    n_items = int(item.max(initial=-1)) + 1
    n_here = np.bincount(item[is_here], minlength=n_items)
    n_there = np.bincount(item[~is_here], minlength=n_items)
    return ((n_here >= 2) & (n_there >= 1))[item]


def alpha_within(item: IntArray, code: IntArray, chosen: BoolArray) -> Linear:
    """Nominal alpha of the chosen rows, as a sum that each row moves.

    Shape:   item, code (n,); chosen (n,), at least two rows on each of its items.
    Unit:    none; influences are 0 for rows that are not chosen.
    Missing: left out by the caller.
    Errors:  Undefined("no_pairable_item"), Undefined("one_value_only").
    Source:  Krippendorff (2011); derivatives of D_o and D_e by a row's weight, where a weight never pairs a row with
             itself (infinitesimal jackknife, Efron & Tibshirani 1993, section 22.6).

    >>> code, all_of = np.array([0, 0, 1, 1, 0, 1]), np.ones(6, dtype=bool)
    >>> round(alpha_within(np.repeat([0, 1, 2], 2), code, all_of).value, 3)
    0.444
    """
    rows = np.flatnonzero(chosen)
    if not len(rows):
        raise Undefined("no_pairable_item")
    i, k = item[rows], code[rows]
    n, m = len(rows), np.bincount(i)[i]
    apart = m - _alike(i, k, i, k)  # of the others on its item, how many said something else
    each = apart / (m - 1)
    observed = float(each.sum() / n)
    total = np.bincount(k)[k]
    expected = float((n - total).sum() / (n * (n - 1)))
    if expected == 0:
        raise Undefined("one_value_only")
    on_item = np.bincount(i, weights=each)[i] / m
    d_observed = (2 * each - on_item - observed) / n
    d_expected = (2 * (n - total) - expected * (2 * n - 2)) / (n * (n - 1))
    return _linear(observed, expected, d_observed, d_expected, rows, len(item))


def alpha_between(item: IntArray, code: IntArray, is_here: BoolArray) -> Linear:
    """Agreement of the group with the rest beyond chance: 1 - D_o / D_e over pairs of which one is of each.

    D_o weights an item by its answers, and D_e meets every answer of the group with every one of the rest: where
    both are alike it is alpha within either, up to what people have in common with themselves: pairs of one person's
    answers to two items are in D_e within, and not here.

    Shape:   item, code, is_here (n,); each item has answers of both.
    Unit:    none.
    Missing: left out by the caller.
    Errors:  Undefined("no_overlap"), Undefined("zero_expected_disagreement").
    Source:  Wong, Paritosh & Aroyo, Cross-replication Reliability (2021), section 4.

    >>> item, here = np.array([0, 0, 1, 1]), np.array([True, False] * 2)
    >>> alpha_between(item, np.array([0, 0, 1, 1]), here).value
    1.0
    """
    if not is_here.any() or is_here.all():
        raise Undefined("no_overlap")
    n_items, n_values = int(item.max()) + 1, int(code.max()) + 1
    sides = (is_here, ~is_here)
    r, s = (np.bincount(item[side], minlength=n_items)[item] for side in sides)
    share_here, share_there = _shares(code[is_here], n_values), _shares(code[~is_here], n_values)
    other_n = np.where(is_here, s, r)
    alike = np.where(is_here, *(_alike(item, code, item[side], code[side]) for side in (~is_here, is_here)))
    apart = 1 - alike / other_n
    own_n = np.where(is_here, r, s)
    total = float(len(item))
    on_item = (np.bincount(item, weights=apart / own_n) / 2)[item]  # both sides' sums are the same pairs
    observed = float(on_item.sum() / total)
    same = float((share_here * share_there).sum())
    expected = 1 - same
    if expected <= 0:
        raise Undefined("zero_expected_disagreement")
    d_observed = (on_item + (r + s) * (apart - on_item) / own_n - observed) / total
    other_share: FloatArray = np.where(is_here, share_there[code], share_here[code])
    n_here = np.float64(is_here.sum())
    d_expected: FloatArray = (same - other_share) / np.where(is_here, n_here, len(item) - n_here)
    return _linear(observed, expected, d_observed, d_expected, np.arange(len(item)), len(item))


def _shares(code: IntArray, n_values: int) -> FloatArray:
    return np.bincount(code, minlength=n_values) / np.float64(len(code))


def _alike(item: IntArray, code: IntArray, of_item: IntArray, of_code: IntArray) -> IntArray:
    """For each row, how many of the others (item, code) are the same."""
    n_values = int(max(code.max(initial=0), of_code.max(initial=0))) + 1
    cells, count = np.unique(of_item.astype(np.int64) * n_values + of_code, return_counts=True)
    key = item.astype(np.int64) * n_values + code
    at = np.minimum(np.searchsorted(cells, key), len(cells) - 1)
    return np.where(cells[at] == key, count[at], 0)


def _linear(
    observed: float, expected: float, d_observed: FloatArray, d_expected: FloatArray, rows: IntArray, n: int
) -> Linear:
    influence = np.zeros(n)
    influence[rows] = -(d_observed * expected - observed * d_expected) / expected**2
    return Linear(1 - observed / expected, influence)
