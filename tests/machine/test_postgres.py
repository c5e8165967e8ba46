import os
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from tools.postgres import running_postgres, unprivileged_user


def test_the_server_runs_as_an_unprivileged_user() -> None:
    """PostgreSQL refuses root, and a test run in CI is root."""
    expected = unprivileged_user()
    with running_postgres() as server:
        uid = Path(f"/proc/{server.pid}").stat().st_uid

    assert uid == (expected.pw_uid if expected else os.geteuid()) != 0


def test_the_server_is_gone_when_its_block_ends() -> None:
    with running_postgres() as server:
        pass

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.conninfo())


def test_sqlalchemy_speaks_to_the_server(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        version = connection.execute(text("SHOW server_version_num")).scalar_one()
    engine.dispose()

    assert int(version) >= 160_000


def test_a_fresh_database_is_empty_and_its_own(fresh_postgres: str, postgres_url: str) -> None:
    engine = create_engine(fresh_postgres)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (n bigint)"))
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
    engine.dispose()

    assert (tables, make_url(fresh_postgres).database != make_url(postgres_url).database) == (["mine"], True)


@pytest.mark.skipif(unprivileged_user() is None, reason="only root runs the server as somebody else")
def test_a_server_whose_wheel_its_user_may_not_read_runs_from_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout in root's private home, as a CI may have it."""
    monkeypatch.setattr("tools.postgres._may_enter", lambda folder, user: False)

    with running_postgres() as server, psycopg.connect(server.conninfo()) as connection:
        answer = connection.execute("SELECT 1").fetchone()

    assert answer == (1,)
