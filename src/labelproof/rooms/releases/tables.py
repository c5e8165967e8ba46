"""Releases, and what they wait for."""

import sqlalchemy as sa

metadata = sa.MetaData()

releases = sa.Table(
    "releases_releases",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("release", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("requested_at", sa.BigInteger, nullable=False),
    sa.Column("requested_by", sa.Text, nullable=False),
    sa.Column("collections", sa.Text, nullable=False),
    sa.Column("questions", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="requested, published or abandoned"),
    sa.Column("published_at", sa.BigInteger),
    sa.Column("published_index", sa.BigInteger),
    sa.Column("n_rows", sa.BigInteger, nullable=False),
    sa.Column("rows_root", sa.Text, nullable=False),
    sa.Column("files_root", sa.Text, nullable=False),
    sa.Column("supersedes", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
)
scopes = sa.Table(
    "releases_scopes",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("collection", sa.Text, primary_key=True),
    sa.Column("sealed_index", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="sealed or reviewed"),
)
plans = sa.Table(
    "releases_plans",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("questions", sa.Text, nullable=False),
)
changes = sa.Table(
    "releases_changes",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last_index", sa.BigInteger, nullable=False, comment="newest erasure or withdrawal"),
)
TABLES = (releases, scopes, plans, changes)
