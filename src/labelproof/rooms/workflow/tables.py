"""Questions and the plan in force."""

import sqlalchemy as sa

metadata = sa.MetaData()

questions = sa.Table(
    "workflow_questions",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("asked_index", sa.BigInteger, nullable=False),
    sa.Column("body", sa.Text, comment="JSON: slug, title, help, config"),
)
plans = sa.Table(
    "workflow_plans",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("questions", sa.Text, nullable=False, comment="ids, comma between"),
    sa.Column("overlap", sa.Integer, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
)
TABLES = (questions, plans)
