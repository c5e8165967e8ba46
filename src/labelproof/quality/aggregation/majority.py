"""The value with the most votes; a tie stays a tie."""

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.consensus import Consensus


def majority(answers: Answers, *, strict: bool = False) -> Consensus:
    """The most frequent value of each item; with `strict` only what more than half of its votes are.

    Shape:   answers of one question.
    Unit:    indexes of values; share of votes, 0 to 1.
    Missing: an item without an answer has value -1 and no tie.
    Errors:  none; a tie is -1 and listed, never guessed: the order of rows would decide it.
    Source:  quality.md section 4 and, for `strict`, decisions.md section 6.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "i", "j", "j"], ["ana", "ben", "cy", "ana", "ben"], ["x", "y", "x", "x", "y"])
    >>> majority(votes).value_index.tolist(), majority(votes).tied(1)
    ([0, -1], [0, 1])
    """
    n_votes = np.bincount(answers.item_index, minlength=answers.n_items)
    code = answers.item_index.astype(np.int64) * answers.n_values + answers.codes
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
    return Consensus(
        method,
        n_votes,
        value_index=value_index,
        values=answers.values,
        tied_ptr=tied_ptr,
        tied_values=value[ties].astype(np.int32),
        share=share,
    )
