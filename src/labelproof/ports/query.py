"""Reads: a select built once at import, compiled once per database, answered as named tuples."""

from collections import namedtuple
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa


class Query:
    """A select with named parameters (`sa.bindparam`). Rows come back as named tuples of its columns.

    `by_item`: it finds every row it reads by its parameter `item`, but for rows whose writes name no item. So a write
    that names another item leaves its answer as it is.
    """

    __slots__ = ("by_item", "row", "select")

    def __init__(self, select: Any, by_item: bool = False) -> None:
        self.select, self.by_item = select, by_item
        names: list[str] = [str(c.key) for c in select.selected_columns]
        self.row: Any = namedtuple("Row", names)  # pyright: ignore[reportUntypedNamedTuple]


class Ask(NamedTuple):
    """A query with its parameters: a read that is sure to come."""

    query: Query
    params: Mapping[str, int | str | bytes | None]


def param(name: str) -> sa.BindParameter[Any]:
    """A named parameter of a query or of a write's expression."""
    return sa.bindparam(name)
