"""Answers against what most of the other people said about the same item; nobody's own answer is on both sides."""

from dataclasses import dataclass

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.reliability.confusion import METHOD as DIRICHLET
from labelproof.quality.reliability.confusion import confusion_counts, confusions
from labelproof.quality.reliability.own_work import own_work
from labelproof.quality.statistics.proportions import wilson

METHOD = "consensus_match/wilson@1"
UNIT = "answers others agree on"
LEAST = 30
"""Fewer comparisons say nothing about a person, and nothing may follow from them (statistics.md, Annotators)."""


def others_majority(answers: Answers) -> IntArray:
    """For each answer the value that more than half of the other people's answers to its item are.

    Shape:   answers of one question; returns (n,), -1 where the others are divided or nobody else answered.
    Unit:    index of a value.
    Missing: an item with one person's answers alone gives -1. All of a person's answers to the item are left out.
    Errors:  Refused("answers.bad") for answers that are numbers.
    Source:  the leave-one-out form of agreement with a strict majority, which at most one value has.

    >>> from labelproof.quality.columns import from_columns
    >>> others_majority(from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "y", "x"])).tolist()
    [1, 0, -1]
    """
    n, k = len(answers), max(answers.n_values, 1)
    if not n:
        return np.empty(0, dtype=np.int32)
    item, codes = answers.item_index.astype(np.int64), answers.codes
    cell, count = np.unique(item * k + codes, return_counts=True)
    pair = item * max(answers.n_annotators, 1) + answers.annotator_index
    own, n_own = np.unique(np.stack([pair, codes], axis=1), axis=0, return_counts=True)
    # One line for each answer and each value its item has: a handful, where a table of all values could be thousands.
    first, last = np.searchsorted(cell, [item * k, (item + 1) * k])
    width = last - first
    row = np.repeat(np.arange(n), width)
    line = np.arange(len(row)) - np.repeat(np.cumsum(width) - width, width) + np.repeat(first, width)
    value = cell[line] % k
    theirs = count[line] - _found(own, n_own, pair[row], value, k)
    n_others = np.bincount(row, weights=theirs, minlength=n)
    leads = 2 * theirs > n_others[row]
    result = np.full(n, -1, dtype=np.int32)
    result[row[leads]] = value[leads]
    return result


def _found(own: IntArray, n_own: IntArray, pair: IntArray, value: IntArray, k: int) -> IntArray:
    """How often each pair of person and item gave each value; 0 for what is not among them."""
    key, asked = own[:, 0] * k + own[:, 1], pair * k + value
    at = np.minimum(np.searchsorted(key, asked), len(key) - 1)
    return np.where(key[at] == asked, n_own[at], 0)


def consensus_match(answers: Answers) -> tuple[Estimate, ...]:
    """The share of each person's answers that are what most others said; withheld below thirty comparisons.

    Agreement, not accuracy: somebody who sees what all others miss agrees with nobody.

    Shape:   answers of one question; one estimate for each annotator.
    Unit:    share, 0 to 1.
    Missing: items on which the others are divided are left out.
    Undefined: withheld_small_group. Errors: Refused("answers.bad") for answers that are numbers.
    Source:  Wilson (1927); withholding is statistics.md, Annotators.

    >>> from labelproof.quality.columns import from_columns
    >>> pairs = [(f"i{n}", who) for n in range(30) for who in ("ana", "ben")]
    >>> [each.value for each in consensus_match(from_columns(*zip(*pairs), ["x"] * 60))]
    [1.0, 1.0]
    """
    own = own_work(answers)
    others = others_majority(own)
    compared = others >= 0
    n = np.bincount(own.annotator_index[compared], minlength=own.n_annotators).tolist()
    same = np.bincount(own.annotator_index[compared & (others == own.codes)], minlength=own.n_annotators).tolist()
    return tuple(_match(k, of) for k, of in zip(same, n, strict=True))


def _match(same: int, n: int) -> Estimate:
    if n < LEAST:
        return undefined("withheld_small_group", METHOD, n, UNIT)
    return Estimate(same / n, wilson(same, n), n, UNIT, METHOD, target="this annotator")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Of the answers where one value was expected, how many gave which value. Shares and bounds are NaN in an empty row.

    Shape: count, share, low, high (K, K), rows the expected value; n (K,) its sums.
    Unit:  answers; shares 0 to 1. method says what was expected, and the kind of the intervals.
    """

    method: str
    count: FloatArray
    share: FloatArray
    low: FloatArray
    high: FloatArray
    n: FloatArray


def against_others(answers: Answers, annotator: int | None = None) -> Matrix:
    """Where answers go that most others gave a value to: everybody's, or one person's.

    Shape:   answers of one question; rows what most of the others said, columns what was answered.
    Unit:    share of a row, with Wilson's interval.
    Missing: answers on which the others are divided are left out.
    Errors:  Refused("answers.bad") for answers that are numbers.
    Source:  Wilson (1927); `others_majority`.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i"] * 3 + ["j"] * 3, ["ana", "ben", "cy"] * 2, ["x", "x", "y", "y", "y", "y"])
    >>> against_others(votes).count.tolist()
    [[0.0, 1.0], [0.0, 3.0]]
    """
    own, k = own_work(answers), answers.n_values
    others = others_majority(own)
    kept = others >= 0 if annotator is None else (others >= 0) & (own.annotator_index == annotator)
    flat = np.bincount(others[kept].astype(np.int64) * k + own.codes[kept], minlength=k * k)
    return matrix_of(flat.reshape(k, k).astype(np.float64), "majority-of-others/wilson@1")


def against_model(answers: Answers, posterior: FloatArray, annotator: int | None = None) -> Matrix:
    """Where answers go whose true value a model estimated: everybody's, or one person's pulled towards everybody's.

    The answers took part in the estimate, so that they agree with it more than with a truth nobody saw.

    Shape:   posterior (items, K), of an aggregator over these answers.
    Unit:    share of a row; Wilson's interval for everybody, Dirichlet's for one person.
    Missing: a value that is surely no item's has an empty row.
    Errors:  Refused("answers.bad") for a posterior that does not fit.
    Source:  Dawid & Skene (1979), equation 2.3; `confusions` for one person.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "y", "y"])
    >>> against_model(votes, np.eye(2)).count.tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    counts = confusion_counts(answers, posterior)
    if annotator is None:
        return matrix_of(counts.sum(axis=0), "estimated-truth/wilson@1")
    each = confusions(answers, posterior)[annotator]
    return Matrix(DIRICHLET, counts[annotator], each.share, each.low, each.high, each.n)


def matrix_of(count: FloatArray, method: str) -> Matrix:
    """Counts as shares of their row, each with Wilson's interval.

    Shape:   count (K, K); fractions of answers are allowed.
    Unit:    share, 0 to 1.
    Missing: a row without an answer has no share: NaN.
    Errors:  none.
    Source:  Wilson (1927).

    >>> matrix_of(np.array([[3.0, 1.0], [0.0, 0.0]]), "m@1").share.tolist()
    [[0.75, 0.25], [nan, nan]]
    """
    n = count.sum(axis=1)
    share, low, high = (np.full(count.shape, np.nan) for _ in range(3))
    for row in np.flatnonzero(n > 0).tolist():
        for column, each in enumerate(count[row].tolist()):
            span = wilson(min(each, n[row]), n[row])
            share[row, column], low[row, column], high[row, column] = each / n[row], span.low, span.high
    return Matrix(method, count, share, low, high, n)
