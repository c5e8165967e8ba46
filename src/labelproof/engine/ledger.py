"""Events into leaves and back: ids, salts, commitments, sealed openings, hashes, contiguous indexes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from labelproof.engine.keyring import KeyRing, Plain
from labelproof.events.event import BY_CLASS, refs_of, said_of
from labelproof.kernel.canonical import b64url
from labelproof.kernel.ids import Own, event_ids
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import (
    LEAF_VERSION,
    MAX_LEAF,
    Leaf,
    format_leaf,
    make_opening,
)
from labelproof.log.tree import Frontier, leaf_hash
from labelproof.ports.entropy import Entropy
from labelproof.ports.recorded import Receipt, Recorded
from labelproof.ports.room import By
from labelproof.ports.store import EventRow, LogState, SealedRow, Transaction

SALT = 16
FOUND_BY = ("item", "task", "release")


class Asking(NamedTuple):
    """Who records: the command's identity, from which event ids follow, and the name events carry."""

    secret: bytes
    home: str
    account: str
    key: str
    actor: str
    grant: str


class _Ids:
    """The ids of a command's own events, each computed once."""

    def __init__(self, asking: Asking, first: int) -> None:
        self._name, self._first = event_ids(*asking[:4]), first
        self._known: dict[Own, str] = {}

    def __call__(self, own: Own) -> str:
        found = self._known.get(own)
        if found is None:
            n = self._first + own.n
            found = self._known[own] = self._name(str(n) if own.place is None else f"{n}.{own.place}")
        return found

    def filled(self, given: Any) -> Any:
        """An id as it is, an own one filled in."""
        return self(given) if type(given) is Own else given


class _Growing:
    """A log as it will stand: its state moves only when nothing can be refused any more."""

    def __init__(self, state: LogState) -> None:
        self.state, self.size, self.last_ts = state, state.size, state.last_ts
        self._frontier = Frontier.from_bytes(state.frontier) if state.frontier else Frontier()

    def take(self, hashed: bytes) -> None:
        self._frontier.append(hashed)
        self.size += 1

    def settle(self, tx: Transaction) -> None:
        state = self.state
        state.size, state.last_ts, state.frontier = self.size, self.last_ts, self._frontier.to_bytes()
        tx.advance(state)


class _Batch:
    """Rows of some events, before they are handed to the transaction."""

    def __init__(self) -> None:
        self.logs: dict[int, _Growing] = {}
        self.events: list[EventRow] = []
        self.sealed: list[SealedRow] = []
        self.refs: list[tuple[int, str, int]] = []

    def log(self, state: LogState) -> _Growing:
        found = self.logs.get(state.log_id)
        if found is None:
            found = self.logs[state.log_id] = _Growing(state)
        return found


class Ledger:
    """Appends to logs within a transaction."""

    def __init__(self, keyring: KeyRing, entropy: Entropy) -> None:
        self._keyring, self._entropy = keyring, entropy

    def append(
        self, tx: Transaction, asking: Asking, now: int, first: int, events: Sequence[Any], logs: dict[str, LogState]
    ) -> list[tuple[Recorded[Any], Receipt]]:
        """Record events as the command's first, first + 1, …; `logs` gives the log for each home ("project", "instance")."""
        ids, batch = _Ids(asking, first), _Batch()
        given = [each if isinstance(each, By) else By(each, asking.actor, asking.grant) for each in events]
        homes = [logs[by.event.HOME] if by.event.HOME in logs else logs["any"] for by in given]
        said = [_said(by.event, ids) for by in given]
        self._prepare(homes, said)
        done = [self._record(n, by, batch, batch.log(homes[n]), now, ids, said[n]) for n, by in enumerate(given)]
        for log in batch.logs.values():
            log.settle(tx)
        tx.append(batch.events, batch.sealed, batch.refs)
        return done

    def _record(
        self, n: int, by: By, batch: _Batch, log: _Growing, now: int, ids: _Ids, said: list[Plain]
    ) -> tuple[Recorded[Any], Receipt]:
        body, ident, state, kind = by.event, ids(Own(n)), log.state, BY_CLASS[type(by.event)].kind
        actor, index = ids.filled(by.actor), log.size
        ts = log.last_ts = max(now, log.last_ts)
        refs = refs_of(body, ids)
        own_refs = refs.copy()
        if by.grant:
            refs["grant"] = by.grant
        commitments = self._seal(state, index, ident, said, batch)
        leaf = format_leaf(Leaf(LEAF_VERSION, state.origin, ident, ts, kind, actor, refs, commitments))
        if len(leaf) > MAX_LEAF:
            what = f"the event takes {len(leaf)} bytes"
            raise Refused("log.leaf_too_large", what, f"split it: a leaf holds {MAX_LEAF}")
        hashed = leaf_hash(leaf)
        log.take(hashed)
        batch.events.append(EventRow(state.log_id, index, ident, leaf, hashed))
        batch.refs.extend([(state.log_id, value, index) for value in findable(own_refs)])
        recorded: Recorded[Any] = Recorded(state.log_id, index, ident, ts, actor, by.grant, _resolved(body, own_refs))
        return recorded, Receipt(state.origin, index, b64url(hashed), ident, kind)

    def _prepare(self, homes: list[LogState], said: list[list[Plain]]) -> None:
        """Keys of all subjects of all events, one look-up a log."""
        subjects: dict[str, list[str]] = {}
        for home, each in zip(homes, said, strict=True):
            subjects.setdefault(home.origin, []).extend([who for s in each for who in (s.subject, s.writer)])
        for origin, who in subjects.items():
            self._keyring.prepare(origin, who)

    def _seal(self, state: LogState, index: int, ident: str, said: list[Plain], batch: _Batch) -> dict[str, str]:
        if not said:
            return {}
        salts = self._entropy.bytes(SALT * len(said))
        commitments: dict[str, str] = {}
        openings: list[bytes] = []
        for n, (name, value, _, _) in enumerate(said):
            opening, commitments[name] = make_opening(salts[n * SALT : (n + 1) * SALT], name, value)
            openings.append(opening)
        boxes = self._keyring.seal(state.origin, ident, said, openings)
        log_id = state.log_id
        batch.sealed.extend(
            [SealedRow(log_id, index, s.name, s.subject, s.writer, box) for s, box in zip(said, boxes, strict=True)]
        )
        return commitments


def _said(body: Any, ids: _Ids) -> list[Plain]:
    filled = ids.filled
    return [Plain(name, s.value, filled(s.subject), filled(s.writer) if s.writer else "") for name, s in said_of(body)]


def findable(refs: Mapping[str, Any]) -> Iterable[str]:
    """What an event is found by (storage's event_refs)."""
    for name in FOUND_BY:
        value = refs.get(name)
        if value is not None:
            yield from (value,) if isinstance(value, str) else dict.fromkeys(value)


def _resolved(body: Any, refs: dict[str, Any]) -> Any:
    """The body as a reader of the log would decode it: own ids filled in."""
    shape = BY_CLASS[type(body)]
    values = {f: getattr(body, f) for f, _ in (*shape.said, *shape.each)}
    for attribute, name, is_number, is_array in shape.refs:
        value = getattr(body, attribute)
        if is_number or name not in refs:
            values[attribute] = value
        else:
            values[attribute] = tuple(refs[name]) if is_array else refs[name]
    return shape.build(**values)
