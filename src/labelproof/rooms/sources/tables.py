"""Collections and items. Content is emptied when its subject is erased."""

import sqlalchemy as sa

metadata = sa.MetaData()

collections = sa.Table(
    "sources_collections",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("collection", sa.Text, primary_key=True),
    sa.Column("opened_index", sa.BigInteger, nullable=False),
    sa.Column("subject_rule", sa.Text, nullable=False),
    sa.Column("terms", sa.Text, comment="JSON"),
    sa.Column("n_items", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="open, sealed or abandoned"),
)
items = sa.Table(
    "sources_items",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("collection", sa.Text, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="here, excluded, withdrawn or erased"),
    sa.Column("external_id", sa.Text),
    sa.Column("content", sa.Text, comment="JSON"),
    sa.Index("sources_items_external", "log_id", "external_id"),
)
people = sa.Table(
    "sources_people",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member", sa.Text, primary_key=True),
)
erased_subjects = sa.Table(
    "sources_erased",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="requested or destroyed"),
)
tombstones = sa.Table(
    "sources_tombstones",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
)
TABLES = (collections, items, people, erased_subjects, tombstones)
