"""What a model thinks of each annotator, computed when somebody looks: a large crowd has millions of intervals."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from labelproof.quality.arrays import FloatArray
from labelproof.quality.consensus import AnnotatorModel
from labelproof.quality.crowd.coded import Coded
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.certainty import LEVEL, small_n

CONDITIONAL = "conditional_on_estimated_truth"
_JEFFREYS = 0.5


def accuracy(right: float, n: float, method: str, notes: tuple[str, ...] = ()) -> Estimate:
    """The share of an annotator's votes that are right, with the interval of a beta posterior.

    Shape:   right, the (expected) number of right votes; n, votes.
    Unit:    share, 0 to 1.
    Missing: no votes give `no_answers`.
    Errors:  none.
    Source:  Brown, Cai & DasGupta (2001): the prior is Jeffreys', Beta(1/2, 1/2).

    >>> accuracy(8, 10, "vote@1").value
    0.8
    """
    whole = round(n)
    if n <= 0:
        return undefined("no_answers", method, 0, "votes", notes)
    low, high = beta_interval(np.array([right + _JEFFREYS]), np.array([n - right + _JEFFREYS]))
    notes += small_n(n)
    return Estimate(
        right / n, Interval(float(low[0]), float(high[0]), LEVEL, "beta"), whole, "votes", method, notes=notes
    )


def beta_interval(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where the middle 95 % of Beta(a, b) lie.

    >>> [round(float(end), 3) for end in beta_interval(np.float64(1), np.float64(1))]
    [0.025, 0.975]
    """
    from scipy.special import betaincinv  # pyright: ignore[reportMissingTypeStubs]

    return betaincinv(a, b, (1 - LEVEL) / 2), betaincinv(a, b, (1 + LEVEL) / 2)


class Annotators(Sequence[AnnotatorModel], ABC):
    """Models of annotators, each made when somebody asks for it."""

    __slots__ = ()

    @abstractmethod
    def one(self, at: int) -> AnnotatorModel:
        """The annotator at this place, from 0."""

    @overload
    def __getitem__(self, at: int) -> AnnotatorModel: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[AnnotatorModel, ...]: ...
    def __getitem__(self, at: int | slice) -> AnnotatorModel | tuple[AnnotatorModel, ...]:
        places = range(len(self))[at]  # IndexError beyond the last, and the places from the end
        return self.one(places) if isinstance(places, int) else tuple(self.one(each) for each in places)


@dataclass(frozen=True, slots=True)
class Skills(Annotators):
    """Annotators of whom a model says how often they are right.

    Shape: right and n (annotators,): expected right votes and votes; who (annotators,): their index.
    """

    method: str
    who: Sequence[int]
    right: FloatArray
    n: FloatArray

    def __len__(self) -> int:
        return len(self.who)

    def one(self, at: int) -> AnnotatorModel:
        """The annotator at this place."""
        n = float(self.n[at])
        estimate = accuracy(float(self.right[at]), n, f"accuracy/{self.method}", (CONDITIONAL,))
        return AnnotatorModel(int(self.who[at]), round(n), estimate)


@dataclass(frozen=True, slots=True)
class Confusions(Annotators):
    """Annotators of whom a model says what they answer to each true value.

    Each row of a confusion matrix has a Dirichlet posterior: the prior that the fit used, or Jeffreys' where it used
    none, and the expected counts. Its cells' intervals are those of their beta margins.

    Shape: counts (rows, K), as the model's sums; prior (K, K), rows the true value, pseudo-counts; None without.
    """

    method: str
    votes: Coded
    counts: FloatArray
    prior: FloatArray | None

    def __len__(self) -> int:
        return len(self.votes.start)

    def one(self, at: int) -> AnnotatorModel:
        """The annotator at this place."""
        votes, k = self.votes, self.votes.n_values
        rows = slice(votes.start[at], np.append(votes.start, votes.n_rows)[at + 1])
        table = np.zeros((k, k))
        table[:, votes.row_value[rows]] = self.counts[rows].T
        right, n = float(np.trace(table)), float(votes.row_count[rows].sum())
        who = int(votes.row_annotator[votes.start[at]])
        estimate = accuracy(right, n, f"accuracy/{self.method}", (CONDITIONAL,))
        model = AnnotatorModel(who, round(n), estimate)
        fitted = table if self.prior is None else table + self.prior
        total = fitted.sum(axis=1, keepdims=True)
        known = total > 0
        with np.errstate(invalid="ignore"):
            confusion = fitted / total
        posterior = table + (_JEFFREYS if self.prior is None else self.prior)
        low, high = beta_interval(posterior, posterior.sum(axis=1, keepdims=True) - posterior)
        return replace(model, confusion=confusion, low=np.where(known, low, np.nan), high=np.where(known, high, np.nan))
