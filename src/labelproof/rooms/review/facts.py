"""What decisions of review need to know."""

import json
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.ports.recorded import Recorded
from labelproof.ports.room import Asked
from labelproof.ports.store import Reading
from labelproof.rooms.review import commands
from labelproof.rooms.review.tables import disputes, items, settings, votes

LOG, ITEM = param("log_id"), param("item")
CHUNK = 200

SETTINGS = Query(
    sa.select(settings.c.name, settings.c.event_id, settings.c.number, settings.c.fact, settings.c.said)
    .where(settings.c.log_id == LOG)
    .order_by(settings.c.name)
)
VOTES = Query(
    sa.select(
        votes.c.question,
        votes.c.event_id,
        votes.c.place,
        votes.c.member,
        votes.c.state,
        votes.c.value,
        votes.c.guideline,
    )
    .where(votes.c.log_id == LOG, votes.c.item == ITEM)
    .order_by(votes.c.question, votes.c.event_id, votes.c.place)
)
DISPUTES = Query(
    sa.select(disputes.c.dispute, disputes.c.question, disputes.c.state).where(
        disputes.c.log_id == LOG,
        disputes.c.item == ITEM,
        sa.or_(disputes.c.state == "open", disputes.c.state == "settled"),
    )
)
DISPUTE = Query(
    sa.select(disputes.c.item, disputes.c.question, disputes.c.state, items.c.subject)
    .select_from(disputes.join(items, (items.c.log_id == disputes.c.log_id) & (items.c.item == disputes.c.item)))
    .where(disputes.c.log_id == LOG, disputes.c.dispute == param("dispute"))
)
NEXT_ITEMS = Query(
    sa.select(items.c.item)
    .where(items.c.log_id == LOG, items.c.collection == param("collection"), items.c.item > param("after"))
    .order_by(items.c.item)
    .limit(CHUNK)
)


class Rules(NamedTuple):
    """Overlap, guideline in force with its clause ids, and each question's type and configuration."""

    overlap: int
    guideline: str
    clauses: frozenset[str]
    questions: dict[str, tuple[str, dict[str, Any]]]


def read_rules(read: Reading, log_id: int) -> Rules:
    """The rules of a project; parsed once for each state they were ever in."""
    return _parsed(tuple(tuple(row) for row in read.all(SETTINGS, log_id=log_id)))


@lru_cache(maxsize=256)
def _parsed(rows: tuple[tuple[Any, ...], ...]) -> Rules:
    overlap, guideline = 0, ""
    clauses: frozenset[str] = frozenset()
    options: list[Any] = []
    questions: dict[str, tuple[str, dict[str, Any]]] = {}
    for name, event_id, number, fact, said in rows:
        parsed = None if said is None else json.loads(said)
        if name == "plan":
            overlap = number
        elif name == "guideline":
            guideline, clauses = event_id, frozenset(parsed or ())
        elif name == "taxonomy":
            options = parsed or []
        else:
            questions[name.removeprefix("question:")] = (fact, parsed or {})
    for question, (kind, config) in questions.items():
        if kind == "choice" and "options" not in config:
            questions[question] = (kind, {**config, "options": options})
    return Rules(overlap, guideline, clauses, questions)


class ItemVotes(NamedTuple):
    """All votes on one item, its open disputes by question, and the questions that are settled."""

    item: str
    votes: list[Any]
    open: dict[str, str]
    settled: frozenset[str]


def item_votes(read: Reading, log_id: int, item: str) -> ItemVotes:
    """One read while there is a single vote: nothing can be in dispute then; else two."""
    votes = read.all(VOTES, log_id=log_id, item=item)
    found = read.all(DISPUTES, log_id=log_id, item=item) if len(votes) > 1 else ()
    return ItemVotes(
        item,
        votes,
        {r.question: r.dispute for r in found if r.state == "open"},
        frozenset(r.question for r in found if r.state == "settled"),
    )


class ReactionFacts(NamedTuple):
    """The rules, and the item an answer was about."""

    rules: Rules
    item: ItemVotes


def for_reaction(read: Reading, e: Recorded[Any]) -> ReactionFacts:
    """After an answer: everything about its item."""
    return ReactionFacts(read_rules(read, e.log_id), item_votes(read, e.log_id, e.body.item))


class DisputeFacts(NamedTuple):
    """The rules, the dispute, and every vote on its item."""

    rules: Rules
    dispute: Any
    votes: list[Any]


def for_dispute(read: Reading, command: commands.Adjudicate, asked: Asked) -> DisputeFacts:
    """The dispute to settle."""
    dispute = read.one(DISPUTE, log_id=asked.log_id, dispute=command.dispute)
    found = [] if dispute is None else read.all(VOTES, log_id=asked.log_id, item=dispute.item)
    return DisputeFacts(read_rules(read, asked.log_id), dispute, found)


class ImportFacts(NamedTuple):
    """The rules, and the next items with their votes."""

    rules: Rules
    items: list[ItemVotes]


def for_import(read: Reading, command: commands.ReviewImport, asked: Asked) -> ImportFacts:
    """The next items of the collection."""
    rows = read.all(NEXT_ITEMS, log_id=asked.log_id, collection=command.collection, after=command.after)
    return ImportFacts(read_rules(read, asked.log_id), [item_votes(read, asked.log_id, r.item) for r in rows])
