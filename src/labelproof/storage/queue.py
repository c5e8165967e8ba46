"""Writes that wait to be sent: in order where they may meet, together where they cannot."""

from collections.abc import Callable, Sequence

from labelproof.ports.write import Write
from labelproof.storage.compile import Compiled, Compiler, Params


class _Line:
    """What waits for one family of tables."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.runs: list[tuple[Compiled, list[Params]]] = []


class WriteQueue:
    """Tables that stand in one statement are a family (`Compiler.family`): what waits for it is sent in its order.

    Families never meet in a write, so a read needs only those waiting that it speaks of. The counters of a whole group
    commit go as one statement, though each of its commands reads other tables.
    """

    def __init__(self, compiler: Compiler, send: Callable[[Compiled, list[Params]], None]) -> None:
        self._compiler, self._send = compiler, send
        self._lines: dict[str, _Line] = {}
        self.touched: set[str] = set()

    def add(self, writes: Sequence[Write]) -> None:
        """Queue in this order; neighbours with one statement travel together."""
        rows: list[Params] = []
        last, compiled = None, None
        for statement, values in writes:
            if statement is not last or compiled is None:
                if not self._compiler.knows(statement):
                    self.send_all()  # it may join two families: neither may have anything waiting then
                last, compiled = statement, self._compiler.statement(statement)
                table = statement.table.name
                line = self._lines.get(family := self._compiler.family(table))
                if line is None:
                    line = self._lines[family] = _Line()
                line.tables.add(table)
                self.touched.add(table)
                if line.runs and line.runs[-1][0] is compiled:
                    rows = line.runs[-1][1]
                else:
                    rows = []
                    line.runs.append((compiled, rows))
            rows.append(compiled.bind(values))

    def send_for(self, asked: Compiled) -> set[str]:
        """Send what the answer depends on; gives the tables that moved."""
        moved: set[str] = set()
        for line in self._lines.values():
            if line.runs and asked.speaks_of(line.tables):
                moved |= self._send_line(line)
        return moved

    def send_all(self) -> set[str]:
        """Send everything; gives the tables that moved."""
        moved: set[str] = set()
        for line in self._lines.values():
            if line.runs:
                moved |= self._send_line(line)
        return moved

    def clear(self) -> None:
        """Drop what waits: its command was rolled back."""
        self._lines.clear()

    def _send_line(self, line: _Line) -> set[str]:
        for compiled, rows in line.runs:
            self._send(compiled, rows)
        moved = line.tables
        line.tables, line.runs = set(), []
        return moved
