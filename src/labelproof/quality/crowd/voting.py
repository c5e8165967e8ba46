"""Which answers vote, and with what weight."""

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.answers import READ, Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray


def voting(answers: Answers) -> Answers:
    """The reads alone: a probe repeats a vote, gold is given by `gold=`, and an adjudicator has seen the other votes.

    >>> from dataclasses import replace
    >>> from labelproof.quality.columns import from_columns
    >>> two = from_columns(["i", "i"], ["ana", "ben"], ["x", "y"])
    >>> len(voting(replace(two, kind=np.array([0, 1], dtype=np.uint8))))
    1
    """
    if answers.kind is None or (answers.kind == READ).all():
        return answers
    return answers.take(answers.kind == READ)


def family_weight(answers: Answers) -> FloatArray | None:
    """One over the votes that an answer's family has on the item: one family is one vote. None: each has one.

    >>> from dataclasses import replace
    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "i"], ["ana", "one model", "its copy"], ["x", "y", "y"])
    >>> family_weight(replace(votes, family_index=np.array([0, 1, 1]))).tolist()
    [1.0, 0.5, 0.5]
    """
    if answers.family_index is None or not len(answers):
        return None
    code = answers.item_index * (np.int64(answers.family_index.max()) + 1) + answers.family_index
    _, which, votes = np.unique(code, return_inverse=True, return_counts=True)
    return None if (votes == 1).all() else 1.0 / votes[which]


def n_votes(answers: Answers, weight: FloatArray | None) -> IntArray:
    """Votes on each item; a family is one."""
    if weight is None:
        return np.diff(answers.item_ptr)
    total = np.bincount(answers.item_index, weights=weight, minlength=answers.n_items)
    return np.rint(total).astype(np.int64)


def gold_index(gold: IntArray | None, answers: Answers) -> IntArray:
    """Gold of each item, -1 where there is none; an empty array for none at all. What is malformed is refused."""
    if gold is None:
        return np.empty(0, dtype=np.int32)
    problems: list[Problem] = []
    if gold.shape != (answers.n_items,) or not np.issubdtype(gold.dtype, np.integer):
        problems.append(Problem("gold", f"is {gold.dtype} of shape {gold.shape}: one value an item, -1 for none"))
    elif len(gold) and (gold.min() < -1 or gold.max() >= answers.n_values):
        problems.append(
            Problem("gold", f"goes from {gold.min()} to {gold.max()}, outside -1 to {answers.n_values - 1}")
        )
    if problems:
        raise refusal(problems)
    return gold.astype(np.int32)
