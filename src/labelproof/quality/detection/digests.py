"""Rows with the same content, by canonical digest."""

import hashlib
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from labelproof.kernel.canonical import value_json
from labelproof.kernel.refused import Refused, Undefined
from labelproof.quality.arrays import IntArray
from labelproof.quality.item_columns import Columns, plain


def same_content(table: Columns, names: Sequence[str]) -> IntArray:
    """Each row's group: the first row with the same canonical content; -1 where every named column is empty.

    Shape:     columns of any kind: values by canonical JSON, arrays by shape, kind and bytes, the rest as spelled.
    Unit:      row numbers.
    Missing:   an empty cell equals an empty cell.
    Undefined: no_rows, no_column.
    Source:    RFC 8785, SHA-256.

    >>> same_content(Columns({"text": ["a", "b", "a", None]}), ["text"]).tolist()
    [0, 1, 0, -1]
    """
    if not names:
        raise Undefined("no_column")
    columns = [table.column(name) for name in names]
    empty = np.all([table.missing(name) for name in names], axis=0)
    first: dict[bytes, int] = {}
    groups = np.full(table.n_rows, -1, dtype=np.int64)
    for row in np.flatnonzero(~empty).tolist():
        groups[row] = first.setdefault(_digest([column[row] for column in columns]), row)
    return groups


def several(groups: IntArray) -> list[IntArray]:
    """The rows of each group of more than one, in the order of their first rows.

    >>> [rows.tolist() for rows in several(np.array([0, 1, 0, -1, -1]))]
    [[0, 2]]
    """
    order = np.argsort(groups, kind="stable")
    order = order[groups[order] >= 0]
    cuts = np.flatnonzero(np.diff(groups[order])) + 1
    return [rows for rows in np.split(order, cuts) if len(rows) > 1]


def _digest(cells: list[Any]) -> bytes:
    digest = hashlib.sha256()
    for cell in cells:
        written = _written(cell)
        digest.update(f"{len(written)}:".encode())
        digest.update(written)
    return digest.digest()


def _written(cell: Any) -> bytes:
    if isinstance(cell, np.ndarray):
        array = np.ascontiguousarray(cast("npt.NDArray[Any]", cell))
        return f"array {array.shape} {array.dtype.str} ".encode() + array.tobytes()
    if cell != cell:
        return value_json(None)
    try:
        return value_json(plain(cell))
    except Refused:  # what JSON has no form for, such as infinity, is equal where it is spelled alike
        return f"{type(cell).__name__} {cell!r}".encode()
