"""Who can sign in, and who is who in which project. Names and logins are emptied when a person is erased."""

import sqlalchemy as sa

metadata = sa.MetaData()

accounts = sa.Table(
    "access_accounts",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, index=True),
    sa.Column("name", sa.Text),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
)
tokens = sa.Table(
    "access_tokens",
    metadata,
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
)
projects = sa.Table(
    "access_projects",
    metadata,
    sa.Column("project", sa.Text, primary_key=True),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
)
members = sa.Table(
    "access_members",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, comment="emptied when the person is erased"),
    sa.Column("name", sa.Text, comment="emptied when the person is erased"),
    sa.Column("grant_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Index("access_members_account", "account", "log_id"),
)
roles = sa.Table(
    "access_roles",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("grant_id", sa.Text, nullable=False),
)
TABLES = (accounts, tokens, projects, members, roles)
