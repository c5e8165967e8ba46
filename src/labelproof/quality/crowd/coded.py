"""Answers as models of annotators read them: one number for each (annotator, value) pair that occurs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.crowd.voting import family_weight, voting
from labelproof.quality.kernels.em import Part

T = TypeVar("T", bound=np.generic)

CHUNK = 65_536
"""Answers that are summed as one; sums of chunks are added in order, for any number of workers (statistics.md, Speed)."""


@dataclass(frozen=True, slots=True)
class Coded:
    """The votes of one question.

    A confusion matrix has a row for each true value and a column for each answer; what is kept of it are the columns
    that occur, for nothing reads the others: at 10,000 annotators and 256 values that is 0.2 GB and not 5.

    Shape:   ptr (answered + 1,): item answered[i] has votes ptr[i] to ptr[i + 1]; row (n,) is a vote's (annotator,
             value) pair, row_annotator, row_value and row_count (rows,) say which that is and how many votes it has
             (their weight). weight (n,), None where every vote counts once. start: where each annotator's rows begin.
    """

    ptr: IntArray
    row: IntArray
    weight: FloatArray | None
    row_annotator: IntArray
    row_value: IntArray
    row_count: FloatArray
    start: IntArray
    answered: IntArray
    n_items: int
    n_annotators: int
    n_values: int

    @property
    def n_rows(self) -> int:
        return len(self.row_value)

    def by_annotator(self, per_row: FloatArray) -> FloatArray:
        """Sums over each annotator's rows, (annotators who answered, ...)."""
        if not len(self.start):
            return per_row[:0]
        return np.add.reduceat(per_row, self.start, axis=0)

    def of_annotator(self, per_annotator: npt.NDArray[T]) -> npt.NDArray[T]:
        """The opposite: what belongs to an annotator, at each of that person's rows."""
        return np.repeat(per_annotator, np.diff(np.append(self.start, self.n_rows)), axis=0)

    def parts(self, posterior: FloatArray, gold: IntArray) -> Iterator[Part]:
        """The votes in chunks, cut at items. Each has at least as many votes as there are rows to add up for it."""
        size = max(CHUNK, self.n_rows)
        cuts = np.searchsorted(self.ptr, np.arange(size, len(self.row), size))
        edges = np.unique(np.concatenate([[0], cuts, [len(self.answered)]]))
        for first, last in pairwise(edges.tolist()):
            votes = slice(self.ptr[first], self.ptr[last])
            yield Part(
                self.ptr[first : last + 1] - self.ptr[first],
                self.row[votes],
                None if self.weight is None else self.weight[votes],
                self.row_value,
                gold[first:last],
                posterior[first:last],
            )


def coded(answers: Answers) -> Coded:
    """The votes among answers, coded.

    Shape:   answers of one question.
    Unit:    none.
    Missing: items without a vote are left out; `answered` names the others.
    Errors:  Refused("answers.bad") for numbers.
    Source:  statistics.md, Speed (sparse counts).

    >>> from labelproof.quality.columns import from_columns
    >>> coded(from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "y", "x"])).row.tolist()
    [0, 1, 0]
    """
    answers = voting(answers)
    code = answers.annotator_index * np.int64(max(answers.n_values, 1))
    code += answers.codes
    n_codes = answers.n_annotators * answers.n_values
    if n_codes <= 4 * max(len(code), CHUNK):
        occurs = np.bincount(code, minlength=n_codes)
        seen = np.flatnonzero(occurs)
        number = np.cumsum(occurs > 0, dtype=np.int32)
        number -= 1
        row = number[code]
    else:
        seen, row = np.unique(code, return_inverse=True)
        row = row.astype(np.int32)
    annotator, value = np.divmod(seen, max(answers.n_values, 1))
    filled = answers.item_ptr[1:] > answers.item_ptr[:-1]
    weight = family_weight(answers)
    return Coded(
        np.concatenate([answers.item_ptr[:1], answers.item_ptr[1:][filled]]),
        row,
        weight,
        annotator.astype(np.int32),
        value.astype(np.int32),
        np.bincount(row, weights=weight, minlength=len(seen)).astype(np.float64),
        np.flatnonzero(np.diff(annotator, prepend=-1)),
        np.flatnonzero(filled),
        answers.n_items,
        answers.n_annotators,
        answers.n_values,
    )
