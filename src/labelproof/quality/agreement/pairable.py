"""Items with at least two answers: nothing on another item can agree or disagree."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray

UNIT = "pairable items"


@dataclass(frozen=True, slots=True)
class Pairable:
    """The answers to pairable items, numbered anew.

    Shape:   item (items,): each one's index in `answers`; ptr (items + 1,): its rows in codes, numbers and annotator.
    """

    answers: Answers
    item: IntArray
    ptr: IntArray
    rows: BoolArray | slice

    @property
    def n_items(self) -> int:
        return len(self.item)

    @property
    def n_answers(self) -> IntArray:
        """How many answers each item has."""
        return np.diff(self.ptr)

    @property
    def codes(self) -> IntArray:
        return self.answers.codes[self.rows]

    @property
    def numbers(self) -> FloatArray:
        return self.answers.numbers[self.rows]

    @property
    def annotator(self) -> IntArray:
        return self.answers.annotator_index[self.rows]

    def row_sums(self, per_answer: FloatArray) -> FloatArray:
        """Each item's sum of something known of each answer."""
        return np.add.reduceat(per_answer, self.ptr[:-1])

    def table(self, codes: IntArray, n_values: int) -> FloatArray:
        """How often each value occurs on each item: for a few thousand items and a few hundred values."""
        at = np.repeat(np.arange(self.n_items), self.n_answers) * n_values + codes
        return np.bincount(at, minlength=self.n_items * n_values).reshape(self.n_items, n_values).astype(np.float64)


def pairable(answers: Answers) -> Pairable:
    """The items with two answers or more.

    Shape:   answers of one question.
    Unit:    counts.
    Missing: items with fewer than two answers are left out: nothing on them can agree.
    Errors:  Undefined("no_answers"), Undefined("fewer_than_two_annotators"), Undefined("no_pairable_item").
    Source:  Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C.

    >>> from labelproof.quality.columns import from_columns
    >>> pairable(from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "y", "x"])).n_items
    1
    """
    if not len(answers):
        raise Undefined("no_answers")
    if (answers.annotator_index == answers.annotator_index[0]).all():
        raise Undefined("fewer_than_two_annotators")
    m = np.diff(answers.item_ptr)
    stays = m >= 2
    if stays.all():
        return Pairable(answers, np.arange(len(m)), answers.item_ptr, slice(None))
    if not stays.any():
        raise Undefined("no_pairable_item")
    ptr = np.concatenate([[0], np.cumsum(m[stays])])
    return Pairable(answers, np.flatnonzero(stays), ptr, np.repeat(stays, m))


def n_pairable(answers: Answers) -> int:
    """How many items have two answers or more: what is said beside a figure that is undefined."""
    return int((np.diff(answers.item_ptr) >= 2).sum())
