"""Lines of rows and openings in their canonical spelling, written by the C encoder where it spells alike.

`evidence` writes the same lines several times slower, out of parts an auditor can read; a test holds the two together.
"""

import json
from collections.abc import Iterator
from typing import Any, cast

from labelproof.evidence.rows import Row, format_row
from labelproof.kernel.canonical import b64url

LEAST_SHARE = 1e-4  # below it Python writes an exponent where RFC 8785 writes zeros
_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False, allow_nan=False
).encode


def row_line(row: Row) -> bytes:
    """What `format_row` gives for a row of `make_row`: all in it but what people said is texts, indexes and shares."""
    counts = [_whole(count) for count in row["vote_counts"]]
    if not all(map(_spelled_alike, _said(row))) or any(count["share"] < LEAST_SHARE for count in counts):
        return format_row(row)
    return _encode({**row, "vote_counts": counts}).encode()


def opening_line(index: int, name: str, opening: bytes) -> bytes:
    """What `format_opening` gives for the disclosure of these bytes: a field's name and base64url need no escape."""
    return f'{{"disclosure":"{b64url(opening)}","index":{index},"name":"{name}"}}\n'.encode()


def _said(row: Row) -> Iterator[Any]:
    yield row["value"]
    for vote in row["votes"]:
        yield vote["value"]
    if row["adjudication"]:
        yield row["adjudication"]["value"]
    yield from row["terms"].values()


def _spelled_alike(value: Any) -> bool:
    """Texts, flags and lists of texts. Numbers and the order of an object's keys may be spelled otherwise."""
    if isinstance(value, list):
        return all(isinstance(each, str) for each in cast("list[Any]", value))
    return value is None or isinstance(value, (str, bool))


def _whole(count: Row) -> Row:
    """A share of all votes is spelled 1."""
    return {**count, "share": 1} if count["share"] == 1 else count
