"""Event rows tied to their leaves, to each other, and to what is found by them."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.engine.differences import Report
from labelproof.engine.ledger import findable
from labelproof.engine.openings import LOG, ROOT, START, STOP, TOMBSTONE, listed
from labelproof.engine.root_log import entry_row
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import Leaf, parse_leaf
from labelproof.log.tree import leaf_hash
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.storage.tables import event_refs, events

PAGE = 1024
DESTROYED = b'"kind":"subject_key.destroyed"'
LAST = Query(sa.select(sa.func.max(events.c.idx).label("idx")).where(events.c.log_id == LOG))
ROWS = Query(
    sa.select(events).where(events.c.log_id == LOG, events.c.idx >= START, events.c.idx < STOP).order_by(events.c.idx)
)
PLACE = Query(sa.select(events.c.idx).where(events.c.log_id == LOG, events.c.event_id == param("event_id")))
REFS = Query(
    sa.select(event_refs.c.idx, event_refs.c.value)
    .where(event_refs.c.log_id == LOG)
    .order_by(event_refs.c.idx, event_refs.c.value)
)


class EventTied(NamedTuple):
    """An event row as it stands: the hash of its bytes, the hash stored beside them, and the leaf if it can be read."""

    idx: int
    raw: bytes
    hashed: bytes
    stored: bytes
    leaf: Leaf | None


class Erased(NamedTuple):
    """What a log says is gone: (event id, field) by its tombstone's index, and the subjects whose keys went."""

    fields: dict[tuple[str, str], int]
    subjects: frozenset[str]


class Page(NamedTuple):
    """A range of indexes and the rows that stand in it, whether or not every index has one."""

    start: int
    stop: int
    rows: list[Any]


def pages(read: Reading, log_id: int, least: int = 0) -> Iterator[Page]:
    """The rows of a log in order, up to its last one and at least up to this index."""
    last = read.one(LAST, log_id=log_id).idx
    end = max(least, 0 if last is None else last + 1)
    for start in range(0, end, PAGE):
        stop = min(start + PAGE, end)
        yield Page(start, stop, read.all(ROWS, log_id=log_id, start=start, stop=stop))


def erasures(read: Reading, log_id: int) -> Erased:
    """Out of the leaves themselves; one that cannot be read is another check's matter."""
    fields: dict[tuple[str, str], int] = {}
    subjects: set[str] = set()
    for page in pages(read, log_id):
        for row in page.rows:
            raw = bytes(row.leaf)
            if TOMBSTONE not in raw and DESTROYED not in raw:
                continue
            leaf = _parsed(raw)
            if leaf is not None and TOMBSTONE in raw:
                for place in zip(listed(leaf.refs.get("event")), listed(leaf.refs.get("field")), strict=False):
                    fields[place] = row.idx
            elif leaf is not None:
                subjects.update(listed(leaf.refs.get("subject")))
    return Erased(fields, frozenset(subjects))


def _parsed(raw: bytes) -> Leaf | None:
    try:
        return parse_leaf(raw)
    except Refused:
        return None


class EventTie:
    """Checks rows in order of index; gives each as it stands."""

    def __init__(self, read: Reading, log: Any, report: Report) -> None:
        self._read, self._log, self._report = read, log, report
        self._refs = _RefTie(read, log, report)
        self.next_index, self.last_ts = 0, 0
        self.missing: list[range] = []

    def page(self, page: Page) -> Iterator[EventTied]:
        """The page's rows, checked one by one."""
        for row in page.rows:
            self._miss(row.idx)
            self.next_index = row.idx + 1
            yield self._row(row)
        self._refs.catch_up(page.stop, self.missing)

    def finish(self) -> None:
        """After the last page: rows that the log's size promises, and references to what no row stands for."""
        self._miss(self._log.size)
        self._refs.catch_up(None, self.missing)

    def _miss(self, stop: int) -> None:
        if self.next_index < stop:
            self.missing.append(range(self.next_index, stop))

    def _row(self, row: Any) -> EventTied:
        raw, stored = bytes(row.leaf), bytes(row.leaf_hash)
        leaf = None
        try:
            if self._log.kind == ROOT:  # whose leaves are notes
                self._check_entry(row, raw)
            else:
                leaf = parse_leaf(raw)
                self._check(row, leaf)
        except Refused as refused:
            self._add("leaf_unreadable", row.idx, f"the leaf cannot be read: {refused.what}")
        return EventTied(row.idx, raw, leaf_hash(raw), stored, leaf)

    def _check(self, row: Any, leaf: Leaf) -> None:
        if leaf.id != row.event_id:
            other = self._read.one(PLACE, log_id=self._log.log_id, event_id=leaf.id)
            if other is None:
                self._add("event_id_edited", row.idx, f"the row says event {row.event_id} and its leaf {leaf.id}")
            else:
                self._add("event_duplicated", row.idx, f"the leaf is that of event {leaf.id}, at {other.idx} already")
        if leaf.log != self._log.origin:
            self._add("leaf_of_other_log", row.idx, f"the leaf is one of {leaf.log}")
        if leaf.ts < self.last_ts:
            self._add("time_goes_back", row.idx, f"at {leaf.ts} ms, after a leaf at {self.last_ts} ms")
        self.last_ts = max(self.last_ts, leaf.ts)
        self._refs.expect(row.idx, findable(leaf.refs))

    def _check_entry(self, row: Any, raw: bytes) -> None:
        entry, (_, label, _) = entry_row(self._log.log_id, row.idx, raw)
        if entry.event_id != row.event_id:
            self._add("event_id_edited", row.idx, f"the row says entry {row.event_id} and its note {entry.event_id}")
        self._refs.expect(row.idx, (label,))

    def _add(self, code: str, index: int, what: str) -> None:
        self._report.add(code, events.name, (self._log.log_id, index), what)


class _RefTie:
    """`event_refs` against the leaves' own references, both ways, in one walk along both."""

    def __init__(self, read: Reading, log: Any, report: Report) -> None:
        self._stored = read.each(REFS, log_id=log.log_id)
        self._ahead = next(self._stored, None)
        self._expected: set[tuple[int, str]] = set()
        self._log, self._report = log, report

    def expect(self, index: int, values: Iterable[str]) -> None:
        """The leaf names these."""
        self._expected.update((index, value) for value in values)

    def catch_up(self, stop: int | None, missing: list[range]) -> None:
        """Compare all before an index, or all that is left; what names a missing event is no invention."""
        while self._ahead is not None and (stop is None or self._ahead.idx < stop):
            self._report.n_rows += 1
            row = self._ahead
            if (row.idx, row.value) in self._expected:
                self._expected.remove((row.idx, row.value))
            elif not any(row.idx in gap for gap in missing):
                self._add("reference_invented", row.idx, row.value, f"the leaf does not name {row.value}")
            self._ahead = next(self._stored, None)
        for index, value in sorted(self._expected):
            self._add("reference_missing", index, value, f"the leaf names {value}, and nothing finds it by that")
        self._expected.clear()

    def _add(self, code: str, index: int, value: str, what: str) -> None:
        self._report.add(code, event_refs.name, (self._log.log_id, value, index), what)
