"""Rows as Parquet, made from their JSON Lines by DuckDB without holding them all."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from labelproof.kernel.canonical import Json, parse_json

VERSION = 1
CAPABILITIES = frozenset(
    {"confidence", "votes", "annotator", "time", "attributes", "overlap", "nesting", "order", "ids"}
)

_READ = ", maximum_object_size = 33554432"
_TYPES = {"NULL": "VARCHAR", "UBIGINT": "BIGINT", "HUGEINT": "BIGINT"}  # DuckDB's finer kinds, as they are kept


def write(rows_jsonl: Path, path: Path, columns: Mapping[str, str] | None = None, memory: str = "256MB") -> int:
    """Write one Parquet row for each line and count them.

    Types follow from all lines, not from a sample; a column of mixed kinds is kept as its JSON text. `columns` sets
    DuckDB types by name, so that a column nobody filled yet keeps its type from one release to the next.
    """
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": memory}) as database:
        types = _types(database, rows_jsonl) | dict(columns or {})
        if not types:
            database.execute(f"COPY (SELECT 1 AS row_id WHERE false) TO {_quoted(path)} (FORMAT parquet)")
            return 0
        database.execute("SET preserve_insertion_order = true")
        spelled = ", ".join(f"{_quoted(name)}: {_quoted(sql)}" for name, sql in types.items())
        source = f"read_json({_quoted(rows_jsonl)}, format = 'newline_delimited', columns = {{{spelled}}}{_READ})"
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


def _types(database: Any, rows_jsonl: Path) -> dict[str, str]:
    """The SQL type of each column: what DuckDB finds the values of all lines to have in common."""
    source = f"read_ndjson_objects({_quoted(rows_jsonl)}{_READ})"
    found = database.execute(f"SELECT json_group_structure(json) FROM {source}").fetchone()[0]  # noqa: S608 -- quoted
    return {} if found is None else {name: _sql(shape) for name, shape in json.loads(found).items()}


def _objects(path: Path) -> Iterator[dict[str, Json]]:
    with path.open("rb") as file:
        for line in file:
            yield cast("dict[str, Json]", parse_json(line))


def _sql(shape: Any) -> str:
    """A structure as DuckDB says it: a type's name, a list of one, or fields by name."""
    if isinstance(shape, list):
        return f"{_sql(shape[0])}[]"
    if isinstance(shape, dict):
        named = cast("dict[str, Any]", shape).items()
        fields = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}" {_sql(each)}' for name, each in named)
        return f"STRUCT({fields})"
    return _TYPES.get(str(shape), str(shape))


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
