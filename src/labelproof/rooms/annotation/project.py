"""Tasks, hands and answers, from events. Only leaf facts move counters."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from labelproof.events.access import MemberImported
from labelproof.events.annotation import (
    Assigned,
    FlagAnswered,
    Flagged,
    LeaseEnded,
    Skipped,
    Submitted,
    SubmittedLate,
    ValuesShown,
    VotesImported,
)
from labelproof.events.event import Gone, Said
from labelproof.events.log import DisclosureErased
from labelproof.events.review import Settled
from labelproof.kernel.canonical import value_json
from labelproof.ports.query import param
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, bump, change, put
from labelproof.rooms.annotation.project_desk import LISTENS as DESK_LISTENS
from labelproof.rooms.annotation.tables import (
    PLACES,
    answers,
    cursors,
    days,
    flags,
    hands,
    imported,
    people,
    releases,
    shown,
    tallies,
    tasks,
)

DAY = 86_400_000
LOG, ITEM, MEMBER = param("log_id"), param("item"), param("member")


def _held_by_member(t: sa.Table) -> sa.ColumnElement[Any]:
    """1 while the member's hand on the item is leased, else 0: read before the hand changes."""
    held = sa.select(sa.func.count()).where(
        hands.c.log_id == LOG, hands.c.item == ITEM, hands.c.member == MEMBER, hands.c.state == "leased"
    )
    return t.c.n_leased - held.scalar_subquery()


def _item_of(t: sa.Table) -> sa.ColumnElement[Any]:
    """The task of an answer event that nothing has settled."""
    item = sa.select(answers.c.item).where(
        answers.c.log_id == LOG,
        answers.c.event_id == param("event_id"),
        answers.c.place == param("place"),
        answers.c.state == "counted",
    )
    return sa.and_(t.c.item == item.scalar_subquery(), t.c.state != "settled")


def _collection_of(t: sa.Table) -> sa.ColumnElement[Any]:
    return sa.select(tasks.c.collection).where(tasks.c.log_id == LOG, tasks.c.item == ITEM).scalar_subquery()


def _position_of(t: sa.Table) -> sa.ColumnElement[Any]:
    return sa.select(tasks.c.position).where(tasks.c.log_id == LOG, tasks.c.item == ITEM).scalar_subquery()


def _end_of_release(_: sa.Table) -> sa.ColumnElement[Any]:
    position = sa.select(releases.c.position).where(releases.c.log_id == LOG, releases.c.release == param("release"))
    return sa.func.coalesce(position.scalar_subquery(), 0)


hold = put(hands)
lease_place = change(tasks, by=("log_id", "item"), n_leased=lambda t: t.c.n_leased + 1)
move_cursor = put(cursors, collection=_collection_of, position=_position_of)
end_hand = change(hands, by=("log_id", "item", "lease"), sets=("state",), where=lambda t: t.c.state == "leased")
return_task = change(tasks, by=("log_id", "item"), sets=("position",), n_leased=lambda t: t.c.n_leased - 1)
count_answer = change(tasks, by=("log_id", "item"), n_leased=_held_by_member, n_done=lambda t: t.c.n_done + 1)
pass_on = change(tasks, by=("log_id", "item"), sets=("position",), n_leased=_held_by_member)
leave_place = change(tasks, by=("log_id", "item"), n_leased=_held_by_member)
count_import = change(tasks, by=("log_id", "item"), n_done=lambda t: t.c.n_done + 1)
finish = change(hands, by=("log_id", "item", "member"), sets=("state",))
see_item = put(hands)
raise_flag = put(flags)
answer_flag = change(flags, by=("log_id", "flag"), sets=("state", "answer_id", "answered_at", "answer"))
empty_reason = change(flags, by=("log_id", "flag"), sets=("reason",))
empty_flag_answer = change(flags, by=("log_id", "answer_id"), sets=("answer",))
know_person = put(people)
note_import = put(imported)
keep_answer = put(answers)
supersede = change(answers, by=("log_id", "event_id"), sets=("state",))
empty_answer = change(answers, by=("log_id", "event_id", "place"), sets=("value",))
give_back = change(tasks, by=("log_id",), sets=("position",), where=_item_of, n_done=lambda t: t.c.n_done - 1)
lose_answer = change(answers, by=("log_id", "event_id", "place"), sets=("state",))
settle = change(tasks, by=("log_id", "item"), sets=("state",))
see_all = put(shown)
see_release = put(shown, before=_end_of_release)
tally = bump(tallies, "n_votes", "n_skipped", "n_flags")
count_day = bump(days, "n")


def _tally(e: Recorded[Any], member: str, n_votes: int = 0, n_skipped: int = 0, n_flags: int = 0) -> list[Write]:
    return [
        tally(log_id=e.log_id, member=who, n_votes=n_votes, n_skipped=n_skipped, n_flags=n_flags)
        for who in (member, "")
    ]


def _words(said: Said) -> str | None:
    return None if isinstance(said.value, Gone) else str(said.value)


def _text(said: Said) -> str | None:
    return None if isinstance(said.value, Gone) else value_json(said.value).decode()


def assigned(e: Recorded[Assigned]) -> Sequence[Write]:
    body, writes = e.body, list[Write]()
    writes += [lease_place(log_id=e.log_id, item=item) for item in body.items]
    writes += [
        hold(log_id=e.log_id, item=item, member=e.actor, state="leased", lease=e.event_id, at=e.ts, due_at=body.expires)
        for item in body.items
    ]
    writes.append(move_cursor(log_id=e.log_id, member=e.actor, item=body.items[-1]))
    return writes


def lease_ended(e: Recorded[LeaseEnded]) -> Sequence[Write]:
    writes: list[Write] = []
    for n, item in enumerate(e.body.items):
        writes.append(return_task(log_id=e.log_id, item=item, position=e.index * PLACES + n))
        writes.append(end_hand(log_id=e.log_id, item=item, lease=e.body.lease, state="ended"))
    return writes


def _answers(e: Recorded[Submitted] | Recorded[SubmittedLate], state: str) -> list[Write]:
    body = e.body
    return [
        keep_answer(
            log_id=e.log_id,
            event_id=e.event_id,
            place=n,
            idx=e.index,
            item=body.item,
            question=body.questions[n],
            member=e.actor,
            at=e.ts,
            state=state,
            value=_text(said),
        )
        for n, said in enumerate(body.answers)
    ]


def submitted(e: Recorded[Submitted]) -> Sequence[Write]:
    body = e.body
    if body.supersedes:
        return [supersede(log_id=e.log_id, event_id=body.supersedes, state="superseded"), *_answers(e, "counted")]
    return [
        count_answer(log_id=e.log_id, item=body.item, member=e.actor),
        finish(log_id=e.log_id, item=body.item, member=e.actor, state="done"),
        *_answers(e, "counted"),
        *_tally(e, e.actor, n_votes=1),
        count_day(log_id=e.log_id, day=e.ts // DAY, n=1),
    ]


def submitted_late(e: Recorded[SubmittedLate]) -> Sequence[Write]:
    return [finish(log_id=e.log_id, item=e.body.item, member=e.actor, state="late"), *_answers(e, "late")]


def skipped(e: Recorded[Skipped]) -> Sequence[Write]:
    return [
        pass_on(log_id=e.log_id, item=e.body.item, member=e.actor, position=e.index * PLACES),
        finish(log_id=e.log_id, item=e.body.item, member=e.actor, state="skipped"),
        *_tally(e, e.actor, n_skipped=1),
    ]


def flagged(e: Recorded[Flagged]) -> Sequence[Write]:
    raised = raise_flag(
        log_id=e.log_id,
        flag=e.event_id,
        item=e.body.item,
        member=e.actor,
        at=e.ts,
        state="open",
        answer_id="",
        answered_at=None,
        reason=_words(e.body.reason),
        answer=None,
    )
    return [raised, *_tally(e, e.actor, n_flags=1)]


def flag_answered(e: Recorded[FlagAnswered]) -> Sequence[Write]:
    said = {"state": "answered", "answer_id": e.event_id, "answered_at": e.ts, "answer": _words(e.body.words)}
    return [answer_flag(log_id=e.log_id, flag=e.body.flag, **said)]


def votes_imported(e: Recorded[VotesImported]) -> Sequence[Write]:
    body, writes = e.body, list[Write]()
    writes += [count_import(log_id=e.log_id, item=item) for item in body.items]
    writes += [
        note_import(log_id=e.log_id, item=item, question=question, person=person)
        for item, question, person in zip(body.items, body.questions, body.annotators, strict=True)
    ]
    for member in sorted(set(body.annotators)):
        writes += _tally(e, member, n_votes=body.annotators.count(member))
    return writes


def member_imported(e: Recorded[MemberImported]) -> Sequence[Write]:
    return [know_person(log_id=e.log_id, person=e.event_id)]


def values_shown(e: Recorded[ValuesShown]) -> Sequence[Write]:
    """Whoever looks gives up a held place and revises no more; an answer given before still counts."""
    body = e.body
    if body.items:
        return [
            write
            for item in body.items
            for write in (
                leave_place(log_id=e.log_id, item=item, member=e.actor),
                see_item(log_id=e.log_id, item=item, member=e.actor, state="seen", lease="", at=e.ts, due_at=0),
            )
        ]
    if body.release:
        return [see_release(log_id=e.log_id, member=e.actor, collection="", release=body.release)]
    return [see_all(log_id=e.log_id, member=e.actor, collection=body.collection, release="", before=e.index * PLACES)]


def settled(e: Recorded[Settled]) -> Sequence[Write]:
    return [settle(log_id=e.log_id, item=e.body.item, state="settled")]


def erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    """An erased vote that nothing settled gives its place back."""
    writes: list[Write] = []
    for n, (event_id, name) in enumerate(zip(e.body.events, e.body.names, strict=True)):
        if name == "reason":
            writes.append(empty_reason(log_id=e.log_id, flag=event_id, reason=None))
        elif name == "words":
            writes.append(empty_flag_answer(log_id=e.log_id, answer_id=event_id, answer=None))
        elif name[0] == "a" and name[1:].isdigit():
            at = {"log_id": e.log_id, "event_id": event_id, "place": int(name[1:])}
            if name == "a0":
                writes.append(give_back(**at, position=e.index * PLACES + n))
            writes.append(empty_answer(**at, value=None))
            writes.append(lose_answer(**at, state="erased"))
    return writes


LISTENS = {
    Assigned: assigned,
    LeaseEnded: lease_ended,
    Submitted: submitted,
    SubmittedLate: submitted_late,
    Skipped: skipped,
    Flagged: flagged,
    FlagAnswered: flag_answered,
    VotesImported: votes_imported,
    MemberImported: member_imported,
    ValuesShown: values_shown,
    Settled: settled,
    DisclosureErased: erased,
    **DESK_LISTENS,
}
