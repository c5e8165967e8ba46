"""What a transaction has been told: jobs of one group commit ask the same again, and some of it was asked ahead."""

from collections.abc import Collection
from typing import Any

from labelproof.ports.query import Query
from labelproof.storage.compile import Compiled, Params

Item = Any
"""The item a question or a write is about; None: any."""


class Answers:
    """Rows by query and parameters, as long as no write that they speak of was sent."""

    def __init__(self) -> None:
        self._known: dict[Query, tuple[Compiled, dict[Item, dict[Params, list[Any]]]]] = {}

    def get(self, query: Query, item: Item, bound: Params) -> list[Any] | None:
        """The rows, if they are known."""
        known = self._known.get(query)
        return None if known is None else known[1].get(item, _NOTHING).get(bound)

    def keep(self, query: Query, compiled: Compiled, item: Item, bound: Params, rows: list[Any]) -> None:
        """Remember rows."""
        known = self._known.get(query)
        if known is None:
            known = self._known[query] = (compiled, {})
        known[1].setdefault(item, {})[bound] = rows

    def outdate(self, tables: Collection[str], items: Collection[Item] | None = None) -> None:
        """These tables were written to, at rows about these items, or any."""
        for query, (compiled, answers) in self._known.items():
            if answers and compiled.speaks_of(tables):
                if items is None or not query.by_item:
                    answers.clear()
                else:
                    for item in items:
                        answers.pop(item, None)

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()


_NOTHING: dict[Params, list[Any]] = {}
