"""Writes that wait to be sent: in order where they may meet, together where they cannot."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from labelproof.ports.write import Write
from labelproof.storage.compile import Compiled, Compiler, Params

Sent = Callable[[Collection[str], Collection[Any] | None], None]
"""Told of the tables that moved, and of the items the writes were about (None: any)."""


class _Run(NamedTuple):
    """Rows for one statement, and the items they are about."""

    compiled: Compiled
    rows: list[Params]
    items: set[Any]


class _Line:
    """What waits for one family of tables, in order, and the items all of it is about (None: any)."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.items: set[Any] | None = set()
        self.runs: list[_Run] = []

    def run_for(self, compiled: Compiled, item: Any) -> _Run:
        """The last run of this statement if no later one is about the same item, else a new one."""
        for run in reversed(self.runs):
            if run.compiled is compiled:
                return run
            if item is None or item in run.items or self.items is None:
                break
        run = _Run(compiled, [], set())
        self.runs.append(run)
        return run


class WriteQueue:
    """Tables that stand in one statement are a family (`Compiler.family`): what waits for it is sent in its order.

    Families never meet in a write, so a read needs only those waiting that it speaks of. Within a family, writes that
    name different items never meet either, unless they are the same statement, and its rows keep their order. So what
    thirty-two people did to thirty-two items goes as one run a statement, and their counters as another.
    """

    def __init__(self, compiler: Compiler, send: Callable[[Compiled, list[Params]], None], sent: Sent) -> None:
        self._compiler, self._send, self._sent = compiler, send, sent
        self._lines: dict[str, _Line] = {}
        self.touched: set[str] = set()

    def add(self, writes: Sequence[Write]) -> None:
        """Queue in this order; neighbours with one statement travel together."""
        last, compiled, line, run = None, None, _Line(), None
        for statement, values in writes:
            item = values.get("item")
            if statement is not last or compiled is None or run is None:
                if not self._compiler.knows(statement):
                    self.send_all()  # it may join two families: neither may have anything waiting then
                last, compiled = statement, self._compiler.statement(statement)
                line = self._line(statement.table.name)
                run = line.run_for(compiled, item)
            elif run is not line.runs[-1]:
                run = line.run_for(compiled, item)
            run.rows.append(compiled.bind(values))
            if item is None:
                line.items = None
            else:
                run.items.add(item)
                if line.items is not None:
                    line.items.add(item)

    def send_for(self, asked: Compiled, item: Any) -> None:
        """Send what the answer depends on; with an item, only what is about that one."""
        for line in self._lines.values():
            if (
                line.runs
                and (item is None or line.items is None or item in line.items)
                and asked.speaks_of(line.tables)
            ):
                self._send_line(line)

    def send_all(self) -> None:
        """Send everything."""
        for line in self._lines.values():
            if line.runs:
                self._send_line(line)

    def clear(self) -> None:
        """Drop what waits: its command was rolled back."""
        self._lines.clear()

    def _line(self, table: str) -> _Line:
        family = self._compiler.family(table)
        line = self._lines.get(family)
        if line is None:
            line = self._lines[family] = _Line()
        line.tables.add(table)
        self.touched.add(table)
        return line

    def _send_line(self, line: _Line) -> None:
        for run in line.runs:
            self._send(run.compiled, run.rows)
        self._sent(line.tables, line.items)
        line.tables, line.items, line.runs = set(), set(), []
