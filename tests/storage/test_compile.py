"""Every query and every write that any room declares runs on both databases."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import labelproof.engine
import labelproof.rooms
from labelproof.ports.query import Query
from labelproof.ports.store import Store, Transaction
from labelproof.ports.write import Statement, Write
from labelproof.rooms import ROOMS
from labelproof.storage.compile import Compiler, postgres_dialect, sqlite_dialect
from labelproof.storage.postgres import PostgresStore
from labelproof.storage.schema import prepare
from labelproof.storage.sqlite import SqliteStore
from labelproof.testing.store_scratch import count, keep

TABLES = [table for room in ROOMS for table in room.tables]


def declared(kind: type) -> dict[str, Any]:
    """Every module-level value of this kind in rooms and engine, by the name it was given."""
    found: dict[str, Any] = {}
    for package in (labelproof.rooms, labelproof.engine):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for name, value in vars(importlib.import_module(module.name)).items():
                for each, one in value.items() if isinstance(value, dict) else [(name, value)]:
                    if isinstance(one, kind):
                        found[f"{module.name.removeprefix('labelproof.')}.{name}.{each}"] = one
    return found


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        prepare(f"sqlite:///{tmp_path}/db.sqlite", TABLES)
        store: Any = SqliteStore(str(tmp_path / "db.sqlite"))
    else:
        url = request.getfixturevalue("fresh_postgres")
        prepare(url, TABLES)
        store = PostgresStore(url)
    yield store
    store.close()


def some(kind: Any) -> Any:
    return 1 if isinstance(kind, sa.Integer) else b"x" if isinstance(kind, sa.LargeBinary) else "x"


def parameters(clause: Any) -> dict[str, Any]:
    compiled = clause.compile(dialect=sqlite_dialect())
    needed = {n: some(bind.type) for n, bind in compiled.binds.items() if bind.required}
    return needed | ({"limit": 1} if "limit" in needed else {})


def test_every_query_runs(store: Store) -> None:
    queries = declared(Query)
    with store.reading() as read:
        for query in queries.values():
            assert isinstance(read.all(query, **parameters(query.select)), list)

    assert len(queries) > 50


def test_every_write_runs(store: Store) -> None:
    statements = declared(Statement)
    compiler = Compiler(sqlite_dialect())

    def write(tx: Transaction, statement: Statement) -> None:
        columns = {c.name: some(c.type) for c in statement.table.columns}
        given = columns | parameters(compiler._built(statement))
        tx.write([Write(statement, given)] * 10)

    not_understood: dict[str, Exception] = {}
    for name, statement in statements.items():
        try:
            store.writer(1).run(lambda tx, statement=statement: write(tx, statement))
        except Exception as refused:  # noqa: BLE001 -- what it computes from rows that are not here is null: that is fine
            if not (statement.expressions and "not null" in str(refused).lower().replace("-", " ")):
                not_understood[name] = refused

    assert not_understood == {}
    assert len(statements) > 50


def test_many_rows_become_one_statement_on_postgres_alone() -> None:
    postgres, sqlite = Compiler(postgres_dialect()), Compiler(sqlite_dialect())

    bulk = postgres.statement(count).bulk
    assert bulk is not None and (bulk.key, bulk.added) == ((0, 1), (2, 3))
    assert "json_array_elements" in bulk.sql and "ON CONFLICT" in bulk.sql
    assert "decode(given.row->>4, 'base64')" in postgres.statement(keep).bulk.sql
    assert sqlite.statement(count).bulk is None


def test_a_list_of_values_is_written_out() -> None:
    query = Query(sa.select(TABLES[0]).where(TABLES[0].c[0].in_(["x", "y", "z"]), TABLES[0].c[1] == sa.bindparam("of")))
    for dialect in (sqlite_dialect(), postgres_dialect()):
        compiled = Compiler(dialect).query(query)

        assert "POSTCOMPILE" not in compiled.sql
        assert compiled.bind({"of": "o"}) == ("x", "y", "z", "o")


def test_a_value_left_out_is_our_bug() -> None:
    compiled = Compiler(sqlite_dialect()).statement(count)

    with pytest.raises(KeyError, match="'m'"):
        compiled.bind({"name": "x", "day": 1, "n": 1})
