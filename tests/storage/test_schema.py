"""The schema: made once, moved by alembic, projections made anew when they changed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from labelproof.storage.schema import MIGRATIONS, prepare, sqlalchemy_url
from labelproof.storage.sqlite import SqliteStore
from labelproof.testing.store_laws import LAW_TABLES
from labelproof.testing.store_scratch import NOTES, appending, check_log, keep, notes, open_logs


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/db.sqlite"
    return request.getfixturevalue("fresh_postgres")


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool)
    yield engine
    engine.dispose()


def described(engine: sa.Engine) -> dict[str, list[str]]:
    """Every table with its columns as the database holds them."""
    inspector = sa.inspect(engine)
    names = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    return {name: [f"{c['name']} {c['type']!r} {c['nullable']}" for c in inspector.get_columns(name)] for name in names}


def test_a_prepared_database_is_left_alone(url: str) -> None:
    first, second = prepare(url, LAW_TABLES), prepare(url, LAW_TABLES)

    assert (first, second) == (False, False)


def test_migrations_make_what_preparing_makes(url: str, engine: sa.Engine) -> None:
    prepare(url, [])
    made = described(engine)
    with engine.begin() as connection:
        for table in [*made, "alembic_version"]:
            connection.exec_driver_sql(f"DROP TABLE {table}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", sqlalchemy_url(url).replace("%", "%%"))
    command.upgrade(config, "head")

    assert described(engine) == made


def test_several_processes_may_prepare_at_once(url: str, engine: sa.Engine) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: prepare(url, LAW_TABLES), range(4))) == [False] * 4

    assert {"events", "law_notes"} <= described(engine).keys()


def test_a_changed_projection_is_made_anew_and_wants_a_rebuild(tmp_path: Path) -> None:
    """Its rows go; events stay."""
    url = f"sqlite:///{tmp_path}/db.sqlite"
    prepare(url, LAW_TABLES)
    store = SqliteStore(str(tmp_path / "db.sqlite"))
    open_logs(store, 1)
    store.writer(1).run(appending("a"))
    store.writer(1).run(lambda tx: tx.write([keep(log_id=1, name="a", n=1, said=None, raw=None)]))
    changed = notes.to_metadata(sa.MetaData())
    changed.append_column(sa.Column("more", sa.Text))

    assert prepare(url, [changed]) is True
    check_log(store, 1, 1)
    with store.reading() as read:
        assert read.all(NOTES) == []
    store.close()
