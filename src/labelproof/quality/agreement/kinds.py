"""Items by what was answered on them: all that agreement needs of any number of rows, and it adds up.

Items with the same answers are exchangeable, so a question is known from its kinds of item and how many there are of
each: for 4 values and 5 answers an item at most 56, be it of 10,000 items or of a billion. Whole numbers, so that the
kinds of parts added in any order are those of the whole, bit for bit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.agreement.reads import Reads
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import IntArray

Rows = tuple[IntArray, IntArray]
_MOST_KEY = 1 << 62


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of a question's pairable items.

    Shape: by_size[m] for the items with m answers: codes (k, m), each row ascending and no two alike, and times (k,).
    """

    n_values: int
    by_size: Mapping[int, Rows]
    reads: Reads

    @property
    def n_items(self) -> int:
        """Pairable items."""
        return sum(int(times.sum()) for _, times in self.by_size.values())

    def merge(self, other: "Kinds") -> "Kinds":
        """The kinds of both parts together.

        >>> from labelproof.quality.columns import from_columns
        >>> one = kinds_of(from_columns(["i", "i"], ["ana", "ben"], ["x", "x"]))
        >>> one.merge(one).by_size[2][1].tolist()
        [2]
        """
        if self.n_values != other.n_values:
            raise refusal([Problem("n_values", f"is {self.n_values} in one part and {other.n_values} in another")])
        sizes = sorted({*self.by_size, *other.by_size})
        found = {m: [each.by_size[m] for each in (self, other) if m in each.by_size] for m in sizes}
        return Kinds(
            self.n_values,
            {m: rows[0] if len(rows) == 1 else _added(rows, self.n_values) for m, rows in found.items()},
            self.reads.merge(other.reads),
        )

    def totals(self) -> IntArray:
        """How often each value occurs on pairable items."""
        total = np.zeros(self.n_values, dtype=np.int64)
        for codes, times in self.by_size.values():
            for column in codes.T:
                np.add.at(total, column, times)
        return total

    def written_out(self) -> Answers:
        """Answers with these kinds, 12 bytes each; who gave which is forgotten, and no figure of kinds asks."""
        codes = [np.repeat(codes, times, axis=0) for codes, times in self.by_size.values()]
        sizes = np.concatenate([np.full(len(each), each.shape[1]) for each in codes])
        who = np.concatenate([np.tile(np.arange(each.shape[1], dtype=np.int32), len(each)) for each in codes])
        item = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        said = np.concatenate([each.ravel() for each in codes]).astype(np.int32)
        return Answers(item, who, said, len(sizes), int(sizes.max()), self.n_values)


def kinds_of(answers: Answers) -> Kinds:
    """The kinds among the planned reads of a part that is cut at items.

    Shape:   answers of one question; all parts have the same `n_values` and the same numbers for annotators.
    Unit:    counts.
    Missing: items with fewer than two answers have no kind.
    Errors:  Refused("answers.bad") for answers that are numbers.
    Source:  Krippendorff (2011): alpha needs of an item only its values' counts.

    >>> from labelproof.quality.columns import from_columns
    >>> kinds_of(from_columns(["i", "i", "j", "j"], ["ana", "ben"] * 2, ["y", "x", "x", "y"])).by_size[2][0].tolist()
    [[0, 1]]
    """
    reads, answers = Reads.of(answers)
    ptr, m, codes = answers.item_ptr[:-1], np.diff(answers.item_ptr), answers.codes
    by_size: dict[int, Rows] = {}
    for size in np.flatnonzero(np.bincount(m)).tolist():
        if size >= 2:
            own = np.sort(codes[ptr[m == size][:, None] + np.arange(size)], axis=1)
            by_size[size] = _distinct(own, np.ones(len(own), dtype=np.int64), answers.n_values)
    return Kinds(answers.n_values, by_size, reads)


def kinds_from(said: Sequence[IntArray], times: Sequence[int], n_values: int, n_annotators: int) -> Kinds:
    """Kinds that somebody else counted: a database's group-by.

    Shape:   said: the codes on each kind of item, of any length; times: how many items are of it.
    Unit:    counts.
    Missing: kinds of one answer count as answers only.
    Errors:  none.
    Source:  as kinds_of.

    >>> kinds_from([np.array([1, 0]), np.array([0])], [3, 2], 2, 5).totals().tolist()
    [3, 3]
    """
    of_size: dict[int, list[int]] = {}
    for at, codes in enumerate(said):
        of_size.setdefault(len(codes), []).append(at)
    by_size = {
        m: _distinct(
            np.sort(np.stack([said[at] for at in of_size[m]]), axis=1).astype(np.int32),
            np.array([times[at] for at in of_size[m]], dtype=np.int64),
            n_values,
        )
        for m in sorted(of_size)
        if m >= 2
    }
    n_answers = sum(len(codes) * n for codes, n in zip(said, times, strict=True))
    return Kinds(n_values, by_size, Reads(np.arange(n_annotators), n_answers, {}))


def _added(rows: list[Rows], n_values: int) -> Rows:
    codes, times = (np.concatenate([each[part] for each in rows]) for part in (0, 1))
    return _distinct(codes, times, n_values)


def _distinct(codes: IntArray, times: IntArray, n_values: int) -> Rows:
    """Rows that are alike as one, in ascending order; a row is packed into one number where one holds it."""
    size = codes.shape[1]
    if max(n_values, 1) ** size < _MOST_KEY:
        key = np.zeros(len(codes), dtype=np.int64)
        for column in codes.T:
            key *= n_values
            key += column
        _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    else:
        _, first, kind = np.unique(codes, axis=0, return_index=True, return_inverse=True)
    total = np.zeros(len(first), dtype=np.int64)
    np.add.at(total, kind.reshape(-1), times)
    return codes[first], total
