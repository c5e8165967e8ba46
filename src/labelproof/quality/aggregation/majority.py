"""The value with the most votes; a tie stays a tie."""

from dataclasses import dataclass

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Consensus:
    """What an aggregator makes of the answers.

    Shape:   value_index (items,), -1 where there is none; the values tied on item i are
             tied_values[tied_ptr[i]:tied_ptr[i + 1]]; n_votes and share (items,), share NaN without a vote.
    """

    value_index: IntArray
    tied_ptr: IntArray
    tied_values: IntArray
    n_votes: IntArray
    share: FloatArray
    method: str

    def tied(self, item: int) -> list[int]:
        """The values that share the first place on an item; empty when one value leads or nobody voted."""
        return self.tied_values[self.tied_ptr[item] : self.tied_ptr[item + 1]].tolist()


def majority(answers: Answers, *, strict: bool = False) -> Consensus:
    """The most frequent value of each item; with `strict` only what more than half of its votes are.

    Shape:   answers of one question.
    Unit:    indexes of values; share of votes, 0 to 1.
    Missing: an item without an answer has value -1 and no tie.
    Errors:  none; a tie is -1 and listed, never guessed: the order of rows would decide it.
    Source:  quality.md section 4 and, for `strict`, decisions.md section 6.

    >>> from labelproof.quality.answers import from_columns
    >>> votes = from_columns(["i", "i", "i", "j", "j"], ["ana", "ben", "cy", "ana", "ben"], ["x", "y", "x", "x", "y"])
    >>> majority(votes).value_index.tolist(), majority(votes).tied(1)
    ([0, -1], [0, 1])
    """
    n_votes = np.bincount(answers.item_index, minlength=answers.n_items)
    code = answers.item_index.astype(np.int64) * answers.n_values + answers.value_index
    runs, count = np.unique(code, return_counts=True)
    item, value = np.divmod(runs, max(answers.n_values, 1))
    most = np.zeros(answers.n_items, dtype=np.int64)
    np.maximum.at(most, item, count)
    first = count == most[item]
    n_first = np.bincount(item[first], minlength=answers.n_items)
    leads = first & (n_first[item] == 1)
    if strict:
        leads &= 2 * count > n_votes[item]
    value_index = np.full(answers.n_items, -1, dtype=np.int32)
    value_index[item[leads]] = value[leads]
    ties = first & (n_first[item] > 1)
    tied_ptr = np.concatenate([[0], np.cumsum(np.bincount(item[ties], minlength=answers.n_items))])
    with np.errstate(invalid="ignore"):
        share = most / n_votes
    method = "majority/strict@1" if strict else "majority@1"
    return Consensus(value_index, tied_ptr, value[ties].astype(np.int32), n_votes, share, method)
