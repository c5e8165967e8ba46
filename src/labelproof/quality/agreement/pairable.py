"""Items with at least two answers, as counts: all that agreement needs of the answers."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import IntArray


@dataclass(frozen=True, slots=True)
class Pairable:
    """Counts of pairable items in sorted runs; no items-by-values table, which texts would blow up.

    Shape:   item, value, count: one entry for each value seen on an item; n_answers and same_squared: one per item.
    """

    item: IntArray
    value: IntArray
    count: IntArray
    n_answers: IntArray
    same_squared: IntArray
    n_values: int

    @property
    def n_items(self) -> int:
        return len(self.n_answers)

    @property
    def value_totals(self) -> IntArray:
        """How often each value occurs in pairable items."""
        return np.bincount(self.value, weights=self.count, minlength=self.n_values).astype(np.int64)

    def table(self) -> IntArray:
        """Items by values that occur; columns in an order that does not depend on the values' names."""
        seen, column = np.unique(self.value, return_inverse=True)
        table = np.zeros((self.n_items, len(seen)), dtype=np.int64)
        table[self.item, column] = self.count
        return table[:, np.lexsort(np.sort(table, axis=0))]


def pairable(answers: Answers) -> Pairable:
    """The counts of items with two answers or more.

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
    n_answers = np.bincount(answers.item_index, minlength=answers.n_items)
    stays = n_answers >= 2
    if not stays.any():
        raise Undefined("no_pairable_item")
    rows = stays[answers.item_index]
    renumbered = np.cumsum(stays) - 1
    code = renumbered[answers.item_index[rows]] * answers.n_values + answers.codes[rows]
    runs, count = np.unique(code, return_counts=True)
    item, value = np.divmod(runs, answers.n_values)
    squared = np.bincount(item, weights=count * count).astype(np.int64)
    return Pairable(item, value, count, n_answers[stays], squared, answers.n_values)
