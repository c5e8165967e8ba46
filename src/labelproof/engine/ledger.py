"""Events into leaves and back: ids, salts, commitments, sealed openings, hashes, contiguous indexes."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from labelproof.engine.keyring import KeyRing, packed
from labelproof.events.event import BY_CLASS, BY_KIND, ERASED, LOST, body_from, refs_of, said_of
from labelproof.kernel.canonical import b64url
from labelproof.kernel.ids import Own, event_id
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import LEAF_VERSION, MAX_LEAF, Leaf, disclosure_digest, format_leaf, make_disclosure, parse_leaf
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


class Ledger:
    """Appends to logs within a transaction."""

    def __init__(self, keyring: KeyRing, entropy: Entropy) -> None:
        self._keyring, self._entropy = keyring, entropy

    def append(
        self, tx: Transaction, asking: Asking, now: int, first: int, events: Sequence[Any], logs: dict[str, LogState]
    ) -> list[tuple[Recorded[Any], Receipt]]:
        """Record events as the command's first, first + 1, …; `logs` gives the log for each home ("project", "instance")."""

        def own(o: Own) -> str:
            n = first + o.n
            return event_id(asking.secret, asking.home, asking.account, asking.key, str(n) if o.place is None else f"{n}.{o.place}")

        done: list[tuple[Recorded[Any], Receipt]] = []
        rows: list[EventRow] = []
        sealed: list[SealedRow] = []
        found: list[tuple[int, str, int]] = []
        for n, given in enumerate(events):
            body, actor, grant = (given.event, given.actor, given.grant) if isinstance(given, By) else (given, asking.actor, asking.grant)
            state = logs[body.HOME] if body.HOME in logs else logs["any"]
            ident = own(Own(n))
            actor = own(actor) if isinstance(actor, Own) else actor
            refs = refs_of(body, own)
            ids = refs.copy()
            if grant:
                refs["grant"] = grant
            commitments = self._seal(state, ident, body, own, sealed)
            ts = state.last_ts = max(now, state.last_ts)
            leaf = format_leaf(Leaf(LEAF_VERSION, state.origin, ident, ts, BY_CLASS[type(body)].kind, actor, refs, commitments))
            if len(leaf) > MAX_LEAF:
                raise Refused("log.leaf_too_large", f"the event takes {len(leaf)} bytes", f"split it: a leaf holds {MAX_LEAF}")
            hashed = leaf_hash(leaf)
            index = state.size
            rows.append(EventRow(state.log_id, index, ident, leaf, hashed))
            found.extend((state.log_id, value, index) for value in _findable(ids))
            frontier = Frontier.from_bytes(state.frontier) if state.frontier else Frontier()
            frontier.append(hashed)
            state.size, state.frontier = index + 1, frontier.to_bytes()
            tx.advance(state)
            recorded: Recorded[Any] = Recorded(state.log_id, index, ident, ts, actor, grant, _resolved(body, ids))
            done.append((recorded, Receipt(state.origin, index, b64url(hashed), ident, BY_CLASS[type(body)].kind)))
        tx.append(rows, sealed, found)
        return done

    def _seal(
        self, state: LogState, ident: str, body: Any, own: Callable[[Own], str], sealed: list[SealedRow]
    ) -> dict[str, str]:
        said = [
            (name, s.value, own(s.subject) if isinstance(s.subject, Own) else s.subject, own(s.writer) if isinstance(s.writer, Own) else s.writer)
            for name, s in said_of(body)
        ]
        if not said:
            return {}
        self._keyring.prepare(state.origin, {who for _, _, subject, writer in said for who in (subject, writer) if who})
        salts = self._entropy.bytes(SALT * len(said))
        commitments: dict[str, str] = {}
        for n, (name, value, subject, writer) in enumerate(said):
            disclosure = make_disclosure(salts[n * SALT : (n + 1) * SALT], name, value)
            commitments[name] = disclosure_digest(disclosure)
            box = self._keyring.seal(state.origin, ident, name, subject, writer, disclosure)
            sealed.append(SealedRow(state.log_id, state.size, name, subject, writer, box))
        return commitments


def _findable(refs: dict[str, Any]) -> Iterable[str]:
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


class Sealed(NamedTuple):
    """A sealed disclosure as stored."""

    subject: str
    writer: str
    box: bytes


class Openings(NamedTuple):
    """How a reader opens: the key ring, and which (event id, name) have a tombstone."""

    keyring: KeyRing
    is_erased: Callable[[str, str], bool]


def decode(log_id: int, index: int, leaf: bytes, sealed: dict[str, Sealed], openings: Openings) -> Recorded[Any]:
    """An event as stored, with what can be opened; the rest is Erased when a tombstone says so, else Lost."""
    parsed = parse_leaf(leaf)
    if parsed.kind not in BY_KIND:
        raise ValueError(f"leaf {index} has the unknown kind {parsed.kind}")

    def opened(name: str) -> Any:
        row = sealed.get(name)
        text = None
        if row is not None:
            text = openings.keyring.open(parsed.log, parsed.id, name, row.subject, row.writer, row.box)
        if text is None:
            return ERASED if openings.is_erased(parsed.id, name) else LOST
        return json.loads(packed(text))[2]

    body = body_from(parsed.kind, dict(parsed.refs), dict(parsed.c), opened)
    grant = parsed.refs.get("grant", "")
    return Recorded(log_id, index, parsed.id, parsed.ts, parsed.actor, str(grant), body)
