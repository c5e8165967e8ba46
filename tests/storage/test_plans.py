"""What a label's way through the rooms asks finds its rows by key, however many labels there are."""

import re
import sqlite3
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from labelproof.ports.query import Query
from labelproof.ports.write import Statement
from labelproof.rooms import ROOMS
from labelproof.rooms.access import facts as access_facts
from labelproof.rooms.access import project as access_project
from labelproof.rooms.annotation import facts as annotation_facts
from labelproof.rooms.annotation import project as annotation_project
from labelproof.rooms.annotation import queries as annotation_queries
from labelproof.rooms.review import facts as review_facts
from labelproof.rooms.review import project as review_project
from labelproof.rooms.sources import facts as sources_facts
from labelproof.rooms.sources import project as sources_project
from labelproof.storage.compile import Compiler, sqlite_dialect

LARGE = {"annotation_tasks", "annotation_hands", "annotation_answers", "review_votes", "review_items", "sources_items"}
WHOLE_PROJECT = {"progress", "complete_items", "NEXT_ITEMS", "give_back"}  # figures, pages of an import, an erasure
MODULES = (
    access_facts,
    access_project,
    annotation_facts,
    annotation_project,
    annotation_queries,
    review_facts,
    review_project,
    sources_facts,
    sources_project,
)
STEP = re.compile(r"(SCAN|SEARCH) (\w+)(?: USING [A-Z ]+?(?:INDEX|KEY)(?: \w+)?)?(?: \((.*)\))?")


def declared(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Queries and writes of a module by name."""
    for name, value in vars(module).items():
        if isinstance(value, Query | Statement) and name not in WHOLE_PROJECT:
            yield f"{module.__name__.removeprefix('labelproof.rooms.')}.{name}", value


@pytest.fixture(scope="module")
def empty() -> Iterator[sqlite3.Connection]:
    """The tables of all rooms, and nothing in them."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        for room in ROOMS:
            for table in room.tables:
                table.create(connection)
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        yield raw


@pytest.mark.parametrize(("name", "asked"), [pair for module in MODULES for pair in declared(module)])
def test_it_reads_few_rows_of_large_tables(empty: sqlite3.Connection, name: str, asked: Any) -> None:
    """Neither a whole table nor a whole log: SQLite's planner would rather take any key than the better index."""
    compiler = Compiler(sqlite_dialect())
    sql = (compiler.query(asked) if isinstance(asked, Query) else compiler.statement(asked)).sql
    plan = [row[3] for row in empty.execute(f"EXPLAIN QUERY PLAN {sql}", [1] * sql.count("?"))]

    for step in plan:
        found = STEP.match(step)
        if found is not None and found[2] in LARGE:
            assert found[1] == "SEARCH", f"{name}: {step}"
            assert found[3] != "log_id=?", f"{name}: {step}"
