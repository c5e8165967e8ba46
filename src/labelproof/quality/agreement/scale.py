"""Alpha from what a distance adds up to: the same arithmetic for every distance."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.agreement.figure import Figure, exchangeable
from labelproof.quality.agreement.pairable import Pairable
from labelproof.quality.arrays import FloatArray, IntArray

DOMINATES = 0.9
"""Above this share of one value AC1 is shown beside alpha (statistics.md, Agreement)."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the items add to alpha = 1 - (n - 1) A / E.

    Shape:   within (items,): A_u, the sum of an item's ordered pairs' distances over m - 1; A is their sum.
             of_expected and of_within (n answers,): the change of E, and of A, when a value occurs once more.
    """

    within: FloatArray
    of_expected: FloatArray
    of_within: FloatArray | None = None


class Scale(Protocol):
    """A distance on given answers."""

    @property
    def n_values(self) -> int:
        """How many distinct values there are."""
        ...

    @property
    def codes(self) -> IntArray:
        """Each answer's place (n,) among them."""
        ...

    @property
    def added_variance(self) -> float:
        """Relative variance of E where it was sampled; 0 where it is exact."""
        ...

    @property
    def names(self) -> bool:
        """Whether values are only names: then their order may decide nothing, not even the seed."""
        ...

    def most(self) -> float:
        """How often the most frequent value occurs; 0 for numbers, where none is looked for."""
        ...

    def sums(self) -> tuple[float, float]:
        """A and E: the disagreement within items, and over all pairs of pairable values."""
        ...

    def parts(self) -> Parts:
        """The same, by item and by answer."""
        ...

    def expected(self, totals: FloatArray) -> FloatArray:
        """E (b,) when the values occur totals (b, V) times."""
        ...

    def between(self, one: IntArray, other: IntArray, totals: FloatArray) -> FloatArray:
        """Distances of pairs of values: (pairs,), or (b, pairs) where they depend on how often values occur."""
        ...

    def within(self, weights: FloatArray, rows: FloatArray) -> FloatArray:
        """A (b,) under weights (b, k) of kinds of items with these counts (k, V)."""
        ...


def alpha_of(pairs: Pairable, scale: Scale) -> Figure:
    """Alpha on a scale as a figure.

    Shape:   pairable answers, and the scale made from them.
    Unit:    none; 1 perfect, 0 chance.
    Missing: does not occur.
    Errors:  Undefined("one_value_only"); "zero_expected_disagreement" when values differ at no distance.
    Source:  Krippendorff (2011); the variance after Gwet, Handbook of Inter-Rater Reliability (2021), chapter 6.
    """
    n = int(pairs.ptr[-1])
    disagreement, expected = scale.sums()
    if expected <= 0:
        seen = scale.codes
        raise Undefined("one_value_only" if (seen == seen[0]).all() else "zero_expected_disagreement")
    value = 1 - disagreement * (n - 1) / expected

    def influence() -> FloatArray:
        return _influence(pairs, scale.parts(), n, disagreement, expected)

    def at(weights: FloatArray, rows: FloatArray) -> FloatArray:
        totals = weights @ rows
        size, all_pairs = totals.sum(axis=1), scale.expected(totals)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(all_pairs > 0, 1 - scale.within(weights, rows) * (size - 1) / all_pairs, np.nan)

    return Figure(
        float(value),
        pairs.n_items,
        lambda: pairs.item,
        influence,
        lambda: exchangeable(_table(pairs, scale)),
        at,
        n_values=lambda: scale.n_values,
        added_variance=(1 - value) ** 2 * scale.added_variance,
        notes=("one_value_dominates",) if scale.most() > DOMINATES * n else (),
    )


def _table(pairs: Pairable, scale: Scale) -> FloatArray:
    table = pairs.table(scale.codes, scale.n_values)
    return table[:, np.lexsort(np.sort(table, axis=0))] if scale.names else table


def _influence(pairs: Pairable, parts: Parts, n: int, disagreement: float, expected: float) -> FloatArray:
    own = parts.within if parts.of_within is None else parts.within + pairs.row_sums(parts.of_within)
    met = pairs.row_sums(parts.of_expected)
    return influence_of(pairs.n_answers, pairs.n_items, own, met, n, disagreement, expected)


def influence_of(
    m: IntArray | FloatArray | int,
    n_items: int,
    own: FloatArray,
    met: FloatArray,
    n: int,
    disagreement: float,
    expected: float,
) -> FloatArray:
    """Of alpha' = 1 - n A / E, which differs from alpha by a factor (n - 1) / n in its disagreement.

    Gwet centres an item's number of answers on his corrected observed agreement: the term in 1 / n below. It is kept so
    that the standard error is the published one (.145573887 on Krippendorff's example).

    Shape:   of each item (or kind of item) its answers m, its part `own` in the change of A and `met` in that of E;
             of all items their number, n answers, A and E.
    Unit:    that of alpha.
    Missing: does not occur.
    Errors:  none.
    Source:  Gwet, Handbook of Inter-Rater Reliability (2021), chapter 6.
    """
    ratio = n * disagreement / expected
    more = (m - n / n_items) / n**2
    return -own * n / expected + ratio * (met / expected - m / n) - ratio * more
