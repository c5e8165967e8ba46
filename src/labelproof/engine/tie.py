"""One log, tied both ways: event rows, references, disclosures, hashes, published files, notes and the log's own row.

Three ways to see the tree are kept side by side: over the leaves' bytes, over the hashes stored beside them, and over
the published tiles. Where they part, the signed root says which of them was changed.
"""

from collections.abc import Callable, Iterator
from typing import Any

from labelproof.engine.differences import Report
from labelproof.engine.engine import Engine
from labelproof.engine.openings import ROOT
from labelproof.engine.tie_events import EventTie, EventTied, Page, erasures, pages
from labelproof.engine.tie_files import Files, FileTie
from labelproof.engine.tie_notes import NoteTie
from labelproof.engine.tie_openings import OpeningTie
from labelproof.kernel.canonical import b64url
from labelproof.log.checkpoint import Checkpoint
from labelproof.log.tiles import WIDTH, format_tile_path
from labelproof.log.tree import Frontier
from labelproof.ports.store import Reading
from labelproof.storage.tables import events, logs

LEAVES, STORED, SHOWN = range(3)


class _Tree:
    """A tree as it grows: its root at the sizes asked for, and its frontier at one. It ends where a hash is unknown."""

    def __init__(self, sizes: set[int], kept_size: int) -> None:
        self._sizes, self._kept_size = sizes, kept_size
        self._frontier: Frontier | None = Frontier()
        self.roots: dict[int, bytes] = {}
        self.kept = b""
        self._look()

    def take(self, hashed: bytes | None) -> None:
        """The next hash."""
        if self._frontier is not None:
            if hashed is None or len(hashed) != 32:
                self._frontier = None
            else:
                self._frontier.append(hashed)
                self._look()

    def _look(self) -> None:
        assert self._frontier is not None
        size = self._frontier.size
        if size in self._sizes:
            self.roots[size] = self._frontier.root()
        if size == self._kept_size:
            self.kept = self._frontier.to_bytes()


class _Tie:
    """The work on one log."""

    def __init__(self, engine: Engine, read: Reading, log: Any, report: Report) -> None:
        self._read, self._log, self._report = read, log, report
        self._end = 0
        self._events = EventTie(read, log, report)
        self._openings = OpeningTie(engine, read, log, erasures(read, log.log_id), report)
        self._notes = NoteTie(engine, read, log, report)
        self._files = Files(engine, log, self._notes.signed, report)
        self._blocks = FileTie(self._files)
        sizes = {*self._notes.sizes, log.size}
        self._trees = [_Tree(sizes, log.size) for _ in range(3)]
        self._rewritten: list[tuple[EventTied, bytes]] = []
        self._unlike: list[EventTied] = []

    def pages(self) -> Iterator[Page]:
        """All there is to look at: the rows, and what was signed of them."""
        return pages(self._read, self._log.log_id, self._notes.signed)

    def page(self, page: Page) -> None:
        """A page of rows, with all that hangs on them."""
        tied = list(self._events.page(page))
        self._openings.page(page, tied)
        by_index = {event.idx: event for event in tied}
        for first in range(page.start, page.stop, WIDTH):
            places = min(WIDTH, page.stop - first)
            block = {n: by_index[first + n] for n in range(places) if first + n in by_index}
            self._grow(places, block, self._blocks.block(first // WIDTH, places, block))
        self._end = page.stop

    def _grow(self, places: int, block: dict[int, EventTied], shown: dict[int, bytes]) -> None:
        for place in range(places):
            event, published = block.get(place), shown.get(place)
            if event is None:
                self._take(published, published, published)
                continue
            self._take(event.hashed, event.stored, published or event.hashed)
            if published is not None and published != event.hashed:
                self._rewritten.append((event, published))
            elif event.stored != event.hashed:
                self._unlike.append(event)

    def _take(self, *hashes: bytes | None) -> None:
        for tree, hashed in zip(self._trees, hashes, strict=True):
            tree.take(hashed)

    def finish(self) -> None:
        """What can only be said once all was seen."""
        self._events.finish()
        self._openings.finish(self._end)
        self._blocks.finish()
        self._notes.check([tree.roots for tree in self._trees])
        newest = self._notes.newest
        for event, published in self._rewritten:
            self._name_rewritten(event, published, newest)
        for event in self._unlike:
            self._name_unlike(event)
        self._name_row()

    def _name_rewritten(self, event: EventTied, published: bytes, newest: Checkpoint | None) -> None:
        hashes = f"hashes to {b64url(event.hashed)}, and the published tile has {b64url(published)}"
        if event.stored == published:
            what = f"the leaf was edited: it {hashes}, which its row's leaf_hash still says"
            self._add("leaf_edited", event.idx, what)
        elif newest is not None and self._trees[LEAVES].roots.get(newest.size) == newest.root:
            path = format_tile_path(0, event.idx // WIDTH)
            what = f"hash {event.idx % WIDTH} is not that of the leaf at {event.idx}, which the signed root holds"
            self._files.add("tile_altered", path, what)
        elif newest is not None and self._trees[SHOWN].roots.get(newest.size) == newest.root:
            what = f"the event was rewritten: its leaf {hashes}, which the signed root holds"
            self._add("event_rewritten", event.idx, what)
        else:
            self._add("event_rewritten", event.idx, f"the leaf {hashes}; neither gives the signed root")

    def _name_unlike(self, event: EventTied) -> None:
        """Leaf and stored hash part. Where it is published, or the log's frontier holds the leaf, the hash was edited."""
        frontier = bytes(self._log.frontier)
        if event.idx >= self._notes.signed and self._trees[STORED].kept == frontier:
            self._add("leaf_edited", event.idx, "the leaf was edited: it does not hash to its row's leaf_hash")
        else:
            self._add("leaf_hash_edited", event.idx, "leaf_hash was edited: the leaf is what was recorded")

    def _name_row(self) -> None:
        log, n = self._log, self._events.next_index
        frontier = bytes(log.frontier)
        try:
            held = Frontier.from_bytes(frontier).size if frontier else 0
        except ValueError:
            held = -1
        if log.size != n and held == n:
            what = f"size says {log.size}; there are {n} events, and the frontier is theirs"
            self._report.add("log_size", logs.name, (log.log_id,), what)
            return
        for gap in self._events.missing:
            self._name_gap(gap, log.size)
        for index in range(log.size, n):
            self._add("event_extra", index, f"the log ends at {log.size}")
        if frontier not in (tree.kept for tree in self._trees) and not self._events.missing:
            what = "frontier was edited, or a leaf that is not published yet: one does not follow from the other"
            self._report.add("log_frontier", logs.name, (log.log_id,), what)
        if log.kind != ROOT and log.last_ts != self._events.last_ts and n == log.size:
            what = f"last_ts says {log.last_ts}, and the last leaf {self._events.last_ts}"
            self._report.add("log_last_ts", logs.name, (log.log_id,), what)

    def _name_gap(self, gap: range, size: int) -> None:
        which = (
            f"event {gap.start} is missing" if len(gap) == 1 else f"events {gap.start} to {gap.stop - 1} are missing"
        )
        signed = " and was published" if gap.start < self._notes.signed else ""
        self._add("event_missing", gap.start, f"{which}{signed}: the log has {size}")

    def _add(self, code: str, index: int, what: str) -> None:
        self._report.add(code, events.name, (self._log.log_id, index), what)


def tie_log(engine: Engine, read: Reading, log: Any, report: Report, advance: Callable[[int], None]) -> None:
    """Check one log; `advance` is told of each page's events."""
    tie = _Tie(engine, read, log, report)
    for page in tie.pages():
        tie.page(page)
        advance(len(page.rows))
    tie.finish()
