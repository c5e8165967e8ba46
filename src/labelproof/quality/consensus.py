"""What every aggregator returns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate


@dataclass(frozen=True, slots=True)
class AnnotatorModel:
    """What a model thinks of one annotator, conditional on the truth it estimated (statistics.md, Aggregation).

    Shape: confusion (K, K), rows the true value, each a distribution; low and high its 95 % bounds; NaN without a row.
           On numbers there is no accuracy, but a bias and a spread (the standard deviation of errors), in their unit.
    """

    annotator_index: int
    n_answers: int
    accuracy: Estimate | None = None
    bias: Estimate | None = None
    spread: Estimate | None = None
    confusion: FloatArray | None = None
    low: FloatArray | None = None
    high: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Consensus:
    """One value an item, and how sure. A tie stays a tie.

    Shape:   value_index (items,) into `values`, -1 where values tie or nobody answered; or value (items,), NaN there,
             for numbers, with se (items,). The values tied on item i are tied_values[tied_ptr[i]:tied_ptr[i + 1]].
             n_votes (items,). share (items,): the winner's share of the votes, NaN without a vote.
             posterior (items, K) rows sum to 1; None where the method has none. support, for values that are sets:
             one array an item, how sure each member of its value is (of the fullest of tied values).
    Unit:    indexes; shares and posteriors 0 to 1; log_likelihood in nats.
    """

    method: str
    n_votes: IntArray
    value_index: IntArray | None = None
    value: FloatArray | None = None
    se: FloatArray | None = None
    values: Sequence[Json] = ()
    tied_ptr: IntArray | None = None
    tied_values: IntArray | None = None
    share: FloatArray | None = None
    posterior: FloatArray | None = None
    support: Sequence[FloatArray] = ()
    annotators: Sequence[AnnotatorModel] = ()
    prevalence: FloatArray | None = None
    iterations: int | None = None
    converged: bool | None = None
    last_change: float | None = None
    log_likelihood: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def codes(self) -> IntArray:
        """value_index of a consensus on categories."""
        if self.value_index is None:
            raise ValueError(f"{self.method} gives numbers, not values of a list")
        return self.value_index

    def tied(self, item: int) -> list[int]:
        """The values that share the first place on an item; empty when one value leads or nobody voted."""
        if self.tied_ptr is None or self.tied_values is None:
            return []
        return self.tied_values[self.tied_ptr[item] : self.tied_ptr[item + 1]].tolist()

    def tied_items(self) -> IntArray:
        """The items on which values share the first place."""
        return np.empty(0, dtype=np.int64) if self.tied_ptr is None else np.flatnonzero(np.diff(self.tied_ptr))


def ties(scores: FloatArray, first: FloatArray) -> tuple[IntArray, IntArray, IntArray]:
    """value_index, tied_ptr and tied_values from a dense table of scores and each item's best score.

    Shape:   scores (items, K); first (items,), NaN where nobody answered.
    Unit:    any; compared for equality.
    Missing: NaN in `first` gives -1 and no tie.
    Errors:  none.
    Source:  statistics.md, Aggregation: ties are reported, never guessed.

    >>> [each.tolist() for each in ties(np.array([[2.0, 1.0], [1.0, 1.0]]), np.array([2.0, 1.0]))]
    [[0, -1], [0, 0, 2], [0, 1]]
    """
    best = scores == first[:, None]
    n_best = best.sum(axis=1)
    value_index = np.where(n_best == 1, best.argmax(axis=1), -1).astype(np.int32)
    best[n_best < 2] = False
    tied_ptr = np.concatenate([[0], np.cumsum(best.sum(axis=1))])
    return value_index, tied_ptr, np.nonzero(best)[1].astype(np.int32)
