"""Keys of every log; witnesses, policy and timestamps of the root log, which stand in the instance log."""

import sqlalchemy as sa

metadata = sa.MetaData()

keys = sa.Table(
    "log_keys",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("vkey", sa.Text, primary_key=True, comment="base64url(SHA-256(vkey))"),
    sa.Column("added_index", sa.BigInteger, nullable=False),
    sa.Column("last_size", sa.BigInteger, comment="the largest size it may sign, once retired"),
    sa.Column("retired_index", sa.BigInteger),
)
witnesses = sa.Table(
    "log_witnesses",
    metadata,
    sa.Column("witness", sa.Text, primary_key=True, comment="base64url(SHA-256(vkey))"),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("vkey", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("added_at", sa.BigInteger, nullable=False),
)
policies = sa.Table(
    "log_policies",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("quorum", sa.Integer, nullable=False),
    sa.Column("mode", sa.Text, nullable=False),
    sa.Column("every_s", sa.Integer, nullable=False),
)
timestamps = sa.Table(
    "log_timestamps",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("every_h", sa.Integer, nullable=False),
    sa.Column("url", sa.Text),
)
TABLES = (keys, witnesses, policies, timestamps)
