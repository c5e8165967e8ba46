"""The answers that say something about a person, and what everybody else answered on the same items."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.answers import GOLD, READ, SHOWN, Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray

MOST_VALUES = 256  # beyond that values are texts or regions, and counting how often each occurs says nothing
_PULL = 2.0  # answers' worth of the overall shares; honest people of accuracy .8 then meet p as they should *(own)*


def own_work(answers: Answers) -> Answers:
    """Reads and answers on hidden gold, given with no suggestion on the screen: probes and decisions say other things."""
    keep = np.ones(len(answers), dtype=np.bool_)
    if answers.kind is not None:
        keep &= (answers.kind == READ) | (answers.kind == GOLD)
    if answers.assist is not None:
        keep &= answers.assist != SHOWN
    return answers if keep.all() else answers.take(keep)


def rows_by_annotator(answers: Answers) -> list[IntArray]:
    """Each annotator's rows: in the order of submission where it is known, by item where it is not."""
    sooner = np.zeros(len(answers)) if answers.submitted_at is None else answers.submitted_at
    order = np.lexsort((sooner, answers.annotator_index))
    ends = np.cumsum(np.bincount(answers.annotator_index, minlength=answers.n_annotators))
    return np.split(order, ends[:-1])


def in_order(answers: Answers) -> bool:
    """Whether every answer says when it was given."""
    return answers.submitted_at is not None and bool(np.isfinite(answers.submitted_at).all())


def checked_gold(answers: Answers, gold: IntArray) -> IntArray:
    """Gold values by item, -1 where there is none; refused when they do not fit the answers."""
    problems: list[Problem] = []
    if gold.shape != (answers.n_items,) or not np.issubdtype(gold.dtype, np.integer):
        problems.append(Problem("gold", f"is {gold.dtype} of shape {gold.shape}, not whole numbers, one for each item"))
    elif len(gold) and (gold.min() < -1 or gold.max() >= answers.n_values):
        problems.append(Problem("gold", f"goes from {gold.min()} to {gold.max()}; -1 says there is none"))
    if problems:
        raise refusal(problems)
    return gold


@dataclass(frozen=True, slots=True)
class Others:
    """How often each value was given on each item, so that anybody's own answer can be taken out.

    Shape: counts (items, K); overall (K,) sums to 1; prepared once for all annotators.
    """

    counts: FloatArray
    overall: FloatArray

    @classmethod
    def of(cls, answers: Answers) -> "Others":
        """Counted from answers."""
        k = answers.n_values
        code = answers.item_index.astype(np.int64) * k + answers.codes
        counts = np.bincount(code, minlength=answers.n_items * k).reshape(answers.n_items, k).astype(np.float64)
        said = counts.sum(axis=0) + 1
        return cls(counts, said / said.sum())

    def shares(self, item: IntArray, own: IntArray) -> FloatArray:
        """The chance of each value on these items as the answers of others have it, pulled towards the overall shares.

        A person's own share would never be surprised by somebody who gives one answer to everything.
        """
        counts = self.counts[item]
        counts[np.arange(len(item)), own] -= 1
        return (counts + _PULL * self.overall) / (counts.sum(axis=1, keepdims=True) + _PULL)
