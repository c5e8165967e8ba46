"""The leaves of one log as a verifier looks at them: each in its form, ids once, time never backwards."""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.leaf import read_head

KEY_KINDS = frozenset({b"log.opened", b"log_key.added", b"log_key.retired"})
_BUCKETS = 64  # so that a set of one bucket's prefixes stays small where a set of all would not
_ASK = "ask the operator; an honest log cannot have this"
_PROBE = hash(b"of one process family")


def _buckets() -> "list[array[int]]":
    return [array("q") for _ in range(_BUCKETS)]


@dataclass(slots=True)
class EventLeaves:
    """Leaves that are events, in order: of a whole log, or of a range that another joins.

    Of an id only 64 bits of Python's own keyed hash are kept, 8 bytes a leaf; where two are equal the ids themselves
    are compared, in a second reading. The hash's key is the process's own, so nobody can choose ids that collide.
    """

    origin: str
    first_index: int = 0
    first_ts: int = 0
    ts: int = 0
    key_leaves: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    ids: "list[array[int]]" = field(default_factory=_buckets)
    family: int = _PROBE
    is_empty: bool = True

    def take(self, first: int, leaves: Sequence[bytes], faults: Faults) -> None:
        """Look at the next leaves; `first` is the index of the first of them."""
        origin, ts = self.origin.encode(), self.ts
        ids: list[bytes] = []
        for index, raw in enumerate(leaves, first):
            try:
                name, at, kind, log = read_head(raw)
            except Refused as error:
                faults.take(error, f"entry {index}: ")
                continue
            if self.is_empty:
                self.first_index, self.first_ts, self.is_empty = index, at, False
            if log != origin:
                faults.add("log.foreign", f"entry {index} belongs to {log.decode()}, not to {self.origin}", _ASK)
            if at < ts:
                faults.add("log.time", f"entry {index} is {ts - at} ms before the one in front of it", _ASK)
            else:
                ts = at
            if kind in KEY_KINDS:
                self.key_leaves.append((index, raw))
            ids.append(name)
        self.ts = ts
        add = [bucket.append for bucket in self.ids]
        for prefix in map(hash, ids):
            add[prefix & (_BUCKETS - 1)](prefix)

    def join(self, later: "EventLeaves", faults: Faults) -> None:
        """Add the leaves that another looked at, which come right after these."""
        if later.family != self.family:
            raise ValueError("hashes of ids compare only between processes forked from one another")
        if later.is_empty:
            return
        if self.is_empty:
            self.first_index, self.first_ts, self.is_empty = later.first_index, later.first_ts, False
        if later.first_ts < self.ts:
            what = f"entry {later.first_index} is {self.ts - later.first_ts} ms before the one in front of it"
            faults.add("log.time", what, _ASK)
        self.ts = max(self.ts, later.ts)
        self.key_leaves += later.key_leaves
        for mine, theirs in zip(self.ids, later.ids):
            mine.extend(theirs)

    def twice(self) -> tuple[int, set[int]]:
        """How many ids share their prefix with an earlier one, and which prefixes those are."""
        n, prefixes = 0, set[int]()
        for bucket in self.ids:
            more = len(bucket) - len(set(bucket))
            if more:
                n += more
                ordered = sorted(bucket)
                prefixes.update(a for a, b in pairwise(ordered) if a == b)
        return n, prefixes


def find_twice(first: int, leaves: Sequence[bytes], prefixes: Collection[int], seen: dict[bytes, int]) -> str:
    """The first of these leaves whose id, compared in full, is one of `seen` already, in words; or nothing."""
    for index, raw in enumerate(leaves, first):
        try:
            name = read_head(raw)[0]
        except Refused:
            continue
        if hash(name) in prefixes and seen.setdefault(name, index) != index:
            return f"entry {index} has the id {name.decode()} of entry {seen[name]}"
    return ""
