"""Numbers of annotators side by side: the items all of them answered, as a small table."""

from collections.abc import Sequence

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Undefined
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray


def are_numbers(answers: Answers) -> bool:
    """Whether the answers are numbers, or all their values are.

    >>> from labelproof.quality.columns import from_columns
    >>> are_numbers(from_columns(["i"], ["ana"], [3])), are_numbers(from_columns(["i"], ["ana"], ["x"]))
    (True, False)
    """
    if answers.value is not None:
        return True
    return len(answers.values) == answers.n_values and all_numbers(answers.values)


def all_numbers(values: Sequence[Json]) -> bool:
    """Whether there are values, and all of them are numbers.

    >>> all_numbers([1, 2.5]), all_numbers([True, 1]), all_numbers([])
    (True, False, False)
    """
    return len(values) > 0 and all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in values)


def side_by_side(answers: Answers, annotators: IntArray) -> tuple[IntArray, FloatArray]:
    """Items that every one of these annotators answered, and their numbers.

    Shape:   annotators (k,) indexes. Returns item (n,) and numbers (n, k), columns as asked.
    Unit:    that of the numbers.
    Missing: an item that somebody left out is left out; of several rows of a person on an item the last counts.
    Errors:  Undefined("no_answers"), Undefined("no_overlap"); Refused("answers.bad") where values are no numbers.
    Source:  statistics.md, Agreement.

    >>> from labelproof.quality.columns import from_columns
    >>> side_by_side(from_columns(["i", "i", "j"], ["ana", "ben", "ana"], [1, 2, 3]), np.array([1, 0]))[1].tolist()
    [[2.0, 1.0]]
    """
    if not len(answers):
        raise Undefined("no_answers")
    number = answers.numbers
    rows = np.full((answers.n_items, len(annotators)), -1, dtype=np.int64)
    for n, each in enumerate(annotators):
        own = np.flatnonzero(answers.annotator_index == each)
        rows[answers.item_index[own], n] = own
    item = np.flatnonzero((rows >= 0).all(axis=1))
    if not len(item):
        raise Undefined("no_overlap")
    return item, number[rows[item]]
