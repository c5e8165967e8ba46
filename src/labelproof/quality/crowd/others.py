"""What everybody else answered on the same item: the vote that a person's own answer is held against."""

from dataclasses import dataclass

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Beside:
    """Each answer beside the others on its item, itself taken out: who votes much would else agree with himself.

    Shape: leads (n,): whether most of the others gave this answer's value too. n_leading (n,): how many values share
           the others' first place; 0 where nobody else answered.
    """

    leads: BoolArray
    n_leading: IntArray

    @property
    def credit(self) -> FloatArray:
        """1 for an answer that leads, 1 / t for one of t leaders, else 0; NaN where nobody else answered."""
        return np.divide(self.leads, self.n_leading, out=np.full(len(self.leads), np.nan), where=self.n_leading > 0)


def beside_others(answers: Answers) -> Beside:
    """Whether each answer is what most others said, from the runs of equal answers alone.

    No table of items by values is made, so values may be many. Taking one answer out of an item's counts changes who
    leads only if it was in the one leading run: that run loses one, and meets those that were one below it.

    Shape:   answers of one question.
    Unit:    counts.
    Missing: an answer on an item that nobody else answered has no leader beside it.
    Errors:  Refused("answers.bad") for answers that are numbers.
    Source:  quality.md section 4: ties are reported, never guessed.

    >>> from labelproof.quality.columns import from_columns
    >>> beside_others(from_columns(["i"] * 3, ["ana", "ben", "cy"], ["x", "x", "y"])).credit.tolist()
    [0.5, 0.5, 0.0]
    """
    item = answers.item_index
    run, at, times = np.unique(
        item.astype(np.int64) * max(answers.n_values, 1) + answers.codes, return_inverse=True, return_counts=True
    )
    its_item = run // max(answers.n_values, 1)
    top = np.zeros(answers.n_items, dtype=np.int64)
    np.maximum.at(top, its_item, times)
    n_top = np.bincount(its_item[times == top[its_item]], minlength=answers.n_items)[item]
    n_below = np.bincount(its_item[times == top[its_item] - 1], minlength=answers.n_items)[item]
    in_top = times[at] == top[item]
    alone = in_top & (n_top == 1)
    leads = alone & (top[item] > 1)
    return Beside(leads, np.where(alone, np.where(leads, 1 + n_below, 0), n_top - in_top))


def skill_of_others(answers: Answers) -> FloatArray:
    """For each answer how often its annotator agrees, on all other items, with most of the others' votes.

    The item itself is left out, or its own dispute would lower the skill of those in it: then no item could be
    disputed among skilled people. An agreement with a tie of t values counts 1/t.

    Shape:   answers of one question; returns (n,).
    Unit:    share, 0 to 1.
    Missing: NaN for an annotator with no other shared item.
    Errors:  Refused("answers.bad") for answers that are numbers.
    Source:  our own; the leave-one-out form of worker agreement.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "i", "j", "j", "j"], ["a", "b", "c"] * 2, ["x", "x", "y", "x", "x", "x"])
    >>> skill_of_others(votes)[:3].tolist()
    [1.0, 1.0, 1.0]
    """
    agreed, person = beside_others(answers).credit, answers.annotator_index
    shared = ~np.isnan(agreed)
    score = np.where(shared, agreed, 0.0)
    sums = np.bincount(person, weights=score, minlength=answers.n_annotators)[person]
    left = np.bincount(person[shared], minlength=answers.n_annotators)[person] - shared
    return np.divide(sums - score, left, out=np.full(len(answers), np.nan), where=left > 0)
