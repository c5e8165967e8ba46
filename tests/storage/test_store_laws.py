"""Both databases keep the laws of the Store port."""

from collections.abc import Callable
from pathlib import Path

import pytest

from labelproof.ports.store import Store
from labelproof.storage.postgres import PostgresStore
from labelproof.storage.schema import prepare
from labelproof.storage.sqlite import SqliteStore
from labelproof.testing.store_laws import LAW_TABLES, STORE_LAWS

each_law = pytest.mark.parametrize("law", STORE_LAWS, ids=lambda law: law.__name__)


@each_law
def test_sqlite_keeps(law: Callable[[Store], None], tmp_path: Path) -> None:
    prepare(f"sqlite:///{tmp_path}/db.sqlite", LAW_TABLES)
    store = SqliteStore(str(tmp_path / "db.sqlite"))
    try:
        law(store)
    finally:
        store.close()


@each_law
def test_postgres_keeps(law: Callable[[Store], None], fresh_postgres: str) -> None:
    prepare(fresh_postgres, LAW_TABLES)
    store = PostgresStore(fresh_postgres)
    try:
        law(store)
    finally:
        store.close()
