"""Rows remembered between commits: who a token stands for is asked at every request and changes hardly ever."""

import threading
from collections.abc import Callable, Collection
from typing import Any

from labelproof.ports.query import Query
from labelproof.storage.compile import Compiled, Params

MOST = 20_000
_UNKNOWN = object()


class Memo:
    """Answers that hold until a commit touches a table they speak of. Only for a store with one writing process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._commits = 0
        self._rows: dict[Query, tuple[Compiled, dict[Params, Any]]] = {}

    def row(self, query: Query, compiled: Compiled, bound: Params, read: Callable[[], Any]) -> Any:
        """The remembered row, or what `read` gives; kept if nothing was committed meanwhile."""
        known = self._rows.get(query)
        found = _UNKNOWN if known is None else known[1].get(bound, _UNKNOWN)
        if found is not _UNKNOWN:
            return found
        commits = self._commits
        row = read()
        with self._lock:
            if commits == self._commits:
                rows = self._rows.setdefault(query, (compiled, {}))[1]
                if len(rows) >= MOST:
                    rows.clear()
                rows[bound] = row
        return row

    def forget(self, tables: Collection[str]) -> None:
        """These tables were changed by a commit; call it before anybody is told of that."""
        with self._lock:
            self._commits += 1
            for query, (compiled, _) in list(self._rows.items()):
                if compiled.speaks_of(tables):
                    del self._rows[query]
