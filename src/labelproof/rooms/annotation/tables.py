"""Tasks, hands and answers. `position` orders the queue: log index * 128 + place, renewed when a task returns."""

import sqlalchemy as sa

metadata = sa.MetaData()
PLACES = 128
LEASED: sa.ColumnElement[str] = sa.literal_column("'leased'", sa.Text)
"""Spelled out in a query, so that the partial indexes over leased hands serve it; a bound value would hide them."""

settings = sa.Table(
    "annotation_settings",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, primary_key=True, comment="charter, guideline, taxonomy, plan, or question:<id>"),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False, comment="version or overlap"),
    sa.Column("fact", sa.Text, nullable=False, comment="question ids, or a question's type"),
    sa.Column("said", sa.Text, comment="JSON: label codes or a question's configuration"),
)
collections = sa.Table(
    "annotation_collections",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("collection", sa.Text, primary_key=True),
    sa.Column("sealed_index", sa.BigInteger, nullable=False, comment="0 until sealed"),
    sa.Column("frozen_before", sa.BigInteger, nullable=False, comment="answers before this index are in a release"),
)
tasks = sa.Table(
    "annotation_tasks",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("collection", sa.Text, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("born", sa.BigInteger, nullable=False, comment="its first position"),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("n_leased", sa.Integer, nullable=False),
    sa.Column("n_done", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="open, settled or closed"),
    sa.Index("annotation_tasks_queue", "log_id", "collection", "position"),
)
hands = sa.Table(
    "annotation_hands",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False, comment="leased, ended, done, late, skipped or seen"),
    sa.Column("lease", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("due_at", sa.BigInteger, nullable=False),
    sa.Index(
        "annotation_hands_held",
        "member",
        "due_at",
        sqlite_where=sa.text("state = 'leased'"),
        postgresql_where=sa.text("state = 'leased'"),
    ),
    sa.Index(
        "annotation_hands_due",
        "due_at",
        sqlite_where=sa.text("state = 'leased'"),
        postgresql_where=sa.text("state = 'leased'"),
    ),
    sqlite_with_rowid=False,
)
cursors = sa.Table(
    "annotation_cursors",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("collection", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False, comment="every task up to here was offered, or had no place"),
)
answers = sa.Table(
    "annotation_answers",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("idx", sa.BigInteger, nullable=False),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("member", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="counted, superseded or late"),
    sa.Column("value", sa.Text, comment="JSON"),
    sa.Index("annotation_answers_own", "log_id", "member", "idx"),
    sqlite_with_rowid=False,
)
people = sa.Table(
    "annotation_people",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member", sa.Text, primary_key=True, comment="known from an import only: never signs in"),
)
imported = sa.Table(
    "annotation_imported",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)
releases = sa.Table(
    "annotation_releases",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("release", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)
shown = sa.Table(
    "annotation_shown",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("collection", sa.Text, primary_key=True, comment="empty: every collection"),
    sa.Column("release", sa.Text, primary_key=True, comment="empty: not a release"),
    sa.Column("before", sa.BigInteger, nullable=False),
)
tallies = sa.Table(
    "annotation_tallies",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member", sa.Text, primary_key=True, comment="empty: the whole project"),
    sa.Column("n_votes", sa.BigInteger, nullable=False),
    sa.Column("n_skipped", sa.BigInteger, nullable=False),
    sa.Column("n_flags", sa.BigInteger, nullable=False),
)
days = sa.Table(
    "annotation_days",
    metadata,
    sa.Column("log_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Integer, primary_key=True, autoincrement=False, comment="since 1970"),
    sa.Column("n", sa.BigInteger, nullable=False),
)
IN_LOG: sa.ColumnElement[bool] = hands.c.log_id + 0 == sa.bindparam("log_id")
"""A hand's log, put so that SQLite looks for the member: it would take the table's key, and read every hand of the log."""
TABLES = (settings, collections, tasks, hands, cursors, answers, people, imported, releases, shown, tallies, days)
