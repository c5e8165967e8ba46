"""Whether an answer is what the others say: each judged by as many votes, and never by its own."""

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.statistics.ordering import sums_of


def accord(item: IntArray, code: IntArray, votes: BoolArray) -> FloatArray:
    """Each answer's accord with the most frequent value among the voters on its item: 1, or 1/t where t values tie.

    A voter is judged by the other voters. Somebody who has no vote is judged by the voters less one, on average over
    who is left out: or those without a vote would be held against a consensus of one vote more, which errs less, and
    look better for that alone.

    Shape:   item, code (n,) of each answer, >= 0; votes (n,): who makes the consensus.
    Unit:    0 to 1.
    Missing: NaN where an item has fewer than two votes.
    Errors:  none.
    Source:  leave-one-out; a tie counts 1/t as in statistics.md, Aggregation.

    >>> accord(np.zeros(4, int), np.array([0, 0, 1, 1]), np.array([True, True, True, False])).tolist()
    [0.5, 0.5, 0.0, 0.3333333333333333]
    """
    n_items, n_values = int(item.max(initial=-1)) + 1, int(code.max(initial=0)) + 1
    key = item.astype(np.int64) * n_values + code
    cells, count = np.unique(key[votes], return_counts=True)
    of = cells // n_values
    most = np.zeros(n_items, dtype=np.int64)
    np.maximum.at(most, of, count)
    n_votes = np.bincount(item[votes], minlength=n_items)
    n_first = np.bincount(of[count == most[of]], minlength=n_items)
    n_behind = np.bincount(of[count == most[of] - 1], minlength=n_items)  # by one vote: level, once a leader loses one

    own = np.zeros(len(key), dtype=np.int64)
    if len(cells):
        at = np.minimum(np.searchsorted(cells, key), len(cells) - 1)
        own = np.where(cells[at] == key, count[at], 0)
    m, t, n, u = (each[item].astype(np.float64) for each in (most, n_first, n_votes, n_behind))
    first, behind, single = (own == m) & (own > 0), (own == m - 1) & (own > 0), t == 1
    shared: FloatArray = 1 / (u + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        lost_elsewhere = (n - t * m) * first / t
        lost_by_a_leader = m * (first & ~single) + m * shared * (single & (first | behind))
        of_a_guest: FloatArray = (lost_elsewhere + lost_by_a_leader) / n
    result = np.where(votes, np.where(first & single, shared, 0.0), of_a_guest)
    return np.where(n >= 2, result, np.nan)


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
    everyone = np.ones(len(answers), dtype=np.bool_)
    agreed, person = accord(answers.item_index, answers.codes, everyone), answers.annotator_index
    shared = ~np.isnan(agreed)
    score = np.where(shared, agreed, 0.0)
    sums = sums_of(person, score, answers.n_annotators)[person]
    left = np.bincount(person[shared], minlength=answers.n_annotators)[person] - shared
    return np.divide(sums - score, left, out=np.full(len(answers), np.nan), where=left > 0)
