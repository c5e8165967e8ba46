"""The votes that count for figures now: one page of the review's own table, with where each stands in the log."""

import json
from collections.abc import Container
from typing import NamedTuple

import sqlalchemy as sa

from labelproof.engine.measures.inputs import Cast
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.rooms.review.tables import items, votes
from labelproof.storage.tables import events

COUNTED = Query(
    sa.select(
        votes.c.item,
        votes.c.member,
        votes.c.value,
        votes.c.event_id,
        votes.c.place,
        votes.c.guideline,
        items.c.collection,
        events.c.idx,
    )
    .select_from(
        votes.join(items, (items.c.log_id == votes.c.log_id) & (items.c.item == votes.c.item)).join(
            events, (events.c.log_id == votes.c.log_id) & (events.c.event_id == votes.c.event_id)
        )
    )
    .where(
        votes.c.log_id == param("log_id"),
        votes.c.question == param("question"),
        votes.c.state == "counted",
        votes.c.value.is_not(None),
    )
    .order_by(votes.c.item, votes.c.event_id, votes.c.place)
)


class Counted(NamedTuple):
    """A vote that counts, and what figures are broken down by: collection, guideline version, place in the log."""

    vote: Cast
    collection: str
    guideline: str
    leaf_index: int


def counted(read: Reading, log_id: int, question: str, shown: Container[str] | None = None) -> list[Counted]:
    """Every vote on a question that counts and can be read, in order of items; of `shown` items alone where given."""
    return [
        Counted(Cast(r.item, r.member, json.loads(r.value), r.event_id, r.place), r.collection, r.guideline, r.idx)
        for r in read.all(COUNTED, log_id=log_id, question=question)
        if shown is None or r.item in shown
    ]
