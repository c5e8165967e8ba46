"""The role that serves, apart from the one that owns the tables: it has no way to change an event.

A trigger stops a slip, but whoever owns a table can disable its triggers. A server that is broken into acts under the
serving role, which owns nothing: it may read and add events, and read and write everything that follows from them.
"""

from typing import Any

import psycopg
from psycopg import sql

from labelproof.kernel.refused import Refused
from labelproof.storage.postgres import connect
from labelproof.storage.tables import events

KEYS = "labelproof_keys"
READ_ONLY = ("alembic_version",)


def grant_serving(url: str, role: str) -> None:
    """Under the owner's URL: make the role if there is none, and give it what serving needs. Repeated, it changes nothing."""
    raw = connect(url)
    try:
        with raw.transaction():
            _check(raw, role)
            _grant(raw, role)
    except psycopg.errors.InsufficientPrivilege as failure:
        what = f"this role may not make {role} or give it rights ({str(failure).strip().partition(chr(10))[0]})"
        fix = f"use the role that owns the tables, and let an administrator run: CREATE ROLE {role} LOGIN"
        raise Refused("storage.role_rights", what, fix) from failure
    finally:
        raw.close()


def _check(raw: "psycopg.Connection[Any]", role: str) -> None:
    if not 1 <= len(role.encode()) <= 63 or not role.isprintable() or role.startswith("pg_"):
        raise Refused("storage.role_name", f"{role[:80]!r} is no name of a role", "use 1 to 63 characters, not pg_…")
    found = raw.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    if found is None:
        raw.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        return
    owner = raw.execute("SELECT pg_has_role(%s, current_user, 'MEMBER')", (role,)).fetchone()
    if found[0] or (owner and owner[0]):
        what = f"{role} is {'a superuser' if found[0] else 'the role that owns the tables, or a member of it'}"
        raise Refused("storage.role_owns", what, "name another role: the one that serves must not own the events")


def _grant(raw: "psycopg.Connection[Any]", role: str) -> None:
    to = sql.Identifier(role)
    for schema in ("public", KEYS):
        raw.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(schema), to))
        tables = raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)).fetchall()
        for (table,) in tables:
            name = sql.Identifier(schema, table)
            raw.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(name, to))
            raw.execute(sql.SQL("GRANT {} ON {} TO {}").format(_rights(table), name, to))


def _rights(table: str) -> sql.SQL:
    if table == events.name:
        return sql.SQL("SELECT, INSERT")
    return sql.SQL("SELECT") if table in READ_ONLY else sql.SQL("SELECT, INSERT, UPDATE, DELETE")
