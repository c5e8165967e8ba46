"""Versions of the guideline."""

import sqlalchemy as sa

metadata = sa.MetaData()

versions = sa.Table(
    "guideline_versions",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("markdown", sa.Text),
    sa.Column("html", sa.Text, comment="JSON list of clauses as shown"),
    sa.Column("published_at", sa.BigInteger, nullable=False),
    sa.Column("published_by", sa.Text, nullable=False),
)
reports = sa.Table(
    "guideline_reports",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("idx", sa.BigInteger, nullable=False),
    sa.Column("guideline", sa.Text, nullable=False, comment="the version in force then, or empty"),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("words", sa.Text),
)
TABLES = (versions, reports)
