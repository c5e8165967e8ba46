"""The schema: alembic moves what is not a projection; projections are made anew and rebuilt."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from labelproof.kernel.refused import Refused
from labelproof.storage.operational import instance
from labelproof.storage.tables import metadata

HEAD = "0001"
MIGRATIONS = Path(__file__).parent / "migrations"
PREPARE = "SELECT pg_advisory_xact_lock(19536, 0)"
REBUILD_DUE = "rebuild_due"  # a row of op_instance for as long as the projections are behind the logs
NO_RIGHT = "42501"  # PostgreSQL's insufficient_privilege

# An event is written once. These stop a slip of ours or of a person at a prompt; who owns the database can take them
# away, and is found out by any checkpoint that somebody kept.
GUARDS = {
    "sqlite": """
CREATE TRIGGER IF NOT EXISTS events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END

CREATE TRIGGER IF NOT EXISTS events_never_go BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END

CREATE TRIGGER IF NOT EXISTS events_never_replaced BEFORE INSERT ON events  -- OR REPLACE deletes without a word
WHEN EXISTS (SELECT 1 FROM events WHERE log_id = NEW.log_id AND idx = NEW.idx)  -- one look each: an OR reads the log
   OR EXISTS (SELECT 1 FROM events WHERE log_id = NEW.log_id AND event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'an event is never replaced'); END""",
    "postgresql": """
CREATE OR REPLACE FUNCTION events_are_final() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'an event is never changed or deleted'; END$$

CREATE OR REPLACE TRIGGER events_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION events_are_final()

REVOKE UPDATE, DELETE, TRUNCATE ON events FROM PUBLIC, CURRENT_USER""",
}


def sqlalchemy_url(url: str) -> str:
    """The URL as SQLAlchemy spells it for the driver we have."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def prepare(url: str, projections: Iterable[sa.Table]) -> bool:
    """Bring the schema to this version. True while the projections want a rebuild: they were made anew, or one was cut off.

    Where everything is of this version already nothing but reading is done, so that the serving role may do it.
    """
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool)
    try:
        return _prepare(url, engine, list(projections))
    except DBAPIError as failure:
        if getattr(failure.orig, "sqlstate", "") != NO_RIGHT:
            raise
        raise Refused(
            "storage.role",
            "the database is not prepared for this version, and this role may not change its tables",
            "run `labelproof database prepare` under the role that owns them",
        ) from failure
    finally:
        engine.dispose()


def _prepare(url: str, engine: sa.Engine, projections: list[sa.Table]) -> bool:
    with engine.begin() as connection:
        # One at a time, and one transaction: SQLite would otherwise sync after each CREATE.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else PREPARE)
        there = sa.inspect(connection).get_table_names()
        version = None
        if "alembic_version" in there:
            version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        elif "logs" not in there:
            create(connection)
            version = _stamp(connection)
    if version != HEAD:
        _upgrade(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else PREPARE)
        return _made_anew(connection, projections)


def create(connection: sa.Connection) -> None:
    """Every table that is not a projection, and what guards the events."""
    for table in _as_stored(connection, metadata.sorted_tables):
        table.create(connection, checkfirst=True)
    for guard in GUARDS[connection.dialect.name].split("\n\n"):
        connection.exec_driver_sql(guard)


def _as_stored(connection: sa.Connection, tables: Iterable[sa.Table]) -> list[sa.Table]:
    """PostgreSQL orders text by the database's language unless told to order it by bytes, as SQLite does."""
    if connection.dialect.name == "sqlite":
        return list(tables)
    copies = [table.to_metadata(sa.MetaData()) for table in tables]
    for copy in copies:
        for column in copy.columns:
            if isinstance(column.type, sa.Text):
                column.type = sa.Text(collation="C")
    return copies


def _stamp(connection: sa.Connection) -> str:
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.execute(sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    return HEAD


def _made_anew(connection: sa.Connection, projections: list[sa.Table]) -> bool:
    tables = _as_stored(connection, projections)
    digest = _digest(connection, tables)
    known = _setting(connection, "projections")
    if known == digest:
        return _setting(connection, REBUILD_DUE) is not None
    for table in tables:
        table.drop(connection, checkfirst=True)
        table.create(connection)
    connection.execute(instance.delete().where(instance.c.name == "projections"))
    connection.execute(instance.insert().values(name="projections", value=digest))
    if known is None:
        return False
    connection.execute(instance.delete().where(instance.c.name == REBUILD_DUE))
    connection.execute(instance.insert().values(name=REBUILD_DUE, value="1"))
    return True


def _setting(connection: sa.Connection, name: str) -> str | None:
    return connection.execute(sa.select(instance.c.value).where(instance.c.name == name)).scalar()


def _digest(connection: sa.Connection, tables: list[sa.Table]) -> str:
    made = [sa.schema.CreateTable(table) for table in tables]
    made += [sa.schema.CreateIndex(i) for t in tables for i in sorted(t.indexes, key=lambda i: str(i.name))]
    return hashlib.sha256("\n".join(str(each.compile(connection)) for each in made).encode()).hexdigest()


def _upgrade(url: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", sqlalchemy_url(url).replace("%", "%%"))
    command.upgrade(config, "head")
