"""CSV and TSV as RFC 4180 has it: UTF-8, a header, double quotes; one record may take several lines."""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from labelproof.kernel.canonical import Json
from labelproof.kernel.lines import BadLine, Line, check_head, text_lines
from labelproof.kernel.refused import Refused
from labelproof.ports.row_reader import BrokenLine, Records, Row

MAX_CELL = 1 << 20
"""Characters of one cell at most. A quote that is never closed swallows this much before it is named."""

_CHUNK = 1 << 20


def read(path: Path, *, delimiter: str = ",") -> Records:
    """The file's records; Refused when it is no UTF-8 text or its header cannot be used."""
    lines = _Lines(path)
    header = _header(lines, path.name, delimiter)
    return _records(lines, header, delimiter)


def read_tabs(path: Path) -> Records:
    """The same with tabs between the cells."""
    return read(path, delimiter="\t")


class _Lines:
    """Good lines for the parser; bad ones are set aside, and lines swallowed by an open quote can be put back."""

    def __init__(self, path: Path) -> None:
        self._source = text_lines(_chunks(path))
        self._again = deque[Line]()
        self.taken: list[Line] = []
        self.bad: list[BadLine] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The parser asks for a line; a bad one inside a record ends the record there."""
        each = self._again.popleft() if self._again else next(self._source)
        while isinstance(each, BadLine):
            self.bad.append(each)
            each = next(self._source)
        self.taken.append(each)
        return each.text + "\n"

    def put_back_all_but_first(self) -> None:
        self._again.extendleft(reversed(self.taken[1:]))


def _header(lines: _Lines, name: str, delimiter: str) -> list[str]:
    try:
        header = next(csv.reader(lines, delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        raise Refused("csv.header", f"the header of {name} cannot be read ({error})", "mend its first line") from None
    if lines.bad:
        bad = lines.bad[0]
        fix = "save it as UTF-8; encodings are not guessed"
        raise Refused(bad.code, f"line {bad.number} of {name}, the header, {bad.what} (column {bad.column})", fix)
    if not header:
        raise Refused("csv.empty", f"{name} has no header", "name the columns in the first line")
    names = [each.strip() for each in header]
    others = [mark for mark in ";\t|," if mark != delimiter and mark in header[0]]
    if len(names) == 1 and others:
        fix = "separate cells by commas (or by tabs, in a file named .tsv)"
        raise Refused("csv.delimiter", f"{name} has one column, {names[0][:80]!r}", fix)
    twice = sorted({each for each in names if names.count(each) > 1 or not each})
    if twice:
        raise Refused(
            "csv.header", f"{name} has columns without a name or named twice: {twice}", "give each its own name"
        )
    return names


def _records(lines: _Lines, header: list[str], delimiter: str) -> Records:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        record: list[str] | None = None
        broken: BrokenLine | None = None
        csv.field_size_limit(MAX_CELL)  # one setting for the whole process; another user may have moved it
        try:
            record = next(reader, None)
        except csv.Error as error:
            broken = _broken(lines.taken, str(error))
            lines.put_back_all_but_first()
        bad, lines.bad = lines.bad, []
        yield from (BrokenLine(each.number, each.column, each.code, each.what) for each in bad)
        if broken:
            yield broken
        elif record is None:
            return
        elif record:
            yield _row(lines.taken[0].number, record, header)


def _broken(taken: list[Line], error: str) -> BrokenLine:
    """Where a record that the parser gave up begins; of a quote that was never closed, where it opens."""
    first = taken[0]
    if "field larger" in error and len(taken) == 1:
        return BrokenLine(first.number, None, "csv.too_long", f"a cell has more than {MAX_CELL:,} characters")
    if "field larger" in error or "unexpected end" in error:
        return BrokenLine(first.number, first.text.rfind('"') + 1 or None, "csv.quote", "a quote is not closed")
    return BrokenLine(first.number, first.text.find('"') + 1 or None, "csv.quote", f"cannot be read ({error})")


def _row(line: int, record: list[str], header: list[str]) -> Row | BrokenLine:
    if len(record) < len(header):
        missing = header[len(record)]
        return BrokenLine(line, missing, "csv.cells", f"has {len(record)} cells; the header has {len(header)}")
    if len(record) > len(header):
        return BrokenLine(line, len(header) + 1, "csv.cells", f"has {len(record)} cells; the header has {len(header)}")
    cells: dict[str, Json] = dict(zip(header, record, strict=True))
    return Row(line, cells)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        head = file.read(_CHUNK)
        check_head(head, path.name)
        while head:
            yield head
            head = file.read(_CHUNK)
