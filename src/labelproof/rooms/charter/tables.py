"""Versions of the charter."""

import sqlalchemy as sa

metadata = sa.MetaData()

versions = sa.Table(
    "charter_versions",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("charter", sa.Text, comment="JSON"),
    sa.Column("signed_at", sa.BigInteger),
    sa.Column("signed_by", sa.Text),
)
TABLES = (versions,)
