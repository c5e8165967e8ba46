"""Rows out of a file, whatever its format; a line that is none is named and does not stop the others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from labelproof.kernel.canonical import Json


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it starts on, counted from 1, and its cells by column."""

    line: int
    cells: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A record that cannot be taken: where (a column's name, or a place in the line from 1), and why."""

    line: int
    column: str | int | None
    code: str
    what: str

    def __str__(self) -> str:
        at = "" if self.column is None else f", column {self.column}"
        return f"{self.code}: line {self.line}{at}: {self.what}"


Records: TypeAlias = Iterator[Row | BrokenLine]


class RowReader(Protocol):
    """Streams a file; Refused when the file as a whole cannot be read, before anything is yielded."""

    def __call__(self, path: Path) -> Records:
        """The file's records in their order."""
        ...
