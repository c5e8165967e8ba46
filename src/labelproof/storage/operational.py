"""Operational tables: what is not a fact about labels, outside rebuild and reconcile."""

import sqlalchemy as sa

from labelproof.storage.tables import metadata

passwords = sa.Table(
    "op_passwords",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
)
sessions = sa.Table(
    "op_sessions",
    metadata,
    sa.Column("session", sa.Text, primary_key=True, comment="SHA-256 of the cookie, hex"),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("csrf", sa.Text, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
)
tokens = sa.Table(
    "op_tokens",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True, comment="SHA-256 of the secret, hex"),
    sa.Column("token", sa.Text, nullable=False, comment="id of token.granted"),
)
invitations = sa.Table(
    "op_invitations",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True, comment="SHA-256 of the link's secret, hex"),
    sa.Column("invitation", sa.Text, nullable=False, comment="stands for the account until there is one"),
    sa.Column("log_id", sa.Integer, nullable=False, comment="the project, or 0"),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False, comment="whose password is reset, or empty"),
    sa.Column("invited_by", sa.Text, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
)
drafts = sa.Table(
    "op_drafts",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)
taken = sa.Table(
    "op_taken",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, primary_key=True, comment="event 0 of the command"),
    sa.Column(
        "digest", sa.Text, nullable=False, comment="keyed digest of the command; a log's rows go at its next erasure"
    ),
    sqlite_with_rowid=False,
)
bundles = sa.Table(
    "op_bundles",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("release", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False, comment="sealed or gone"),
    sa.Column("blob", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
)
instance = sa.Table(
    "op_instance",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
