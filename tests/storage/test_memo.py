"""A remembered row is never older than the last commit that touched its tables."""

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.storage.compile import Compiler, sqlite_dialect
from labelproof.storage.memo import Memo

metadata = sa.MetaData()
people = sa.Table("m_people", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("state", sa.Text))
STATE = Query(sa.select(people.c.state).where(people.c.name == param("name")))
COMPILED = Compiler(sqlite_dialect()).query(STATE)


def test_a_row_is_read_once_until_its_table_is_written() -> None:
    memo, reads = Memo(), list[str]()

    def ask(answer: str | None) -> str | None:
        return memo.row(STATE, COMPILED, ("ana",), lambda: reads.append("read") or answer)

    assert [ask("active"), ask("other"), ask("other")] == ["active", "active", "active"]
    memo.forget({"m_others"})
    assert ask("other") == "active"
    memo.forget({"m_people"})
    assert ask("gone") == "gone"
    assert len(reads) == 2


def test_that_there_is_none_is_remembered_too() -> None:
    memo = Memo()
    assert memo.row(STATE, COMPILED, ("ana",), lambda: None) is None
    assert memo.row(STATE, COMPILED, ("ana",), lambda: "never asked") is None


def test_what_was_read_while_a_commit_went_by_is_not_kept() -> None:
    """The reader may have looked before the commit and come back after it was told."""
    memo = Memo()

    def read() -> str:
        memo.forget({"m_people"})
        return "stale"

    assert memo.row(STATE, COMPILED, ("ana",), read) == "stale"
    assert memo.row(STATE, COMPILED, ("ana",), lambda: "fresh") == "fresh"
