"""Recorded events of one log, streamed from the store: leaf, what can be opened beside it, tombstones from the leaves."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.engine.engine import Engine
from labelproof.engine.keyring import KeyRing
from labelproof.events.event import ERASED, LOST, body_from
from labelproof.kernel.canonical import Json
from labelproof.log.leaf import Leaf, parse_leaf
from labelproof.ports.query import Query, param
from labelproof.ports.recorded import Recorded
from labelproof.ports.store import Reading, SealedRow
from labelproof.storage.tables import disclosures, event_refs, events, logs

PAGE = 1024
TOMBSTONE = b'"kind":"disclosure.erased"'
ROOT = "root"

LOG, START, STOP = param("log_id"), param("start"), param("stop")
LOGS = Query(sa.select(logs).order_by(logs.c.log_id))
ONE_LOG = Query(sa.select(logs).where(logs.c.log_id == LOG))
LEAVES = Query(
    sa.select(events.c.idx, events.c.leaf)
    .where(events.c.log_id == LOG, events.c.idx >= START, events.c.idx < STOP)
    .order_by(events.c.idx)
)
SEALED = Query(
    sa.select(disclosures)
    .where(disclosures.c.log_id == LOG, disclosures.c.idx >= START, disclosures.c.idx < STOP)
    .order_by(disclosures.c.idx, disclosures.c.name)
)
ABOUT = Query(
    sa.select(event_refs.c.idx)
    .where(event_refs.c.log_id == LOG, event_refs.c.value == param("value"))
    .order_by(event_refs.c.idx)
)
NAMED = Query(sa.select(events.c.idx).where(events.c.log_id == LOG, events.c.event_id == param("event_id")))


class OpenedEvent(NamedTuple):
    """An event with its bytes: the leaf, its sealed disclosures by name, and the openings that opened."""

    recorded: Recorded[Any]
    leaf: bytes
    parsed: Leaf
    sealed: dict[str, SealedRow]
    openings: dict[str, bytes]


def value_of(opening: bytes) -> Json:
    """What stands in an opening that was made here, and was strict then."""
    return json.loads(opening)[2]


def read_log(read: Reading, log_id: int) -> Any:
    """The log's row, or None."""
    return read.one(ONE_LOG, log_id=log_id)


def all_logs(read: Reading) -> list[Any]:
    """Every log's row, the instance's first."""
    return read.all(LOGS)


def event_logs(read: Reading) -> list[Any]:
    """Every log of events: the root log's leaves are notes, from which no table follows."""
    return [row for row in all_logs(read) if row.kind != ROOT]


def leaves(read: Reading, log_id: int, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
    """Index and bytes of each leaf, a page at a time."""
    for first in range(start, stop, PAGE):
        for row in read.all(LEAVES, log_id=log_id, start=first, stop=min(first + PAGE, stop)):
            yield row.idx, bytes(row.leaf)


def tombstones(read: Reading, log_id: int) -> set[tuple[str, str]]:
    """(event id, field) of everything erased, out of the log itself: a projection may be what is being rebuilt."""
    found: set[tuple[str, str]] = set()
    for _, leaf in leaves(read, log_id, 0, read_log(read, log_id).size):
        if TOMBSTONE in leaf:
            refs = parse_leaf(leaf).refs
            found.update(zip(listed(refs.get("event")), listed(refs.get("field")), strict=True))
    return found


def listed(ref: Any) -> list[str]:
    """A ref's identifiers, however many there are."""
    return [] if ref is None else [ref] if isinstance(ref, str) else list(ref)


def recorded(
    engine: Engine, read: Reading, log_id: int, start: int = 0, stop: int | None = None
) -> Iterator[Recorded[Any]]:
    """Events from `start` before `stop`, in order, as of this reading."""
    for event in opened(engine, read, log_id, start, stop):
        yield event.recorded


def opened(
    engine: Engine, read: Reading, log_id: int, start: int = 0, stop: int | None = None
) -> Iterator[OpenedEvent]:
    """The same events with their bytes and openings. Memory: one page, and the tombstones once a field is missing."""
    last = read_log(read, log_id).size if stop is None else stop
    opener = _Opener(engine, read, log_id)
    for first in range(start, last, PAGE):
        yield from opener.page(first, min(first + PAGE, last))


def events_about(engine: Engine, read: Reading, log_id: int, value: str) -> Iterator[OpenedEvent]:
    """Events that name an item or a release, in order."""
    return events_at(engine, read, log_id, [row.idx for row in read.all(ABOUT, log_id=log_id, value=value)])


def events_at(engine: Engine, read: Reading, log_id: int, indexes: Iterable[int]) -> Iterator[OpenedEvent]:
    """The events at these indexes, in the order given."""
    opener = _Opener(engine, read, log_id)
    for index in indexes:
        yield from opener.page(index, index + 1)


def event_at(engine: Engine, read: Reading, log_id: int, index: int) -> OpenedEvent | None:
    """The event at an index."""
    return next(_Opener(engine, read, log_id).page(index, index + 1), None)


def event_named(engine: Engine, read: Reading, log_id: int, event_id: str) -> OpenedEvent | None:
    """The event of an id."""
    row = read.one(NAMED, log_id=log_id, event_id=event_id)
    return None if row is None else event_at(engine, read, log_id, row.idx)


@dataclass
class _Opener:
    """One reader: a key ring of its own, since rings are not shared between threads."""

    engine: Engine
    read: Reading
    log_id: int
    origin: str = ""
    ring: KeyRing = field(init=False)
    gone: set[tuple[str, str]] | None = None

    def __post_init__(self) -> None:
        self.ring = KeyRing(self.engine.keys, self.engine.entropy)
        self.origin = read_log(self.read, self.log_id).origin

    def page(self, start: int, stop: int) -> Iterator[OpenedEvent]:
        beside: dict[int, dict[str, SealedRow]] = {}
        subjects: set[str] = set()
        for row in self.read.all(SEALED, log_id=self.log_id, start=start, stop=stop):
            beside.setdefault(row.idx, {})[row.name] = SealedRow(*row)
            subjects.update((row.subject, row.writer))
        self.ring.load_many(self.origin, subjects)
        for row in self.read.all(LEAVES, log_id=self.log_id, start=start, stop=stop):
            yield self._event(row.idx, bytes(row.leaf), beside.get(row.idx, {}))

    def _event(self, index: int, leaf: bytes, sealed: dict[str, SealedRow]) -> OpenedEvent:
        parsed = parse_leaf(leaf)
        openings: dict[str, bytes] = {}
        for name, row in sealed.items():
            opening = self.ring.open(self.origin, parsed.id, name, row.subject, row.writer, bytes(row.sealed))
            if opening is not None:
                openings[name] = opening

        def value(name: str) -> Any:
            opening = openings.get(name)
            if opening is None:
                return ERASED if self._is_erased(parsed.id, name) else LOST
            return value_of(opening)

        body = body_from(parsed.kind, dict(parsed.refs), dict(parsed.c), value)
        grant = str(parsed.refs.get("grant", ""))
        event = Recorded(self.log_id, index, parsed.id, parsed.ts, parsed.actor, grant, body)
        return OpenedEvent(event, leaf, parsed, sealed, openings)

    def _is_erased(self, event_id: str, name: str) -> bool:
        if self.gone is None:
            self.gone = tombstones(self.read, self.log_id)
        return (event_id, name) in self.gone
