"""Wald's sequential test of an error rate: accept, reject, or judge another item."""

from dataclasses import dataclass
from math import ceil, log
from typing import Literal

import numpy as np

from labelproof.kernel.refused import Problem, Refused

Step = Literal["accept", "reject", "continue"]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the test does at one true rate within a number of items: three chances and the items it takes."""

    rate: float
    accepts: float
    rejects: float
    undecided: float
    expected_n: float


@dataclass(frozen=True, slots=True)
class Sprt:
    """Accept at rate p0 with chance 1 - alpha, at rate p1 with chance beta, with the fewest items expected.

    Shape:   p0 < p1 error rates; alpha and beta risks.
    Unit:    rates; intercepts in errors, the slope in errors per item.
    Missing: an item without a verdict is no step.
    Errors:  Refused("sprt.bad").
    Source:  Wald, Sequential Analysis (1947), section 5.3: two parallel lines.

    >>> test = Sprt(0.02, 0.06, alpha=0.05, beta=0.10)
    >>> round(test.slope, 5), round(test.accept_at_zero, 3), round(test.reject_at_zero, 3)
    (0.03655, -1.974, 2.535)
    >>> test.step(0, 54), test.step(0, 55), test.step(4, 30)
    ('continue', 'accept', 'reject')
    """

    p0: float
    p1: float
    alpha: float = 0.05
    beta: float = 0.10

    def __post_init__(self) -> None:
        within = all(0 < each < 1 for each in (self.p0, self.p1, self.alpha, self.beta))
        if not (within and self.p0 < self.p1 and self.alpha + self.beta < 1):
            problem = Problem("p0", f"{self.p0}, p1 {self.p1}, alpha {self.alpha}, beta {self.beta}")
            raise Refused("sprt.bad", f"p0 {problem.what}", "give 0 < p0 < p1 < 1, alpha + beta < 1", (problem,))

    @property
    def slope(self) -> float:
        """Errors per item along both lines."""
        return log((1 - self.p0) / (1 - self.p1)) / self._scale

    @property
    def accept_at_zero(self) -> float:
        """Where the line of acceptance meets n = 0; below 0."""
        return log(self.beta / (1 - self.alpha)) / self._scale

    @property
    def reject_at_zero(self) -> float:
        """Where the line of rejection meets n = 0; above 0."""
        return log((1 - self.beta) / self.alpha) / self._scale

    @property
    def earliest_accept(self) -> int:
        """The fewest items that can accept: all without an error."""
        return ceil(-self.accept_at_zero / self.slope)

    @property
    def method(self) -> str:
        """The test's name and version."""
        return "sprt@1"

    def step(self, d: int, n: int) -> Step:
        """What to do after d errors in n items."""
        if not 0 <= d <= n:
            problem = Problem("d", f"is {d} of n = {n}")
            raise Refused("sprt.bad", f"d {problem.what}", "give errors and items judged so far", (problem,))
        if d <= self.slope * n + self.accept_at_zero:
            return "accept"
        return "reject" if d >= self.slope * n + self.reject_at_zero else "continue"

    def outcomes(self, rate: float, most: int) -> Outcomes:
        """Exact chances at a true rate when the test is cut after so many items: its operating characteristic.

        Every path to d errors after n items that met neither line is one cell of a row; a row gives the next.
        """
        going = np.array([1.0])
        accepts = rejects = expected = 0.0
        for n in range(1, most + 1):
            expected += float(going.sum())
            going = np.append(going * (1 - rate), 0) + np.append(0, going * rate)
            d = np.arange(len(going))
            good, bad = d <= self.slope * n + self.accept_at_zero, d >= self.slope * n + self.reject_at_zero
            accepts += float(going[good].sum())
            rejects += float(going[bad].sum())
            going = np.where(good | bad, 0.0, going)[: d[~bad].max() + 1]
        return Outcomes(rate, accepts, rejects, float(going.sum()), expected)

    @property
    def _scale(self) -> float:
        """The weight of evidence of one error against one item without: ln of the odds ratio."""
        return log(self.p1 * (1 - self.p0) / (self.p0 * (1 - self.p1)))
