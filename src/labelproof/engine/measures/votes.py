"""The votes that count for figures now: one page of the review's own table, with where each stands in the log."""

import json
from collections.abc import Container
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.inputs import Cast
from labelproof.engine.measures.people import When
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.review.tables import items, votes
from labelproof.rooms.taxonomy import queries as taxonomy
from labelproof.rooms.workflow.tables import questions
from labelproof.storage.tables import events

BREAK_S = 600.0
"""A longer gap between two answers is a pause, and no time an answer took."""
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
QUESTION = Query(
    sa.select(questions.c.type, questions.c.body).where(
        questions.c.log_id == param("log_id"), questions.c.question == param("question")
    )
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


def asked(read: Reading, log_id: int, question: str) -> Asked | None:
    """A question as it stands now; None where there is none."""
    row = read.one(QUESTION, log_id=log_id, question=question)
    if row is None:
        return None
    current = read.one(taxonomy.in_force, log_id=log_id)
    labels: list[dict[str, Any]] = [] if current is None else json.loads(current.labels or "[]")
    options = [{"value": label["code"]} for label in labels]
    return Asked(row.type, {"options": options, **json.loads(row.body or "{}").get("config", {})})


def times(read: Reading, log_id: int) -> dict[str, When]:
    """When each answer was given here, by its event; votes given elsewhere have no such times."""
    found: dict[str, When] = {}
    last: dict[str, float] = {}
    for row in read.all(annotation.answer_times, log_id=log_id):
        at = row.at / 1000
        took = at - last[row.member] if row.member in last else None
        found[row.event_id] = When(at, took if took is not None and took <= BREAK_S else None)
        last[row.member] = at
    return found
