"""Pairs of people who are wrong in the same way more often than the items explain."""

from dataclasses import dataclass

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.reliability.own_work import checked_gold, own_work
from labelproof.quality.reliability.signal import Signal
from labelproof.quality.statistics.distributions import binomial_at_least
from labelproof.quality.statistics.multiplicity import holm

METHOD = "copying/hoeffding@1"
UNIT = "items both got wrong"
_BAR = 0.01
_PULL = 2.0  # wrong answers' worth of what people generally take this value for
_LOCK_STEP_S = 10.0


@dataclass(frozen=True, slots=True)
class Twins:
    """Pairs with an item both got wrong. Shape: one entry a pair; expected is how many of n are the same by chance."""

    one: IntArray
    other: IntArray
    n: IntArray
    same: IntArray
    expected: FloatArray
    p: FloatArray


def twins(answers: Answers, gold: IntArray) -> Twins:
    """How many wrong answers each pair has in common, and the chance of so many.

    Given that both are wrong on an item, they agree with chance s, the sum of squared shares of its wrong answers among
    *others*, pulled towards what the true value is generally taken for. Items whose wrong answer lures everybody raise
    s; what all pairs together agree beyond it is laid to the items as well, by one shift of log-odds. With two values
    wrong answers are always the same and say nothing.

    Shape:   gold (items,): the value's index, -1 where there is none.
    Unit:    counts; probabilities.
    Missing: items without gold, and pairs never wrong together, are left out.
    Errors:  Refused("answers.bad") for gold that does not fit.
    Source:  wrong answers in common as in Frary, Tideman & Watts, Indices of Cheating (1977); chance by Hoeffding, On the
             Distribution of the Number of Successes in Independent Trials (1956), theorem 4: beyond the mean, the
             binomial with the average s has the larger tail.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i"], ["ana", "ben"], ["y", "y"])
    >>> int(twins(votes, np.array([-1])).n.sum())
    0
    """
    gold = checked_gold(answers, gold)
    wrong = answers.take((gold[answers.item_index] >= 0) & (answers.codes != gold[answers.item_index]))
    first, second = _pairs_within_items(wrong.item_index)
    chance = _SameWrong(wrong, gold).chance(first, second)
    same = wrong.codes[first] == wrong.codes[second]
    chance = _shifted(chance, float(same.sum()))
    one = np.minimum(wrong.annotator_index[first], wrong.annotator_index[second]).astype(np.int64)
    other = np.maximum(wrong.annotator_index[first], wrong.annotator_index[second])
    apart = one != other
    code, which = np.unique(one[apart] * answers.n_annotators + other[apart], return_inverse=True)
    n = np.bincount(which, minlength=len(code))
    n_same = np.bincount(which, weights=same[apart], minlength=len(code)).astype(np.int64)
    expected = np.bincount(which, weights=chance[apart], minlength=len(code)).astype(np.float64)
    p = binomial_at_least(n_same, n, expected / np.maximum(n, 1))
    beyond = n_same >= expected + 1  # only there does Hoeffding's theorem hold; elsewhere nothing is suspect
    return Twins(*np.divmod(code, answers.n_annotators), n, n_same, expected, np.where(beyond, p, 1.0))


def copying_signals(answers: Answers, gold: IntArray) -> list[Signal]:
    """The least likely pair of each annotator and all pairs that are findings: Holm's p over all pairs below .01.

    Shape:   gold (items,): the value's index, -1 where there is none; a consensus may stand in for it.
    Unit:    share of the same among answers both got wrong.
    Missing: with fewer than three values, or no pair wrong together, there is no signal.
    Errors:  Refused("answers.bad") for gold that does not fit.
    Source:  `twins`; statistics.md, Annotators. How often the two answered within ten seconds is told beside it, not tested:
             people who work through one queue at one time do so honestly.

    >>> from labelproof.quality.columns import from_columns
    >>> copying_signals(from_columns(["i", "i"], ["ana", "ben"], ["x", "y"]), np.array([0]))
    []
    """
    own = own_work(answers)
    if own.n_values < 3:
        return []
    pairs = twins(own, gold)
    adjusted = holm(pairs.p)
    told = _least_of_each(pairs) | (adjusted < _BAR)
    return [_signal(own, pairs, row, float(adjusted[row])) for row in np.flatnonzero(told).tolist()]


def _signal(answers: Answers, pairs: Twins, row: int, adjusted: float) -> Signal:
    one, other, n = int(pairs.one[row]), int(pairs.other[row]), int(pairs.n[row])
    same, expected = int(pairs.same[row]), float(pairs.expected[row])
    params = {"expected": expected / n, "p": float(pairs.p[row]), "p_adjusted": adjusted, "pairs": len(pairs.n)}
    reason = f"the same wrong answer on {same} of {n} items both got wrong, expected {expected:.1f}; p = {adjusted:.2g}"
    close = _lock_step(answers, one, other)
    if close is not None:
        params["lock_step"] = close
        reason += f"; {close:.0%} of shared items within {_LOCK_STEP_S:.0f} s"
    statistic = Estimate(same / n, None, n, UNIT, METHOD, params=params)
    return Signal("copying", one, statistic, adjusted < _BAR, reason, other_index=other)


def _lock_step(answers: Answers, one: int, other: int) -> float | None:
    if answers.submitted_at is None:
        return None
    mine, theirs = (np.flatnonzero(answers.annotator_index == who) for who in (one, other))
    _, here, there = np.intersect1d(answers.item_index[mine], answers.item_index[theirs], return_indices=True)
    gap = np.abs(answers.submitted_at[mine[here]] - answers.submitted_at[theirs[there]])
    known = gap[np.isfinite(gap)]
    return float((known <= _LOCK_STEP_S).mean()) if len(known) else None


def _least_of_each(pairs: Twins) -> BoolArray:
    """Which pairs are the least likely one of either member."""
    order = np.argsort(pairs.p, kind="stable")
    least = np.zeros(len(order), dtype=np.bool_)
    for side in (pairs.one, pairs.other):
        _, first = np.unique(side[order], return_index=True)
        least[order[first]] = True
    return least & (pairs.p < 1)


def _pairs_within_items(item: IntArray) -> tuple[IntArray, IntArray]:
    """All pairs of rows of equal item; item is ascending."""
    rows = np.arange(len(item))
    firsts, seconds = [rows[:0]], [rows[:0]]
    for lag in range(1, int(np.bincount(item).max(initial=0))):
        together = rows[: len(item) - lag][item[lag:] == item[: len(item) - lag]]
        firsts.append(together)
        seconds.append(together + lag)
    return np.concatenate(firsts), np.concatenate(seconds)


class _SameWrong:
    """The chance that two wrong answers on an item agree, from the wrong answers of others.

    Taking two answers out of the counts changes the sum of squares in two cells at most.
    """

    def __init__(self, wrong: Answers, gold: IntArray) -> None:
        k = wrong.n_values
        self._item, self._codes = wrong.item_index, wrong.codes
        taken = np.ones((k, k)) - np.eye(k)
        np.add.at(taken, (gold[self._item], self._codes), 1.0)
        general = taken / np.maximum(taken.sum(axis=1, keepdims=True), 1.0)
        code, cell, count = np.unique(
            self._item.astype(np.int64) * k + self._codes, return_inverse=True, return_counts=True
        )
        item, value = np.divmod(code, k)
        prior = _PULL * general[gold[item], value]
        base: FloatArray = count + prior
        self._own: FloatArray = base[cell]  # of each row: how often its value was given on its item, and the prior
        self._m = np.bincount(self._item, minlength=len(gold)).astype(np.float64)
        # Sum over all values of base squared: those of values nobody gave are priors alone.
        squares = ((_PULL * general) ** 2).sum(axis=1)[np.maximum(gold, 0)]
        self._squares = squares + np.bincount(item, weights=base**2 - prior**2, minlength=len(gold))

    def chance(self, first: IntArray, second: IntArray) -> FloatArray:
        a, b = self._own[first], self._own[second]
        same = self._codes[first] == self._codes[second]
        item = self._item[first]
        less = np.where(same, 4 - 4 * a, 2 - 2 * a - 2 * b)
        return np.clip((self._squares[item] + less) / (self._m[item] - 2 + _PULL) ** 2, 1e-9, 1 - 1e-9)


def _shifted(chance: FloatArray, same: float) -> FloatArray:
    """Chances raised by one shift of their log-odds until their sum is what all pairs together show; never lowered."""
    if chance.sum() >= same:
        return chance
    odds, low, high = chance / (1 - chance), 0.0, 40.0
    for _ in range(60):
        shift = (low + high) / 2
        moved = odds * np.exp(shift)
        low, high = (shift, high) if (moved / (1 + moved)).sum() < same else (low, shift)
    moved = odds * np.exp(high)
    return moved / (1 + moved)
