"""A person's own events of a project, and what they need to prove them later."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from labelproof.engine.engine import Engine
from labelproof.engine.log_keys import current_vkey
from labelproof.engine.openings import LOG, OpenedEvent, events_at
from labelproof.engine.prove import leaf_paths
from labelproof.engine.publish import newest_note
from labelproof.evidence.receipts import Receipt, format_receipts
from labelproof.kernel.canonical import b64url
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import parse_leaf
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.storage.tables import events

# A leaf begins with its actor; there is no index by it, since nobody but the person themself may ask.
OWN = Query(
    sa.select(events.c.idx, events.c.leaf, events.c.leaf_hash)
    .where(
        events.c.log_id == LOG,
        sa.func.substr(events.c.leaf, 1, sa.bindparam("length", type_=sa.Integer)) == param("start"),
    )
    .order_by(events.c.idx)
)


ANSWERS = frozenset({"annotation.submitted", "annotation.late", "annotation.skipped", "item.flagged"})


def own_receipts(read: Reading, log_id: int, member: str) -> list[dict[str, Any]]:
    """Everything the member did here, oldest first. What they said candidly is under no name, and not among it."""
    found = [(row, parse_leaf(bytes(row.leaf))) for row in _own(read, log_id, member)]
    return [
        {
            "index": row.idx,
            "kind": leaf.kind,
            "at": leaf.ts,
            "event_id": leaf.id,
            "leaf_hash": b64url(bytes(row.leaf_hash)),
        }
        for row, leaf in found
    ]


def export_receipts(engine: Engine, read: Reading, log_id: int, member: str) -> Iterator[bytes]:
    """The lines of a file of receipts; refused while no checkpoint covers any."""
    note = newest_note(read, log_id)
    rows = [row for row in _own(read, log_id, member) if note is not None and row.idx < note.size]
    if note is None or not rows:
        raise Refused(
            "log.no_receipts", "you did nothing here yet that a checkpoint covers", "try again in a moment, or later"
        )
    paths = leaf_paths(engine, read, log_id, note.size, [row.idx for row in rows])
    vkey = current_vkey(engine, read, log_id)
    own = events_at(engine, read, log_id, [row.idx for row in rows])
    receipts = (Receipt(e.recorded.index, e.leaf, tuple(paths[e.recorded.index]), _own_words(e)) for e in own)
    return format_receipts(bytes(note.note), vkey, len(rows), receipts)


def _own(read: Reading, log_id: int, member: str) -> list[Any]:
    start = f'{{"actor":"{member}",'.encode()
    return read.all(OWN, log_id=log_id, length=len(start), start=start)


def _own_words(event: OpenedEvent) -> dict[str, str]:
    """What one answered, and why one skipped or flagged; not what one said of others' work or data."""
    if event.parsed.kind not in ANSWERS:
        return {}
    return {name: b64url(opening) for name, opening in event.openings.items()}
