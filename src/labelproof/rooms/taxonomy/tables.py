"""Versions of the label catalogue."""

import sqlalchemy as sa

metadata = sa.MetaData()

versions = sa.Table(
    "taxonomy_versions",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("labels", sa.Text, comment="JSON"),
    sa.Column("published_at", sa.BigInteger, nullable=False),
    sa.Column("published_by", sa.Text, nullable=False),
)
TABLES = (versions,)
