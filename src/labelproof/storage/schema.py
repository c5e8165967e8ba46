"""The schema: alembic moves what is not a projection; projections are made anew and rebuilt (decisions.md section 17)."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from labelproof.storage.operational import instance
from labelproof.storage.tables import metadata

HEAD = "0001"
MIGRATIONS = Path(__file__).parent / "migrations"


def sqlalchemy_url(url: str) -> str:
    """The URL as SQLAlchemy spells it for the driver we have."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def prepare(url: str, projections: Iterable[sa.Table]) -> bool:
    """Bring the schema to this version. True when projections were made anew and want a rebuild."""
    tables = list(projections)
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            there = sa.inspect(connection).get_table_names()
            version = None
            if "alembic_version" in there:
                version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        if version is None and "logs" not in there:
            with engine.begin() as connection:
                metadata.create_all(connection)
                connection.execute(sa.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
                connection.execute(sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
        elif version != HEAD:
            _upgrade(url)
        return _projections(engine, tables)
    finally:
        engine.dispose()


def _projections(engine: sa.Engine, tables: list[sa.Table]) -> bool:
    digest = _digest(engine, tables)
    with engine.begin() as connection:
        known = connection.execute(sa.select(instance.c.value).where(instance.c.name == "projections")).scalar()
        if known == digest:
            return False
        for table in tables:
            table.drop(connection, checkfirst=True)
            table.create(connection)
        connection.execute(instance.delete().where(instance.c.name == "projections"))
        connection.execute(instance.insert().values(name="projections", value=digest))
    return known is not None


def _digest(engine: sa.Engine, tables: list[sa.Table]) -> str:
    ddl = [str(sa.schema.CreateTable(t).compile(engine)) for t in tables]
    ddl += [str(sa.schema.CreateIndex(i).compile(engine)) for t in tables for i in sorted(t.indexes, key=lambda i: str(i.name))]
    return hashlib.sha256("\n".join(ddl).encode()).hexdigest()


def _upgrade(url: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", sqlalchemy_url(url).replace("%", "%%"))
    command.upgrade(config, "head")
