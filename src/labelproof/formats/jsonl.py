"""JSON Lines: one object a line, strict JSON in UTF-8."""

import re
from collections.abc import Iterator
from pathlib import Path

from labelproof.kernel.canonical import parse_json
from labelproof.kernel.lines import BadLine, check_head, text_lines
from labelproof.kernel.refused import Refused
from labelproof.ports.row_reader import BrokenLine, Records, Row

_CHUNK = 1 << 20
_COLUMN = re.compile(r"line \d+ column (\d+)")


def read(path: Path) -> Records:
    """The file's objects, empty lines left out; Refused when it is no UTF-8 text, or one big array."""
    chunks = _chunks(path)
    first = next(chunks)
    if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        fix = "write one object a line, without the brackets and commas around them"
        raise Refused("jsonl.array", f"{path.name} is one JSON array", fix)
    return _records(_with(first, chunks))


def _records(chunks: Iterator[bytes]) -> Records:
    for line in text_lines(chunks):
        if isinstance(line, BadLine):
            yield BrokenLine(line.number, line.column, line.code, line.what)
        elif line.text and not line.text.isspace():
            yield _row(line.number, line.text)


def _row(number: int, text: str) -> Row | BrokenLine:
    try:
        value = parse_json(text.encode())
    except Refused as refused:
        column = _COLUMN.search(refused.what)
        return BrokenLine(number, int(column[1]) if column else None, "jsonl.json", refused.what)
    if not isinstance(value, dict):
        return BrokenLine(number, 1, "jsonl.object", f"is a {type(value).__name__}, not an object")
    return Row(number, value)


def _with(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        head = file.read(_CHUNK)
        check_head(head, path.name)
        yield head
        while head:
            head = file.read(_CHUNK)
            yield head
