"""Disputes as adjudicators see them: blind to names, columns shuffled."""

import hashlib
import json
from typing import Any, NamedTuple

from labelproof.engine.views import desk
from labelproof.engine.views.content import in_order, named_items, terms_of
from labelproof.engine.views.visit import Visit
from labelproof.kernel.refused import Refused
from labelproof.ports.store import Reading
from labelproof.rooms.guidelines import queries as guidelines
from labelproof.rooms.review import queries as review
from labelproof.rooms.sources import queries as sources


class Undecided(NamedTuple):
    """How many disputes wait, and since when."""

    n: int
    since: int | None


def open_to(read: Reading, log_id: int, member: str) -> Undecided:
    """Open disputes but for those over items this member answered.

    Whoever may still revise an answer must not learn that it differs from others'; they could not settle it anyway.
    """
    row = read.one(review.open_to, log_id=log_id, member=member)
    return Undecided(row.n, row.since)


def listed(v: Visit, state: str, limit: int = 500) -> dict[str, Any]:
    """Disputes in a state, oldest first; open ones over one's own items are left out."""
    own = {r.item for r in v.read.all(review.items_of, log_id=v.log_id, member=v.who.member)}
    states = {r.state: r.n for r in v.read.all(review.dispute_counts, log_id=v.log_id)}
    rows = v.read.all(review.disputes_in, log_id=v.log_id, state=state, limit=limit)
    shown = [r for r in rows if state != "open" or r.item not in own]
    items = named_items(v, [r.item for r in shown])
    return {
        "disputes": [
            {
                "dispute": r.dispute,
                "item": r.item,
                **items.get(r.item, {"external_id": None, "excerpt": ""}),
                "question": r.question,
                "n_votes": r.n_votes,
                "opened_at": r.opened_at,
                "state": r.state,
                "mine": "own_work" if r.item in own else "free",
            }
            for r in shown
        ],
        "n_open": open_to(v.read, v.log_id, v.who.member).n,
        "n_settled": states.get("settled", 0),
    }


def item_of(v: Visit, dispute: str) -> str:
    """The item a dispute is about; refused for whoever annotated it, before anything is shown."""
    row = v.read.one(review.dispute, log_id=v.log_id, dispute=dispute)
    if row is None:
        raise Refused("review.no_dispute", f"there is no dispute {dispute[:64]}", "check the id")
    if v.read.one(review.answered_by, log_id=v.log_id, item=row.item, member=v.who.member) is not None:
        raise Refused(
            "review.own_work", f"you annotated item {row.item}", "leave it to an adjudicator who did not annotate it"
        )
    return row.item


def opened(v: Visit, dispute: str) -> dict[str, Any]:
    """The item and its votes, in an order drawn from the dispute's id."""
    row = v.read.one(review.dispute, log_id=v.log_id, dispute=dispute)
    item = v.read.one(sources.item, log_id=v.log_id, item=row.item)
    versions = {g.event_id: g.version for g in v.read.all(guidelines.every_version, log_id=v.log_id)}
    votes = [x for x in v.read.all(review.votes_on, log_id=v.log_id, item=row.item) if x.question == row.question]
    votes.sort(key=lambda x: hashlib.sha256(f"{dispute} {x.event_id} {x.place}".encode()).digest())
    terms = terms_of(v).get(item.collection, {})
    return {
        "dispute": dispute,
        "state": row.state,
        "item": row.item,
        "external_id": item.external_id,
        "content": in_order(item.content, terms) or {},
        "collection": {k: terms.get(k, "") for k in ("name", "licence", "language")},
        "question": next((q for q in desk.questions(v) if q["question"] == row.question), None),
        "votes": [
            {
                "place": chr(ord("A") + n) if n < 26 else f"A{n}",
                "value": None if x.value is None else json.loads(x.value),
                "guideline_version": versions.get(x.guideline),
            }
            for n, x in enumerate(votes)
        ],
        "guideline_version": max(versions.values(), default=None),
        "agreement": None,
        "similar": [],
    }
