"""What screens ask about work."""

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.rooms.annotation.tables import (
    IN_LOG,
    LEASED,
    answers,
    collections,
    cursors,
    days,
    flags,
    hands,
    tallies,
    tasks,
)

LOG, MEMBER = param("log_id"), param("member")

held = Query(
    sa.select(hands.c.item, hands.c.lease, hands.c.due_at, hands.c.at, tasks.c.position)
    .select_from(hands.join(tasks, (tasks.c.log_id == hands.c.log_id) & (tasks.c.item == hands.c.item)))
    .where(IN_LOG, hands.c.member == MEMBER, hands.c.state == LEASED, tasks.c.state == "open")
    .order_by(tasks.c.position)
)
due = Query(
    sa.select(hands.c.log_id, hands.c.lease, hands.c.member)
    .where(hands.c.state == LEASED, hands.c.due_at <= param("now"))
    .distinct()
    .limit(200)
)
own_answers = Query(
    sa.select(answers)
    .where(answers.c.log_id == LOG, answers.c.member == MEMBER, answers.c.state == "counted")
    .order_by(answers.c.idx.desc(), answers.c.place)
    .limit(param("limit"))
)
answer_times = Query(
    sa.select(answers.c.member, answers.c.event_id, answers.c.at)
    .where(answers.c.log_id == LOG, answers.c.place == 0)
    .order_by(answers.c.member, answers.c.idx)
)
tally_of = Query(sa.select(tallies).where(tallies.c.log_id == LOG, tallies.c.member == MEMBER))
all_tallies = Query(
    sa.select(tallies).where(tallies.c.log_id == LOG, tallies.c.member != "").order_by(tallies.c.member)
)
per_day = Query(sa.select(days.c.day, days.c.n).where(days.c.log_id == LOG).order_by(days.c.day))
progress = Query(
    sa.select(
        sa.func.count().label("n_items"),
        sa.func.coalesce(sa.func.sum(sa.case((tasks.c.n_done >= param("overlap"), 1), else_=0)), 0).label("n_complete"),
    ).where(tasks.c.log_id == LOG, tasks.c.state != "closed")
)
complete_items = Query(
    sa.select(tasks.c.item, tasks.c.state).where(
        tasks.c.log_id == LOG, sa.or_(tasks.c.n_done >= param("overlap"), tasks.c.state == "settled")
    )
)
task_state = Query(
    sa.select(tasks.c.state, tasks.c.n_leased, tasks.c.n_done).where(
        tasks.c.log_id == LOG, tasks.c.item == param("item")
    )
)
hand_on = Query(
    sa.select(hands.c.state, tasks.c.state.label("task_state"))
    .select_from(hands.join(tasks, (tasks.c.log_id == hands.c.log_id) & (tasks.c.item == hands.c.item)))
    .where(hands.c.log_id == LOG, hands.c.item == param("item"), hands.c.member == MEMBER)
)
hand_of = Query(
    sa.select(hands.c.state).where(hands.c.log_id == LOG, hands.c.item == param("item"), hands.c.member == MEMBER)
)
flags_in = Query(
    sa.select(flags)
    .where(flags.c.log_id == LOG, flags.c.state == param("state"))
    .order_by(flags.c.at, flags.c.flag)
    .limit(500)
)
own_flags = Query(
    sa.select(flags)
    .where(flags.c.log_id == LOG, flags.c.member == MEMBER)
    .order_by(flags.c.at.desc(), flags.c.flag)
    .limit(200)
)
n_flags = Query(
    sa.select(sa.func.count().label("n"), sa.func.min(flags.c.at).label("since")).where(
        flags.c.log_id == LOG, flags.c.state == "open"
    )
)
MOST_COUNTED = 100
cursors_of = Query(
    sa.select(collections.c.collection, cursors.c.position)
    .select_from(
        collections.outerjoin(
            cursors,
            (cursors.c.log_id == collections.c.log_id)
            & (cursors.c.collection == collections.c.collection)
            & (cursors.c.member == MEMBER),
        )
    )
    .where(collections.c.log_id == LOG, collections.c.sealed_index > 0)
)
# The hand is looked up for each task: joined, PostgreSQL would read all of them before its tables are analysed.
_HAND = (
    sa.select(hands.c.state)
    .where(hands.c.log_id == LOG, hands.c.item == tasks.c.item, hands.c.member == MEMBER)
    .scalar_subquery()
)
_AHEAD = (
    sa.select(tasks.c.item)
    .where(
        tasks.c.log_id == LOG,
        tasks.c.collection == param("collection"),
        tasks.c.position > param("after"),
        tasks.c.state == "open",
        tasks.c.n_done < param("overlap"),
        sa.func.coalesce(_HAND, "ended") == "ended",
    )
    .limit(MOST_COUNTED)
    .subquery()
)
# From where the member's cursor stands, and not far: a collection may have a million items ahead.
n_ahead = Query(sa.select(sa.func.count().label("n")).select_from(_AHEAD))
