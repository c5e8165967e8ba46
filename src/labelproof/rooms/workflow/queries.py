"""What screens ask about questions and plan."""

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.rooms.workflow.tables import plans, questions

all_questions = Query(
    sa.select(questions).where(questions.c.log_id == param("log_id")).order_by(questions.c.asked_index)
)
plan = Query(sa.select(plans).where(plans.c.log_id == param("log_id")))
