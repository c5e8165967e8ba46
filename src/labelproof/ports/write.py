"""Writes of projections: declared once at import with four verbs, compiled once per database.

count_answer = bump(days, "n")                                        insert, or add to the row with this key
use_quota = change(quotas, by=("log_id", "actor"), left=lambda t: t.c.left - 1)
keep_answer = put(answers)                                            insert, or replace the row with this key
end_lease = drop(leases, by=("log_id", "lease"))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

Scalar = int | str | bytes | None
Expression = Callable[[sa.Table], sa.ColumnElement[Any]]


@dataclass(frozen=True, eq=False)
class Statement:
    """One declared write; calling it binds its values."""

    verb: str
    table: sa.Table
    by: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    expressions: Mapping[str, Expression] = field(default_factory=dict[str, Expression])
    where: Expression | None = None

    def __call__(self, **values: Scalar) -> "Write":
        return Write(self, values)


class Write(NamedTuple):
    """A statement with its values."""

    statement: Statement
    values: dict[str, Scalar]


def put(table: sa.Table, **expressions: Expression) -> Statement:
    """Insert a row, or replace the one with the same primary key. Every column is given, or computed by an expression."""
    return Statement("put", table, tuple(c.name for c in table.primary_key), expressions=expressions)


def bump(table: sa.Table, *columns: str) -> Statement:
    """Insert a row, or add the given counts to the one with the same primary key."""
    return Statement("bump", table, tuple(c.name for c in table.primary_key), columns)


def change(
    table: sa.Table,
    by: tuple[str, ...],
    sets: tuple[str, ...] = (),
    where: Expression | None = None,
    **expressions: Expression,
) -> Statement:
    """Update the rows found by `by`: columns in `sets` get given values, the others an expression."""
    return Statement("change", table, by, sets, expressions, where)


def drop(table: sa.Table, by: tuple[str, ...]) -> Statement:
    """Delete the rows found by `by`."""
    return Statement("drop", table, by)
