"""Rows as Parquet, made from their JSON Lines by DuckDB without holding them all."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast

from labelproof.kernel.canonical import Json, parse_json

VERSION = 1
CAPABILITIES = frozenset(
    {"confidence", "votes", "annotator", "time", "attributes", "overlap", "nesting", "order", "ids"}
)

# What a column holds: "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN"; ["list", of]; {"struct": fields}; None until seen.
Shape: TypeAlias = "str | list[Shape] | dict[str, Shape] | None"
_MIXED = "JSON"


def write(rows_jsonl: Path, path: Path, columns: Mapping[str, str] | None = None, memory: str = "256MB") -> int:
    """Write one Parquet row for each line and count them.

    Types follow from all lines, not from a sample; a column of mixed kinds is kept as its JSON text. `columns` sets
    DuckDB types by name, so that a column nobody filled yet keeps its type from one release to the next.
    """
    import duckdb

    types = {name: _sql(shape) for name, shape in _shapes(rows_jsonl).items()} | dict(columns or {})
    with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": memory}) as database:
        if not types:
            database.execute(f"COPY (SELECT 1 AS row_id WHERE false) TO {_quoted(path)} (FORMAT parquet)")
            return 0
        database.execute("SET preserve_insertion_order = true")
        spelled = ", ".join(f"{_quoted(name)}: {_quoted(sql)}" for name, sql in types.items())
        source = (
            f"read_json({_quoted(rows_jsonl)}, format = 'newline_delimited', columns = {{{spelled}}},"
            " maximum_object_size = 33554432)"
        )
        options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000"
        copied = database.execute(f"COPY (SELECT * FROM {source}) TO {_quoted(path)} ({options})")  # noqa: S608 -- quoted
        return int(cast("tuple[Any]", copied.fetchone())[0])


def differences(rows_jsonl: Path, path: Path) -> int:
    """How many lines and Parquet rows differ in number, or in `row_id` at the same place."""
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1}) as database:
        cursor = database.execute("SELECT row_id FROM read_parquet($path)", {"path": str(path)})
        found = (str(row[0]) for row in iter(cursor.fetchone, None) if row)
        wrong = 0
        for row in _objects(rows_jsonl):
            wrong += next(found, None) != row.get("row_id")
        return wrong + sum(1 for _ in found)


def _shapes(path: Path) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {}
    for row in _objects(path):
        for name, value in row.items():
            shapes[name] = _merged(shapes.get(name), _shape(value))
    return shapes


def _objects(path: Path) -> Iterator[dict[str, Json]]:
    with path.open("rb") as file:
        for line in file:
            yield cast("dict[str, Json]", parse_json(line))


def _shape(value: Json) -> Shape:
    if value is None:
        return None
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, int):
        return "BIGINT"
    if isinstance(value, float):
        return "DOUBLE"
    if isinstance(value, str):
        return "VARCHAR"
    if isinstance(value, list):
        inner: Shape = None
        for each in value:
            inner = _merged(inner, _shape(each))
        return [inner]
    return {name: _shape(each) for name, each in value.items()}


def _merged(one: Shape, other: Shape) -> Shape:
    if one is None or one == other:
        return other
    if other is None:
        return one
    if isinstance(one, list) and isinstance(other, list):
        return [_merged(one[0], other[0])]
    if isinstance(one, dict) and isinstance(other, dict):
        names = [*one, *(name for name in other if name not in one)]
        return {name: _merged(one.get(name), other.get(name)) for name in names}
    both_numbers = one in ("BIGINT", "DOUBLE") and other in ("BIGINT", "DOUBLE")
    return "DOUBLE" if both_numbers else _MIXED


def _sql(shape: Shape) -> str:
    if shape is None:
        return "VARCHAR"
    if isinstance(shape, str):
        return shape
    if isinstance(shape, list):
        return f"{_sql(shape[0])}[]"
    if not shape:
        return _MIXED
    fields = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}" {_sql(each)}' for name, each in shape.items())
    return f"STRUCT({fields})"


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
