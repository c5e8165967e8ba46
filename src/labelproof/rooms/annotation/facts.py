"""What decisions about work and answers need to know."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.ports.query import Ask, Query, param
from labelproof.ports.room import Asked
from labelproof.ports.store import Reading
from labelproof.rooms.annotation import commands
from labelproof.rooms.annotation.desk import Desk, read_desk
from labelproof.rooms.annotation.tables import (
    IN_LOG,
    LEASED,
    answers,
    collections,
    cursors,
    hands,
    imported,
    people,
    shown,
    tasks,
)

LOG, ITEM, MEMBER = param("log_id"), param("item"), param("member")

HELD = Query(sa.select(hands.c.item).where(IN_LOG, hands.c.member == MEMBER, hands.c.state == LEASED))
SEEN_BEFORE = (
    sa.select(sa.func.coalesce(sa.func.max(shown.c.before), 0))
    .where(shown.c.log_id == LOG, shown.c.member == MEMBER, shown.c.collection.in_([collections.c.collection, ""]))
    .scalar_subquery()
    .label("seen_before")
)
SEALED = Query(
    sa.select(collections.c.collection, cursors.c.position, SEEN_BEFORE)
    .select_from(
        collections.outerjoin(
            cursors,
            (cursors.c.log_id == collections.c.log_id)
            & (cursors.c.collection == collections.c.collection)
            & (cursors.c.member == MEMBER),
        )
    )
    .where(collections.c.log_id == LOG, collections.c.sealed_index > 0)
    .order_by(collections.c.sealed_index)
)
# Counted, not `NOT EXISTS`: before its tables are analysed PostgreSQL would turn that into a join over all hands.
TOUCHED = (
    sa.select(sa.func.count())
    .where(hands.c.log_id == LOG, hands.c.item == tasks.c.item, hands.c.member == MEMBER, hands.c.state != "ended")
    .scalar_subquery()
)
FREE = Query(
    sa.select(tasks.c.item)
    .where(
        tasks.c.log_id == LOG,
        tasks.c.collection == param("collection"),
        tasks.c.position > param("after"),
        tasks.c.born > param("seen_before"),
        tasks.c.n_leased + tasks.c.n_done < param("overlap"),
        tasks.c.state == "open",
        TOUCHED == 0,
    )
    .order_by(tasks.c.position)
    .limit(param("limit"))
)
TASK = Query(
    sa.select(
        tasks.c.collection,
        tasks.c.position,
        tasks.c.subject,
        tasks.c.n_leased,
        tasks.c.n_done,
        tasks.c.state,
        hands.c.state.label("hand"),
        hands.c.lease,
        hands.c.at,
        collections.c.frozen_before,
        collections.c.sealed_index,
        tasks.c.born,
        SEEN_BEFORE,
    )
    .select_from(
        tasks.join(
            collections, (collections.c.log_id == tasks.c.log_id) & (collections.c.collection == tasks.c.collection)
        ).outerjoin(
            hands, (hands.c.log_id == tasks.c.log_id) & (hands.c.item == tasks.c.item) & (hands.c.member == MEMBER)
        )
    )
    .where(tasks.c.log_id == LOG, tasks.c.item == ITEM),
    by_item=True,
)
OWN = Query(
    sa.select(answers.c.event_id, answers.c.idx, answers.c.item, answers.c.member, answers.c.state).where(
        answers.c.log_id == LOG, answers.c.event_id == param("event_id"), answers.c.place == 0
    )
)
STILL_HELD = Query(
    sa.select(hands.c.item)
    .where(IN_LOG, hands.c.member == MEMBER, hands.c.lease == param("lease"), hands.c.state == LEASED)
    .order_by(hands.c.item)
)
COLLECTION = Query(
    sa.select(collections).where(collections.c.log_id == LOG, collections.c.collection == param("collection"))
)
PERSON = Query(sa.select(people.c.member).where(people.c.log_id == LOG, people.c.member == MEMBER))
IMPORTED = Query(sa.select(imported.c.question, imported.c.member).where(imported.c.log_id == LOG, imported.c.item == ITEM))
MOST = 10


class WorkFacts(NamedTuple):
    """What is in force, how many tasks are held, and free ones by collection."""

    desk: Desk
    n_held: int
    free: tuple[tuple[str, tuple[str, ...]], ...]


def for_work(read: Reading, command: commands.TakeWork, asked: Asked) -> WorkFacts:
    """Walks each sealed collection from where this member's cursor stands."""
    desk = read_desk(read, asked.log_id)
    held = len(read.all(HELD, log_id=asked.log_id, member=asked.member))
    wanted = min(command.n, MOST) - held
    free: list[tuple[str, tuple[str, ...]]] = []
    for row in read.all(SEALED, log_id=asked.log_id, member=asked.member) if wanted > 0 else ():
        found = read.all(
            FREE,
            log_id=asked.log_id,
            member=asked.member,
            collection=row.collection,
            after=row.position or 0,
            seen_before=row.seen_before,
            overlap=desk.overlap,
            limit=wanted,
        )
        if found:
            free.append((row.collection, tuple(r.item for r in found)))
            wanted -= len(found)
        if wanted == 0:
            break
    return WorkFacts(desk, held, tuple(free))


class AnswerFacts(NamedTuple):
    """What is in force, the task with the asker's hand on it, and the answer to supersede."""

    desk: Desk
    task: Any
    superseded: Any


def for_answer(read: Reading, command: Any, asked: Asked) -> AnswerFacts:
    """One read for the desk, one for the task, one more for a revision."""
    superseded = getattr(command, "supersedes", "")
    return AnswerFacts(
        read_desk(read, asked.log_id),
        read.one(TASK, log_id=asked.log_id, item=command.item, member=asked.member),
        read.one(OWN, log_id=asked.log_id, event_id=superseded) if superseded else None,
    )


def foreseen(command: Any, log_id: int, member: str) -> tuple[Ask, ...]:
    """What an answer will ask for sure."""
    return (Ask(TASK, {"log_id": log_id, "item": command.item, "member": member}),)


def for_lease(read: Reading, command: commands.EndLeases, asked: Asked) -> tuple[str, ...]:
    """What of the lease is still held."""
    return tuple(r.item for r in read.all(STILL_HELD, log_id=asked.log_id, member=command.member, lease=command.lease))


class VoteFacts(NamedTuple):
    """The desk, the collection, the subject of each item spoken about, who is known, and the votes there are."""

    desk: Desk
    collection: Any
    subjects: dict[str, str]
    people: frozenset[str]
    taken: frozenset[tuple[str, str, str]]


def for_votes(read: Reading, command: commands.ImportVotes, asked: Asked) -> VoteFacts:
    """Items outside the collection have no subject here; members with an account are not among its people."""
    subjects: dict[str, str] = {}
    taken: set[tuple[str, str, str]] = set()
    people = {
        who
        for who in {v.annotator for v in command.votes}
        if read.one(PERSON, log_id=asked.log_id, member=who) is not None
    }
    for item in {v.item for v in command.votes}:
        taken.update((item, r.question, r.member) for r in read.all(IMPORTED, log_id=asked.log_id, item=item))
        row = read.one(TASK, log_id=asked.log_id, item=item, member="")
        if row is not None and row.collection == command.collection and row.state == "open":
            subjects[item] = row.subject
    found = read.one(COLLECTION, log_id=asked.log_id, collection=command.collection)
    return VoteFacts(read_desk(read, asked.log_id), found, subjects, frozenset(people), frozenset(taken))
