"""Measures, findings and actions. Disclosed columns are emptied when what they hold is erased."""

import sqlalchemy as sa

metadata = sa.MetaData()

known = sa.Table(
    "measurement_known",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, primary_key=True, comment="question, collection, member, person, guideline or taxonomy"),
    sa.Column("id", sa.Text, primary_key=True, comment="its event; of what is in force by version: in_force"),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("said", sa.Text, comment="JSON: clause ids, or label codes"),
)
measures = sa.Table(
    "measurement_measures",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("measure_id", sa.Text, primary_key=True),
    sa.Column("idx", sa.BigInteger, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("annotator", sa.Text, nullable=False, comment="whose answers, or empty: everyone's"),
    sa.Column("measure", sa.Text, nullable=False),
    sa.Column("inputs", sa.Text, nullable=False, comment="digest of the votes it was computed from"),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("figure", sa.Text, comment="JSON"),
    sa.Index("measurement_measures_subject", "log_id", "question", "measure", "annotator", "idx"),
)
findings = sa.Table(
    "measurement_findings",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("finding", sa.Text, primary_key=True),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
    sa.Column("opened_by", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("collection", sa.Text, nullable=False),
    sa.Column("measure", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="open or closed"),
    sa.Column("closing", sa.Text, nullable=False, comment="the closing event, or empty"),
    sa.Column("closed_at", sa.BigInteger),
    sa.Column("closed_by", sa.Text, nullable=False),
    sa.Column("said", sa.Text, comment="JSON: what, severity, cure, label, clause"),
    sa.Column("outcome", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Index("measurement_findings_state", "log_id", "state", "opened_at"),
)
actions = sa.Table(
    "measurement_actions",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("action", sa.Text, primary_key=True),
    sa.Column("finding", sa.Text, nullable=False),
    sa.Column("planned_index", sa.BigInteger, nullable=False),
    sa.Column("planned_at", sa.BigInteger, nullable=False),
    sa.Column("planned_by", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("due", sa.BigInteger, nullable=False),
    sa.Column("before", sa.Text, nullable=False, comment="the measure it is to move"),
    sa.Column("state", sa.Text, nullable=False, comment="planned or done"),
    sa.Column("after", sa.Text, nullable=False, comment="the same measure taken since, or empty"),
    sa.Column("finishing", sa.Text, nullable=False, comment="the event that finished it, or empty"),
    sa.Column("done_at", sa.BigInteger),
    sa.Column("done_by", sa.Text, nullable=False),
    sa.Column("what", sa.Text),
    sa.Column("words", sa.Text),
    sa.Index("measurement_actions_finding", "log_id", "finding", "planned_index"),
)
TABLES = (known, measures, findings, actions)
