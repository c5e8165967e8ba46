"""Rows as JSON Lines: one canonical object a line, the form that a release's root is computed over."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from labelproof.kernel.canonical import Json, value_json

VERSION = 1
CAPABILITIES = frozenset(
    {"confidence", "votes", "annotator", "time", "attributes", "overlap", "nesting", "order", "ids"}
)


def encode(rows: Iterable[Mapping[str, Json]]) -> Iterator[bytes]:
    """Each row's line, LF included.

    >>> [*encode([{"b": 1, "a": None}])]
    [b'{"a":null,"b":1}\\n']
    """
    for row in rows:
        yield value_json({**row}) + b"\n"


def write(rows: Iterable[Mapping[str, Json]], path: Path) -> int:
    """Write the lines and count them."""
    n_rows = 0
    with path.open("wb") as file:
        for line in encode(rows):
            file.write(line)
            n_rows += 1
    return n_rows
