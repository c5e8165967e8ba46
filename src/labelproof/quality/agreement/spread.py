"""Numbers on a scale by what they add up to: interval alpha and its standard error, of any number of parts."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.agreement.reads import Reads
from labelproof.quality.agreement.scale import influence_of
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray
from labelproof.quality.kernels.moments import Moments, moments


@dataclass(frozen=True, slots=True)
class Spread:
    """The moments of the numbers on pairable items, and what the linearised variance needs.

    An item's influence is linear in five numbers of it: its disagreement within, the sums of its squares and of its
    numbers, both around a provisional centre, its answers, and one. `products` holds the sums of their products.

    Shape: products (5, 5); low and high, the extremes; centre: the same for all parts.
    """

    moments: Moments
    products: FloatArray
    low: float
    high: float
    centre: float
    reads: Reads

    @property
    def n_items(self) -> int:
        """Pairable items."""
        return int(self.products[4, 4])

    def merge(self, other: "Spread") -> "Spread":
        """The spread of both parts; sums of floats, so that the order of parts is part of the result.

        >>> from labelproof.quality.columns import from_columns
        >>> one = spread_of(from_columns(["i", "i"], ["ana", "ben"], [1.0, 3.0]), 2.0)
        >>> one.merge(one).moments.within
        16.0
        """
        return Spread(
            self.moments.merge(other.moments),
            self.products + other.products,
            min(self.low, other.low),
            max(self.high, other.high),
            self.centre,
            self.reads.merge(other.reads),
        )

    def alpha(self) -> tuple[float, float]:
        """Interval alpha, and its variance without the factor for the number of items.

        Source: as scale.alpha_of; Chan, Golub & LeVeque (1979) for the moments.
        """
        self.reads.check_pairable(self.n_items)
        n, squares = self.moments.n, self.moments.squares
        if self.low == self.high:
            raise Undefined("one_value_only")
        disagreement, expected = self.moments.within, 2 * n * squares
        shift = self.moments.mean - self.centre
        basis = np.eye(5)
        own, m = basis[0], basis[3]
        around_mean = basis[1] - 2 * shift * basis[2] + shift**2 * basis[3]
        met = 2 * (n * around_mean + squares * m)
        # `influence_of` is affine in an item's numbers, and its constant adds nothing to a variance.
        at_nothing = influence_of(np.zeros(5), self.n_items, np.zeros(5), np.zeros(5), n, disagreement, expected)
        linear = influence_of(m, self.n_items, own, met, n, disagreement, expected) - at_nothing
        centred = self.products - np.outer(self.products[4], self.products[4]) / self.n_items
        return 1 - disagreement * (n - 1) / expected, float(linear @ centred @ linear)


def spread_of(answers: Answers, centre: float) -> Spread:
    """The spread of the planned reads of a part that is cut at items.

    Shape:   answers that are numbers; centre near their mean, the same for all parts.
    Unit:    that of the numbers, and its powers.
    Missing: items with fewer than two answers add nothing.
    Errors:  Refused("answers.bad") for answers whose values are no numbers.
    Source:  Chan, Golub & LeVeque (1979); statistics.md, Agreement.

    >>> from labelproof.quality.columns import from_columns
    >>> spread_of(from_columns(["i", "i"], ["ana", "ben"], [1.0, 3.0]), 2.0).moments.squares
    2.0
    """
    reads, answers = Reads.of(answers)
    m = np.diff(answers.item_ptr)
    rows = np.repeat(m >= 2, m)
    m, number = m[m >= 2], answers.numbers[rows]
    if not len(m):
        return Spread(Moments(0, 0.0, 0.0, 0.0), np.zeros((5, 5)), np.inf, -np.inf, centre, reads)
    ptr = np.concatenate([[0], np.cumsum(m)])
    away = number - centre
    total = np.add.reduceat(away, ptr[:-1])
    inside = away - np.repeat(total / m, m)
    within = 2.0 * m * np.add.reduceat(inside * inside, ptr[:-1]) / (m - 1)
    each = np.stack([within, np.add.reduceat(away * away, ptr[:-1]), total, m, np.ones(len(m))])
    found = moments(ptr, number)
    return Spread(found, each @ each.T, float(number.min()), float(number.max()), centre, reads)
