"""An annotator's own: the tasks held, and the answers given. Nobody else's anything."""

import json
from typing import Any

import sqlalchemy as sa

from labelproof.engine.views import desk
from labelproof.engine.views.content import in_order, terms_of
from labelproof.engine.views.visit import Visit
from labelproof.ports.query import Query, param
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.guidelines import queries as guidelines
from labelproof.rooms.sources import queries as sources
from labelproof.storage.operational import drafts

DRAFTS = Query(
    sa.select(drafts.c.item, drafts.c.body).where(
        drafts.c.log_id == param("log_id"), drafts.c.account == param("account")
    )
)


def held(v: Visit, account: str) -> dict[str, Any]:
    """The tasks this member holds, with everything a workspace needs to show them."""
    read, log_id = v.read, v.log_id
    rows = read.all(annotation.held, log_id=log_id, member=v.who.member)
    items = sources.named(read, log_id, [row.item for row in rows])
    written = {d.item: d.body for d in read.all(DRAFTS, log_id=log_id, account=account)}
    collections = read.all(sources.all_collections, log_id=log_id)
    terms = {c.collection: json.loads(c.terms or "{}") for c in collections}
    mine = read.one(annotation.tally_of, log_id=log_id, member=v.who.member)
    guide, labels = read.one(guidelines.version_in_force, log_id=log_id), desk.labels(v)
    found = [items[row.item] for row in rows if row.item in items and items[row.item].content is not None]
    return {
        "tasks": [_task(item, terms.get(item.collection, {}), written.get(item.item)) for item in found],
        "questions": desk.questions(v),
        "guideline": {"event_id": guide.event_id, "version": guide.version},
        "taxonomy": {"event_id": labels["event_id"], "version": labels["version"]},
        "done": mine.n_votes if mine else 0,
        "left": len(found) + _ahead(v, sum(c.n_items for c in collections if c.state == "sealed")),
        "lease_expires": min((row.due_at for row in rows), default=None),
    }


def _ahead(v: Visit, n_items: int) -> int:
    """How many items this member may still be handed, those that others hold included."""
    overlap, asker = desk.overlap(v), {"log_id": v.log_id, "member": v.who.member}
    counted = [
        v.read.one(annotation.n_ahead, **asker, overlap=overlap, collection=row.collection, after=row.position or 0).n
        for row in v.read.all(annotation.cursors_of, **asker)
    ]
    n = sum(counted)
    if max(counted, default=0) < annotation.MOST_COUNTED:
        return n
    everyone = v.read.one(annotation.tally_of, log_id=v.log_id, member="")
    places = n_items * overlap - (everyone.n_votes if everyone else 0)
    return max(n, min(places, n_items))


def _task(item: Any, terms: dict[str, Any], draft: str | None) -> dict[str, Any]:
    return {
        "item": item.item,
        "external_id": item.external_id,
        "content": in_order(item.content, terms),
        "collection": {name: terms.get(name, "") for name in ("name", "licence", "language")},
        "draft": None if draft is None else json.loads(draft),
    }


def answers(v: Visit, limit: int) -> list[dict[str, Any]]:
    """One's own newest answers, latest first."""
    by_event: dict[str, dict[str, Any]] = {}
    for row in v.read.all(annotation.own_answers, log_id=v.log_id, member=v.who.member, limit=limit * 4):
        answer = by_event.setdefault(
            row.event_id, {"item": row.item, "event_id": row.event_id, "answers": {}, "at": row.at}
        )
        answer["answers"][row.question] = None if row.value is None else json.loads(row.value)
    found = list(by_event.values())[:limit]
    items, terms = sources.named(v.read, v.log_id, [answer["item"] for answer in found]), terms_of(v)
    for answer in found:
        item = items.get(answer["item"])
        state = v.read.one(annotation.task_state, log_id=v.log_id, item=answer["item"])
        answer["content"] = None if item is None else in_order(item.content, terms.get(item.collection, {}))
        answer["external_id"] = None if item is None else item.external_id
        answer["settled"] = state is not None and state.state != "open"
    return found
