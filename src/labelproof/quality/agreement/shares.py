"""What Fleiss and Gwet share: mean agreement of items, and mean shares of values, from answers or a table of counts."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.agreement.figure import Figure, exchangeable
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.pair_sums import pair_sums
from labelproof.quality.kernels.tally import tally

ITEMS = "answered items"


@dataclass(frozen=True, slots=True)
class Shares:
    """Items with an answer: an item with one alone still says how often values occur (as irrCAC counts).

    Shape: item and m (items,); agreeing (items,), 0 where m is 1; prevalence (K,), the mean of items' shares.
           mean_of maps something known of each value (K,) to its mean over each item's answers (items,).
    """

    item: IntArray
    m: IntArray
    observed: float
    agreeing: FloatArray
    prevalence: FloatArray
    mean_of: Callable[[FloatArray], FloatArray]
    table: Callable[[], FloatArray]

    @property
    def n_pairable(self) -> int:
        return int((self.m >= 2).sum())


def shares_of(answers: Answers, weights: FloatArray | None = None) -> Shares:
    """From answers.

    Shape:   answers of one question; weights (K, K) of credit or None.
    Unit:    shares.
    Missing: items without an answer are left out.
    Errors:  Undefined("no_answers"), Undefined("fewer_than_two_annotators"), Undefined("no_pairable_item").
    Source:  Gwet, Handbook of Inter-Rater Reliability (2021), chapter 2.

    >>> from labelproof.quality.columns import from_columns
    >>> shares_of(from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "y", "x"])).prevalence.tolist()
    [0.75, 0.25]
    """
    if not len(answers):
        raise Undefined("no_answers")
    if (answers.annotator_index == answers.annotator_index[0]).all():
        raise Undefined("fewer_than_two_annotators")
    codes, k = answers.codes, answers.n_values
    m = np.diff(answers.item_ptr)
    item = np.flatnonzero(m)
    ptr = answers.item_ptr if len(item) == len(m) else np.append(0, np.cumsum(m[item]))
    m = m[item]
    sizes, counts, same = tally(ptr, codes, k)
    credit = same - m if weights is None else pair_sums(ptr, codes, weights)

    def mean_of(each: FloatArray) -> FloatArray:
        return np.add.reduceat(each[codes], ptr[:-1]) / m

    def table() -> FloatArray:
        at = np.repeat(np.arange(len(m)), m) * k + codes
        return np.bincount(at, minlength=len(m) * k).reshape(len(m), k).astype(np.float64)

    prevalence = (counts / sizes[:, None]).sum(axis=0) / len(m)
    return _shares(item, m, credit, prevalence, mean_of, table, exact=weights is None)


def shares_of_table(counts: IntArray, weights: FloatArray | None = None) -> Shares:
    """From a ready table, items by values.

    Shape:   counts (items, K), whole numbers >= 0.
    Unit:    shares.
    Missing: items without an answer are left out.
    Errors:  Refused("answers.bad"); Undefined("no_answers"), Undefined("no_pairable_item").
    Source:  as shares_of.

    >>> shares_of_table(np.array([[1, 1], [1, 0]])).observed
    0.0
    """
    if counts.ndim != 2 or not np.issubdtype(counts.dtype, np.integer) or (counts.size and counts.min() < 0):
        raise refusal([Problem("counts", "is not a table of whole numbers, items by values, 0 or more")])
    table = counts.astype(np.float64)
    m = np.einsum("ik->i", counts)
    if not m.any():
        raise Undefined("no_answers")
    item = np.arange(len(m))
    if not m.all():
        item = np.flatnonzero(m)
        table, m = table[item], m[item]
    squares = np.einsum("ik,ik->i", table, table) if weights is None else ((table @ weights) * table).sum(axis=1)
    prevalence = (1.0 / m) @ table / len(m)
    return _shares(item, m, squares - m, prevalence, lambda each: table @ each / m, lambda: table, exact=True)


def _shares(
    item: IntArray,
    m: IntArray,
    credit: FloatArray | IntArray,
    prevalence: FloatArray,
    mean_of: Callable[[FloatArray], FloatArray],
    table: Callable[[], FloatArray],
    *,
    exact: bool,
) -> Shares:
    """Observed agreement is summed by m from whole numbers where credit is whole: no order of items changes it."""
    n_items = np.bincount(m)
    sizes = np.flatnonzero(n_items)
    sizes = sizes[sizes >= 2]
    if not len(sizes):
        raise Undefined("no_pairable_item")
    agreeing = credit / (m * np.maximum(m - 1.0, 1.0))
    if exact:
        total = float((np.bincount(m, weights=credit)[sizes] / (sizes * (sizes - 1.0))).sum())
    else:
        total = float(np.sort(agreeing).sum())
    observed = total / int(n_items[sizes].sum())
    return Shares(item, m, observed, agreeing, prevalence, mean_of, table)


def beyond_chance(
    shares: Shares, chance: Callable[[FloatArray], FloatArray], slope: Callable[[FloatArray], FloatArray]
) -> Figure:
    """(p_o - p_e) / (1 - p_e) with p_e a function of the values' mean shares.

    Shape:   chance maps (..., K) to (...,); slope (K,) to its gradient (K,).
    Unit:    none; 1 perfect, 0 chance.
    Missing: does not occur.
    Errors:  Undefined("one_value_only").
    Source:  Gwet (2021), chapter 5: the linearised variance.

    >>> one = shares_of_table(np.array([[2, 0], [0, 2], [1, 1]]))
    >>> round(beyond_chance(one, lambda p: (p * p).sum(axis=-1), lambda p: 2 * p).value, 4)
    0.3333
    """
    observed, prevalence = shares.observed, shares.prevalence
    expected = float(chance(prevalence))
    if np.count_nonzero(prevalence) < 2 or expected >= 1:
        raise Undefined("one_value_only")
    value = (observed - expected) / (1 - expected)
    pairable = shares.m >= 2
    n, n_pairable = len(shares.m), shares.n_pairable

    def influence() -> FloatArray:
        by_value = slope(prevalence)
        of_observed = np.where(pairable, shares.agreeing - observed, 0) / n_pairable
        of_expected = (shares.mean_of(by_value) - prevalence @ by_value) / n
        return (of_observed - (1 - value) * of_expected) / (1 - expected)

    def kinds() -> tuple[FloatArray, IntArray]:
        own = shares.table() / shares.m[:, None]
        return exchangeable(np.column_stack([np.where(pairable, shares.agreeing, 0), pairable.astype(np.float64), own]))

    def at(weights: FloatArray, rows: FloatArray) -> FloatArray:
        sums = weights @ rows
        with np.errstate(divide="ignore", invalid="ignore"):
            by_chance = chance(sums[:, 2:] / weights.sum(axis=1)[:, None])
            result = (sums[:, 0] / sums[:, 1] - by_chance) / (1 - by_chance)
        several = (sums[:, 2:] > 0).sum(axis=1) > 1
        return np.where(several & np.isfinite(result), result, np.nan)

    return Figure(value, n, lambda: shares.item, influence, kinds, at, n_values=lambda: len(prevalence))
