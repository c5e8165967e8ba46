"""Votes counted on each item: a slot is one value on one item, and each vote counts in one slot."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.kernels.winners import winners

DENSE = 64
"""Up to so many values an item has a slot for each; above it only for those seen on it (texts may all differ)."""


class Slots(Protocol):
    """Where votes count.

    Shape: slot (n,) of each vote; voted (items,). leaders: the first of the best slots of each item, and how many are
           within `slack` of it; level: item and slot of all those, for some items.
    """

    @property
    def slot(self) -> IntArray: ...
    @property
    def n_slots(self) -> int: ...
    @property
    def voted(self) -> BoolArray: ...
    def value_of(self, slot: IntArray) -> IntArray: ...
    def leaders(self, tally: FloatArray, slack: float) -> tuple[IntArray, IntArray]: ...
    def level(self, items: IntArray, tally: FloatArray, slack: float) -> tuple[IntArray, IntArray]: ...


@dataclass(frozen=True, slots=True)
class Full:
    """A slot for every value on every item, voted for or not."""

    slot: IntArray
    voted: BoolArray
    n_values: int

    @property
    def n_slots(self) -> int:
        return len(self.voted) * self.n_values

    def value_of(self, slot: IntArray) -> IntArray:
        return slot % self.n_values

    def leaders(self, tally: FloatArray, slack: float) -> tuple[IntArray, IntArray]:
        leader, n_first = winners(tally.reshape(len(self.voted), self.n_values), slack)
        return np.arange(len(self.voted)) * self.n_values + leader, n_first

    def level(self, items: IntArray, tally: FloatArray, slack: float) -> tuple[IntArray, IntArray]:
        scores = tally.reshape(len(self.voted), self.n_values)[items]
        row, value = np.nonzero(scores >= scores.max(axis=1, keepdims=True) - slack)
        return items[row], items[row] * self.n_values + value


@dataclass(frozen=True, slots=True)
class Seen:
    """Slots for the values seen on an item: ptr (items + 1,) and value (slots,)."""

    slot: IntArray
    ptr: IntArray
    value: IntArray

    @property
    def n_slots(self) -> int:
        return len(self.value)

    @property
    def voted(self) -> BoolArray:
        return self.ptr[1:] > self.ptr[:-1]

    def value_of(self, slot: IntArray) -> IntArray:
        return self.value[slot]

    def leaders(self, tally: FloatArray, slack: float) -> tuple[IntArray, IntArray]:
        item, slot = self.level(np.flatnonzero(self.voted), tally, slack)
        leader = np.zeros(len(self.voted), dtype=np.int64)
        leader[item[::-1]] = slot[::-1]
        return leader, np.bincount(item, minlength=len(self.voted))

    def level(self, items: IntArray, tally: FloatArray, slack: float) -> tuple[IntArray, IntArray]:
        width = self.ptr[items + 1] - self.ptr[items]
        begin = np.cumsum(width) - width
        slot: IntArray = np.arange(int(width.sum())) + np.repeat(self.ptr[items] - begin, width)
        if not len(slot):
            return items, slot
        best = np.repeat(np.maximum.reduceat(tally[slot], begin), width)
        is_level = tally[slot] >= best - slack
        return np.repeat(items, width)[is_level], slot[is_level]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who leads on each item.

    Shape: value_index (items,), -1 for a tie or no vote; tied_ptr and tied_values as in Consensus; credit (slots,): one
           over the number of leaders in the slot of each, 0 in others; leader (items,): a best slot, of any item voted on.
    """

    value_index: IntArray
    tied_ptr: IntArray
    tied_values: IntArray
    credit: FloatArray
    leader: IntArray


def slots(answers: Answers) -> Slots:
    """Where the votes count, by the number of values there may be.

    >>> from labelproof.quality.columns import from_columns
    >>> slots(from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "y", "y"])).slot.tolist()
    [0, 1, 3]
    """
    code = np.multiply(answers.item_index, max(answers.n_values, 1), dtype=np.int64)
    code += answers.codes
    if answers.n_values <= DENSE:
        return Full(code, answers.item_ptr[1:] > answers.item_ptr[:-1], max(answers.n_values, 1))
    runs, slot = np.unique(code, return_inverse=True)
    item, value = np.divmod(runs, answers.n_values)
    ptr = np.concatenate([[0], np.cumsum(np.bincount(item, minlength=answers.n_items))])
    return Seen(slot, ptr, value)


def tally(where: Slots, weight: FloatArray | None = None) -> FloatArray:
    """Votes in each slot, or their weight.

    >>> from labelproof.quality.columns import from_columns
    >>> tally(slots(from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "y", "y"]))).tolist()
    [1.0, 1.0, 0.0, 1.0]
    """
    return np.bincount(where.slot, weights=weight, minlength=where.n_slots).astype(np.float64)


def outcome(where: Slots, scores: FloatArray, slack: float = 0.0, *, share_ties: bool = True) -> Outcome:
    """Who leads on each item; scores within `slack` of the best are level with it.

    Without `share_ties` the first of the level values has all the credit: as other implementations do, and a new order
    of the values then changes who is credited.

    Shape:   scores (slots,).
    Unit:    any.
    Missing: an item without a vote has no leader and no tie.
    Errors:  none.
    Source:  statistics.md, Aggregation: ties are reported, never guessed.

    >>> from labelproof.quality.columns import from_columns
    >>> where = slots(from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "y", "y"]))
    >>> outcome(where, tally(where)).value_index.tolist()
    [-1, 1]
    """
    leader, n_first = where.leaders(scores, slack)
    alone = np.flatnonzero(where.voted & (n_first == 1))
    value_index = np.full(len(leader), -1, dtype=np.int32)
    value_index[alone] = where.value_of(leader[alone])
    item, slot = where.level(np.flatnonzero(where.voted & (n_first > 1)), scores, slack)
    credit = np.zeros(where.n_slots)
    if share_ties:
        credit[leader[alone]] = 1.0
        credit[slot] = 1.0 / n_first[item]
    else:
        credit[leader[where.voted]] = 1.0
    tied_ptr = np.concatenate([[0], np.cumsum(np.bincount(item, minlength=len(leader)))])
    return Outcome(value_index, tied_ptr, where.value_of(slot).astype(np.int32), credit, leader)
