"""Reads: a select built once at import, compiled once per database, answered as named tuples."""

from collections import namedtuple
from typing import Any

import sqlalchemy as sa


class Query:
    """A select with named parameters (`sa.bindparam`). Rows come back as named tuples of its columns."""

    __slots__ = ("row", "select")

    def __init__(self, select: Any) -> None:
        self.select = select
        names: list[str] = [str(c.key) for c in select.selected_columns]
        self.row: Any = namedtuple("Row", names)  # pyright: ignore[reportUntypedNamedTuple]


def param(name: str) -> sa.BindParameter[Any]:
    """A named parameter of a query or of a write's expression."""
    return sa.bindparam(name)
