"""The value with the most votes; a tie stays a tie."""

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.ballots import outcome, slots, tally
from labelproof.quality.crowd.voting import family_weight, n_votes, voting


def majority(answers: Answers, *, strict: bool = False) -> Consensus:
    """The most frequent value of each item; with `strict` only what more than half of its votes are.

    Shape:   answers of one question.
    Unit:    indexes of values; share of votes, 0 to 1.
    Missing: an item without an answer has value -1 and no tie.
    Errors:  none; a tie is -1 and listed, never guessed: the order of rows would decide it.
    Source:  statistics.md, Aggregation.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "i", "j", "j"], ["ana", "ben", "cy", "ana", "ben"], ["x", "y", "x", "x", "y"])
    >>> majority(votes).value_index.tolist(), majority(votes).tied(1)
    ([0, -1], [0, 1])
    """
    answers = voting(answers)
    weight = family_weight(answers)
    total = n_votes(answers, weight)
    where = slots(answers)
    votes = tally(where, weight)
    first = outcome(where, votes, 0.0 if weight is None else _LEVEL)
    with np.errstate(invalid="ignore"):
        share = np.where(where.voted, votes[first.leader], np.nan) / total
    value_index = first.value_index
    if strict:
        value_index = np.where(share > 0.5, value_index, np.int32(-1))
    return Consensus(
        "majority/strict@1" if strict else "majority@1",
        total,
        value_index=value_index,
        values=answers.values,
        tied_ptr=first.tied_ptr,
        tied_values=first.tied_values,
        share=share,
    )


_LEVEL = 1e-9  # a third and two thirds do not add up to one in floating point
