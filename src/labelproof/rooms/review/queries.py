"""What screens ask about votes and disputes."""

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.rooms.review.tables import collections, disputes, votes

LOG = param("log_id")

disputes_in = Query(
    sa.select(disputes)
    .where(disputes.c.log_id == LOG, disputes.c.state == param("state"))
    .order_by(disputes.c.opened_at, disputes.c.dispute)
    .limit(param("limit"))
)
dispute = Query(sa.select(disputes).where(disputes.c.log_id == LOG, disputes.c.dispute == param("dispute")))
dispute_counts = Query(
    sa.select(disputes.c.state, sa.func.count().label("n"), sa.func.min(disputes.c.opened_at).label("since"))
    .where(disputes.c.log_id == LOG)
    .group_by(disputes.c.state)
)
open_to = Query(
    sa.select(sa.func.count().label("n"), sa.func.min(disputes.c.opened_at).label("since")).where(
        disputes.c.log_id == LOG,
        disputes.c.state == "open",
        disputes.c.item.not_in(
            sa.select(votes.c.item).where(votes.c.log_id == LOG, votes.c.member == param("member")).scalar_subquery()
        ),
    )
)
votes_on = Query(
    sa.select(votes)
    .where(votes.c.log_id == LOG, votes.c.item == param("item"), votes.c.state == "counted")
    .order_by(votes.c.question, votes.c.event_id, votes.c.place)
)
answered_by = Query(
    sa.select(votes.c.event_id)
    .where(votes.c.log_id == LOG, votes.c.item == param("item"), votes.c.member == param("member"))
    .limit(1)
)
items_of = Query(sa.select(votes.c.item).where(votes.c.log_id == LOG, votes.c.member == param("member")).distinct())
unreviewed = Query(
    sa.select(collections)
    .where(collections.c.state == "sealed")
    .order_by(collections.c.log_id, collections.c.collection)
)
