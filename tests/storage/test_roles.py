"""The role that serves: it does the whole job, and has no way to change or remove an event."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from labelproof import app
from labelproof.kernel.refused import Refused
from labelproof.storage.postgres import plain_url
from labelproof.storage.roles import grant_serving
from labelproof.storage.schema import prepare
from labelproof.testing.store_laws import LAW_TABLES
from tests.cli.terminal import PASSWORD, STATED, Terminal, items_file

ROLE = "Labels-Server"  # names are quoted


@pytest.fixture
def serving(fresh_postgres: str) -> Iterator[str]:
    """The serving role's URL of a prepared database; the role is the cluster's, so it goes after the test."""
    app.prepare_database(fresh_postgres, ROLE)
    url = make_url(fresh_postgres).set(username=ROLE).render_as_string(hide_password=False)
    yield url
    with psycopg.connect(plain_url(fresh_postgres), autocommit=True) as owner:
        owner.execute(f'DROP OWNED BY "{ROLE}"')
        owner.execute(f'DROP ROLE "{ROLE}"')


FORBIDDEN = (
    "UPDATE events SET leaf = ''",
    "DELETE FROM events",
    "TRUNCATE events",
    "ALTER TABLE events DISABLE TRIGGER ALL",
    "ALTER TABLE events DISABLE TRIGGER events_never_change",
    "DROP TRIGGER events_never_change ON events",
    "DROP TABLE events",
    "CREATE OR REPLACE FUNCTION events_are_final() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER mine BEFORE INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION events_are_final()",
    "CREATE RULE mine AS ON INSERT TO events DO INSTEAD NOTHING",
    "SET session_replication_role = replica",
    "INSERT INTO events VALUES (1, 0, 'a', '', '') ON CONFLICT (log_id, idx) DO UPDATE SET leaf = EXCLUDED.leaf",
    "MERGE INTO events USING (SELECT 1 AS log_id) AS given ON events.log_id = given.log_id WHEN MATCHED THEN DELETE",
    "SELECT * FROM events FOR UPDATE",
    "UPDATE alembic_version SET version_num = '0'",
    "ALTER TABLE logs ADD COLUMN more text",
)


def test_the_serving_role_has_no_way_to_change_an_event(serving: str) -> None:
    denied = (psycopg.errors.InsufficientPrivilege, psycopg.errors.WrongObjectType)
    with psycopg.connect(plain_url(serving), autocommit=True) as server:
        for statement in FORBIDDEN:
            with pytest.raises(denied):
                server.execute(statement)
        server.execute("GRANT UPDATE ON events TO CURRENT_USER")  # without the right to it PostgreSQL only warns
        with pytest.raises(denied):
            server.execute("UPDATE events SET leaf = ''")


def test_the_whole_job_is_done_under_the_serving_role(serving: str, tmp_path: Path) -> None:
    """Init, work, an erasure, a rebuild and a reconciliation: nothing needs the owner."""
    owner = Terminal(tmp_path / "served")
    owner.ok("init", "--login", "ana", "--name", "Ana", "--password", PASSWORD, "--database", serving)
    owner.ok("project", "open", "Days")
    owner.ok("charter", "sign", "--owner", "Ana", "--goals", "g", "--scope", "s")
    guide = tmp_path / "guide.md"
    guide.write_text("# Days\n\n## 1 Ironic\n\nOpposite.\n")
    owner.ok("guideline", "publish", guide)
    owner.ok("taxonomy", "publish", "--labels", "ironic,literal")
    owner.ok("question", "ask", "Ironic?")
    owner.ok("plan", "--overlap", "1")
    owner.ok("import", items_file(tmp_path, 2), "--id-column", "id", "--name", "days", *STATED)
    owner.ok("erase", "i0", "--why", "asked", "--yes")

    owner.ok("rebuild")

    assert owner.json("reconcile")["differences"] == []


def test_a_database_of_another_version_is_refused_to_the_serving_role_by_name(serving: str) -> None:
    with pytest.raises(Refused, match=r"storage\.role: .* `labelproof database prepare`"):
        prepare(serving, LAW_TABLES)


def test_preparing_again_after_an_upgrade_leaves_a_rebuild_due_for_the_server(
    serving: str, fresh_postgres: str, tmp_path: Path
) -> None:
    prepare(fresh_postgres, LAW_TABLES)  # another version's tables in place of ours

    app.prepare_database(fresh_postgres, ROLE)

    assert prepare(serving, app.projections()) is True


@pytest.mark.parametrize("name", ["", "pg_mine", "a" * 64, "a\nb"])
def test_what_is_no_name_of_a_role_is_refused(fresh_postgres: str, name: str) -> None:
    prepare(fresh_postgres, LAW_TABLES)

    with pytest.raises(Refused, match=r"storage\.role_name"):
        grant_serving(fresh_postgres, name)


def test_the_owner_itself_or_a_superuser_is_refused_as_the_serving_role(fresh_postgres: str) -> None:
    with pytest.raises(Refused, match=r"storage\.role_owns"):
        app.prepare_database(fresh_postgres, make_url(fresh_postgres).username or "postgres")


def test_the_command_prepares_and_refuses_what_is_no_postgresql(fresh_postgres: str, tmp_path: Path) -> None:
    anybody = Terminal(tmp_path / "none")
    role = f"role_{tmp_path.parent.name[-20:]}".replace("-", "_")

    said: Any = anybody.json("database", "prepare", "--database", fresh_postgres, "--server-role", role)
    refused = anybody.refused("database", "prepare", "--database", "sqlite:///x", "--server-role", role)

    with psycopg.connect(plain_url(fresh_postgres), autocommit=True) as owner:
        owner.execute(f"DROP OWNED BY {role}")
        owner.execute(f"DROP ROLE {role}")
    assert said == {"role": role}
    assert refused == "storage.url"
