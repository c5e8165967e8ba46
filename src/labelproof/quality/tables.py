"""Answers from tables of strings: whatever speaks Arrow, data frames, or a table that DuckDB already sees.

DuckDB turns names into numbers: at ten million rows in seconds, where Python's dictionaries take a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.columns import SHOWN, Coded, assembled, canonical_order, repeats_problems

if TYPE_CHECKING:
    import duckdb

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_FLOATS = ("FLOAT", "DOUBLE", "DECIMAL")


@dataclass(frozen=True, slots=True)
class Named:
    """Which columns of a table are what."""

    item: str
    annotator: str
    value: str
    submitted_at: str | None = None
    segment: str | None = None
    guideline: str | None = None

    def given(self) -> dict[str, str]:
        """Only those that are named."""
        return {each.name: name for each in fields(self) if (name := getattr(self, each.name)) is not None}


class _Stream:
    """An object with the Arrow C stream interface, and with nothing else that DuckDB would recognise and refuse."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def from_table(
    table: object, named: Named, *, repeats: str = "last", numeric: bool = False, skip_empty: bool = False
) -> Answers:
    """Answers from a table in memory: pandas, polars, Arrow, or any object with the Arrow C stream interface.

    Shape:   one row an answer, in any order; `named` says which columns are what.
    Unit:    submitted_at: a timestamp, or a number that grows. numeric: values are numbers on a scale, not names.
    Missing: an empty cell is refused; with `skip_empty` a row without a value counts in n_skipped.
    Errors:  Refused("answers.bad") with every problem at once.
    Source:  quality.md section 1.

    >>> import duckdb
    >>> votes = duckdb.connect().sql("SELECT * FROM (VALUES ('i','ana','x'), ('i','ben','y')) AS v(item, who, label)")
    >>> from_table(votes.to_arrow_reader(), Named("item", "who", "label")).n_values
    2
    """
    import duckdb

    with duckdb.connect(":memory:") as database:
        is_frame = type(table).__module__.partition(".")[0] == "pandas"  # DuckDB reads these itself, without Arrow
        database.register("given", table if is_frame else _Stream(table))
        return from_relation(database, "given", named, repeats=repeats, numeric=numeric, skip_empty=skip_empty)


def from_relation(
    database: "duckdb.DuckDBPyConnection",
    relation: str,
    named: Named,
    *,
    repeats: str = "last",
    numeric: bool = False,
    skip_empty: bool = False,
) -> Answers:
    """Answers from a table or view that a DuckDB connection sees; otherwise as `from_table`."""
    columns = {str(row[0]): str(row[1]) for row in database.execute(f"DESCRIBE FROM {_quoted(relation)}").fetchall()}
    absent = [
        Problem(part, f"no column {name!r}; there are {', '.join(columns)}")
        for part, name in named.given().items()
        if name not in columns
    ]
    if problems := absent + repeats_problems(repeats):
        raise refusal(problems)
    kind = columns[named.value]
    _copy(database, relation, named, kind if numeric else "", columns.get(named.submitted_at or "", ""))
    n_skipped = _without_empty(database, named, numeric=numeric, skip_empty=skip_empty)
    has_names = not numeric
    items, annotators = _dictionary(database, "item"), _dictionary(database, "annotator")
    values = [_plain(each, kind) for each in _dictionary(database, "value")] if has_names else None
    extra = [part for part in ("segment", "guideline") if part in named.given()]
    names = {f"{part}s": _dictionary(database, part) for part in extra}
    arrays = _codes(database, ["item", "annotator", *(["value"] if has_names else []), *extra], named)
    value: Any = arrays["value"]
    if values is not None:
        rank, values = canonical_order(values)
        value = rank[value]
    coded = Coded(
        arrays["item"],
        arrays["annotator"],
        value,
        items,
        annotators,
        values,
        arrays.get("submitted_at"),
        arrays.get("segment"),
        arrays.get("guideline"),
        n_skipped,
        arrays["row"],
        **names,
    )
    return assembled(coded, repeats)


def _copy(database: "duckdb.DuckDBPyConnection", relation: str, named: Named, scale: str, times: str) -> None:
    """The columns under our names; a number on a scale (its column's type is given) as DOUBLE, NULL where it is none."""
    parts = {part: _quoted(name) for part, name in named.given().items()}
    if scale:
        # Without `concat` DuckDB 2.0 has its CSV reader do the cast, and that fails where TRY_CAST gives NULL.
        written = f"concat({parts['value']})" if scale == "VARCHAR" else parts["value"]
        parts["value"] = f"TRY_CAST({written} AS DOUBLE)"
    if "submitted_at" in parts:
        is_time = times.startswith(("TIMESTAMP", "DATE"))
        written = parts["submitted_at"]
        text = f"concat({written})"
        either = f"coalesce(TRY_CAST({text} AS DOUBLE), epoch(TRY_CAST({text} AS TIMESTAMPTZ)))"
        parts["submitted_at"] = f"epoch({written})" if is_time else either
    chosen = ", ".join(f"{written} AS {part}" for part, written in parts.items())
    database.execute(f"CREATE TEMP TABLE answers AS SELECT {chosen} FROM {_quoted(relation)}")


def _without_empty(database: "duckdb.DuckDBPyConnection", named: Named, *, numeric: bool, skip_empty: bool) -> int:
    """Refuse empty cells by row; or drop and count rows without a value, when that was asked for."""
    n_skipped = 0
    if skip_empty:
        n_skipped = _number(database, "SELECT count(*) FROM answers WHERE value IS NULL")
        database.execute("DELETE FROM answers WHERE value IS NULL")
    problems: list[Problem] = []
    for part, name in named.given().items():
        bad = f"{part} IS NULL" + (" OR NOT isfinite(value)" if part == "value" and numeric else "")
        rows = [row[0] for row in database.execute(f"SELECT rowid FROM answers WHERE {bad} LIMIT {SHOWN}").fetchall()]
        what = "is no number" if numeric and part == "value" else "is empty, or not what it should be"
        problems += [Problem(f"{name}[{row}]", what) for row in sorted(rows)]
        if len(rows) == SHOWN:
            n = _number(database, f"SELECT count(*) FROM answers WHERE {bad}")
            problems += [Problem(name, f"and {n - SHOWN} more")] if n > SHOWN else []
    if problems:
        raise refusal(problems)
    return n_skipped


def _dictionary(database: "duckdb.DuckDBPyConnection", part: str) -> Sequence[Any]:
    """Number a column's distinct values by where each first stands in the file, and give them in that order."""
    database.execute(
        f"CREATE TEMP TABLE names_{part} AS SELECT {part}, (row_number() OVER (ORDER BY first) - 1)::INTEGER AS code"
        f" FROM (SELECT {part}, min(rowid) AS first FROM answers GROUP BY {part})"
    )
    return _arrays(database, f"SELECT {part} FROM names_{part} ORDER BY code")[part].tolist()


def _codes(database: "duckdb.DuckDBPyConnection", parts: list[str], named: Named) -> dict[str, Any]:
    """The numbers of each row, in whatever order the joins give them, and which row of the table it is."""
    chosen = [f"names_{part}.code AS {part}" for part in parts]
    chosen += ["answers.rowid AS row"]
    chosen += [part for part in ("value", "submitted_at") if part in named.given() and part not in parts]
    joins = " ".join(f"JOIN names_{part} USING ({part})" for part in parts)
    return _arrays(database, f"SELECT {', '.join(chosen)} FROM answers {joins}")


def _arrays(database: "duckdb.DuckDBPyConnection", sql: str) -> dict[str, Any]:
    found = cast("dict[str, Any]", database.execute(sql).fetchnumpy())  # pyright: ignore[reportUnknownMemberType]
    return {name: np.ma.getdata(column) for name, column in found.items()}


def _plain(value: Any, kind: str) -> Json:
    """A cell as JSON has it; what JSON has no form for goes in as its text."""
    if kind in _NUMBERS:
        return int(value)
    if kind.startswith(_FLOATS):
        return float(value)
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, np.ndarray):
        return _plain(value.tolist(), "")
    if isinstance(value, list):
        return [_plain(each, "") for each in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {str(key): _plain(each, "") for key, each in cast("dict[Any, Any]", value).items()}
    return value if isinstance(value, (int, float)) else str(value)


def _number(database: "duckdb.DuckDBPyConnection", sql: str) -> int:
    row = database.execute(sql).fetchone()
    assert row is not None, "a count has a row"
    return int(row[0])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
