"""Votes as review sees them, and disputes. Values are emptied when an item or a writer is erased."""

import sqlalchemy as sa

metadata = sa.MetaData()

settings = sa.Table(
    "review_settings",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, primary_key=True, comment="plan, guideline, taxonomy, or question:<id>"),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("fact", sa.Text, nullable=False),
    sa.Column("said", sa.Text, comment="JSON: clause ids, labels or configuration"),
)
votes = sa.Table(
    "review_votes",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member", sa.Text, nullable=False),
    sa.Column("guideline", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="counted, superseded, late or erased"),
    sa.Column("value", sa.Text, comment="JSON"),
    sa.Index("review_votes_event", "log_id", "event_id", "place"),
    sqlite_with_rowid=False,
)
items = sa.Table(
    "review_items",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("collection", sa.Text, nullable=False),
)
disputes = sa.Table(
    "review_disputes",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("dispute", sa.Text, primary_key=True),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
    sa.Column("n_votes", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="open, settled, withdrawn or closed"),
    sa.Column("settled_by", sa.Text, nullable=False, comment="the settling event, or empty"),
    sa.Index("review_disputes_item", "log_id", "item", "question"),
    sa.Index("review_disputes_state", "log_id", "state", "opened_at"),
)
collections = sa.Table(
    "review_collections",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("collection", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False, comment="sealed or reviewed"),
)
TABLES = (settings, votes, items, disputes, collections)
