"""Answers from tables of strings: whatever speaks Arrow, data frames, or a table that DuckDB already sees.

DuckDB turns names into numbers: at ten million rows in seconds, where Python's dictionaries take a minute.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.quality.agreement.kinds import Kinds, kinds_from
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import IntArray
from labelproof.quality.columns import SHOWN, Coded, assembled, canonical_order, repeats_problems

if TYPE_CHECKING:
    import duckdb

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_FLOATS = ("FLOAT", "DOUBLE", "DECIMAL")
NUMERIC = "number on a scale"
"""The kind of a value column that was cast to DOUBLE."""
ROWS_AT_ONCE = 1 << 20
"""Rows of a partition: some 100 MB while they are sorted."""


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
    Source:  statistics.md, Input.

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
    read = _Read.of(database, relation, named, repeats=repeats, numeric=numeric, skip_empty=skip_empty)
    items = _unwrapped(_dictionary(database, "item"), read.item_kind)
    return assembled(read.coded(_codes(database, ["item", *read.parts], named), items), repeats)


def answer_parts(
    database: "duckdb.DuckDBPyConnection",
    relation: str,
    named: Named,
    *,
    repeats: str = "last",
    numeric: bool = False,
    skip_empty: bool = False,
    rows_at_once: int = ROWS_AT_ONCE,
) -> Iterator[Answers]:
    """The answers of a table larger than memory, as partitions cut at items; otherwise as `from_relation`.

    DuckDB spreads items over the partitions by their hash and, at its memory limit, keeps them on disk; one partition
    at a time becomes arrays. All number annotators and values alike, items by themselves. Repeats are of one item and
    so of one partition.

    Shape:   about `rows_at_once` rows each; their number follows from the table's length alone.
    Unit:    as from_table.
    Missing: as from_table; the first part has the whole table's n_skipped.
    Errors:  Refused("answers.bad") with every problem at once, but those of repeats partition by partition.
    Source:  statistics.md, Speed, "partitions cut at items".

    >>> import duckdb
    >>> with duckdb.connect() as database:
    ...     rows = "('i','ana','x'), ('i','ben','y'), ('j','ana','x')"
    ...     _ = database.execute(f"CREATE TABLE votes AS FROM (VALUES {rows}) AS v(item, who, label)")
    ...     sum(len(part) for part in answer_parts(database, "votes", Named("item", "who", "label"), rows_at_once=2))
    3
    """
    read = _Read.of(database, relation, named, repeats=repeats, numeric=numeric, skip_empty=skip_empty)
    n_parts = max(1, -(-_number(database, "SELECT count(*) FROM answers") // rows_at_once))
    chosen, joins = _numbered(read.parts, named)
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE parts AS SELECT hash(item) % {n_parts} AS part, item, {chosen}"
        f" FROM answers {joins} ORDER BY part"
    )
    database.execute("DROP TABLE answers")
    for part in range(n_parts):
        own = f"FROM parts WHERE part = {part}"
        items = _arrays(database, f"SELECT DISTINCT item {own} ORDER BY item")["item"].tolist()
        numbered = f"SELECT * EXCLUDE (part, item), (dense_rank() OVER (ORDER BY item) - 1)::INTEGER AS item {own}"
        coded = read.coded(_arrays(database, numbered), _unwrapped(items, read.item_kind))
        yield assembled(coded, repeats)
        read = replace(read, n_skipped=0)


def item_kinds(
    database: "duckdb.DuckDBPyConnection", relation: str, named: Named, *, repeats: str = "refuse"
) -> tuple[Kinds, list[Json]]:
    """How many items have which answers, counted by DuckDB alone, and the values: what `alpha_of_kinds` reads.

    The short way for a table larger than memory: no row leaves DuckDB. Every row is a planned read, and a person who
    answers an item twice is refused or, with repeats="keep", counts twice; `answer_parts` knows more and takes longer.

    Shape:   as from_relation; one value or row is one answer.
    Unit:    items.
    Missing: an empty cell is refused.
    Errors:  Refused("answers.bad").
    Source:  statistics.md, Speed, "group-bys over releases are DuckDB over Parquet".

    >>> import duckdb
    >>> with duckdb.connect() as database:
    ...     rows = "('i','ana','x'), ('i','ben','y'), ('j','ana','x')"
    ...     _ = database.execute(f"CREATE TABLE votes AS FROM (VALUES {rows}) AS v(item, who, label)")
    ...     item_kinds(database, "votes", Named("item", "who", "label"))[0].n_items
    1
    """
    kind = _column_types(database, relation, named, repeats)[named.value]
    item, who, value = (_quoted(each) for each in (named.item, named.annotator, named.value))
    source = _quoted(relation)
    empty = f"count(*) FILTER ({item} IS NULL OR {who} IS NULL OR {_no_answer(value, kind)})"
    if n := _number(database, f"SELECT {empty} FROM {source}"):
        raise refusal([Problem("rows", f"have an empty cell, {n} of them")])
    for part, column in (("value", value), ("annotator", who)):
        database.execute(
            f"CREATE OR REPLACE TEMP TABLE names_{part} AS SELECT {part}, (row_number() OVER () - 1)::INTEGER AS code"
            f" FROM (SELECT DISTINCT {column} AS {part} FROM {source})"
        )
    found = database.execute(
        "SELECT said, count(*), bool_or(again) FROM ("
        "SELECT list_sort(list(v.code)) AS said, len(list_distinct(list(a.code))) < count(*) AS again"
        f" FROM {source} JOIN names_value AS v ON {value} = v.value JOIN names_annotator AS a ON {who} = a.annotator"
        f" GROUP BY {item}) GROUP BY said"
    ).fetchall()
    if repeats != "keep" and any(again for _, _, again in found):
        raise refusal(
            [Problem("repeats", "are there: keep counts every row, and answer_parts takes the last or first")]
        )
    names = _arrays(database, "SELECT value FROM names_value ORDER BY code")["value"].tolist()
    rank, values = canonical_order([_plain(each, kind) for each in _unwrapped(names, kind)])
    n_people = _number(database, "SELECT count(*) FROM names_annotator")
    return kinds_from([rank[said] for said, _, _ in found], [n for _, n, _ in found], len(values), n_people), values


@dataclass(frozen=True, slots=True)
class _Read:
    """A relation whose rows lie in the table `answers`, and whose names, but those of items, are numbered."""

    item_kind: str
    annotators: Sequence[Any]
    values: list[Json] | None
    rank: IntArray
    others: Mapping[str, Sequence[Any]]
    n_skipped: int

    @classmethod
    def of(
        cls,
        database: "duckdb.DuckDBPyConnection",
        relation: str,
        named: Named,
        *,
        repeats: str,
        numeric: bool,
        skip_empty: bool,
    ) -> "_Read":
        columns = _column_types(database, relation, named, repeats)
        kind = columns[named.value]
        _copy(database, relation, named, kind if numeric else "", columns.get(named.submitted_at or "", ""))
        n_skipped = _without_empty(database, named, NUMERIC if numeric else kind, skip_empty=skip_empty)

        def names(part: str) -> Sequence[Any]:
            return _unwrapped(_dictionary(database, part), columns[named.given()[part]])

        annotators = names("annotator")
        values = None if numeric else [_plain(each, kind) for each in names("value")]
        rank, ordered = (np.empty(0, dtype=np.int32), None) if values is None else canonical_order(values)
        extra = [part for part in ("segment", "guideline") if part in named.given()]
        others = {part: names(part) for part in extra}
        return cls(columns[named.item], annotators, ordered, rank, others, n_skipped)

    @property
    def parts(self) -> list[str]:
        """The columns that are numbered."""
        return ["annotator", *([] if self.values is None else ["value"]), *self.others]

    def coded(self, arrays: Mapping[str, Any], items: Sequence[Any]) -> Coded:
        """Rows as numbers, ready to be sorted."""
        return Coded(
            arrays["item"],
            arrays["annotator"],
            arrays["value"] if self.values is None else self.rank[arrays["value"]],
            items,
            self.annotators,
            self.values,
            arrays.get("submitted_at"),
            arrays.get("segment"),
            arrays.get("guideline"),
            self.n_skipped,
            arrays["row"],
            **{f"{part}s": names for part, names in self.others.items()},
        )


def _column_types(database: "duckdb.DuckDBPyConnection", relation: str, named: Named, repeats: str) -> dict[str, str]:
    """The type of each column; refused where one that is named is not there, or `repeats` is no such word."""
    columns = {str(row[0]): str(row[1]) for row in database.execute(f"DESCRIBE FROM {_quoted(relation)}").fetchall()}
    absent = [
        Problem(part, f"no column {name!r}; there are {', '.join(columns)}")
        for part, name in named.given().items()
        if name not in columns
    ]
    if problems := absent + repeats_problems(repeats):
        raise refusal(problems)
    return columns


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
    database.execute(f"CREATE OR REPLACE TEMP TABLE answers AS SELECT {chosen} FROM {_quoted(relation)}")


def _without_empty(database: "duckdb.DuckDBPyConnection", named: Named, kind: str, *, skip_empty: bool) -> int:
    """Refuse empty cells by row; or drop and count rows without a value, when that was asked for."""
    n_skipped, empty = 0, _no_answer("value", kind)
    if skip_empty:
        n_skipped = _number(database, f"SELECT count(*) FROM answers WHERE {empty}")
        database.execute(f"DELETE FROM answers WHERE {empty}")
    problems: list[Problem] = []
    for part, name in named.given().items():
        bad = f"{part} IS NULL"
        if part == "value":
            bad = "value IS NULL OR NOT isfinite(value)" if kind == NUMERIC else empty
        rows = [row[0] for row in database.execute(f"SELECT rowid FROM answers WHERE {bad} LIMIT {SHOWN}").fetchall()]
        what = "is no number" if kind == NUMERIC and part == "value" else "is empty, or is NaN"
        problems += [Problem(f"{name}[{row}]", what) for row in sorted(rows)]
        if len(rows) == SHOWN:
            n = _number(database, f"SELECT count(*) FROM answers WHERE {bad}")
            problems += [Problem(name, f"and {n - SHOWN} more")] if n > SHOWN else []
    if problems:
        raise refusal(problems)
    return n_skipped


def _no_answer(column: str, kind: str) -> str:
    """Where a row has no answer: nothing, or what programs write for no number, which as a value would agree with itself."""
    if kind == "VARCHAR":
        return f"{column} IS NULL OR {column} IN ('NaN', 'nan')"
    return f"{column} IS NULL OR isnan({column})" if kind in ("FLOAT", "DOUBLE", NUMERIC) else f"{column} IS NULL"


def _unwrapped(names: Sequence[Any], kind: str) -> Sequence[Any]:
    """What a column of JSON holds; of another, its names as they are."""
    return [json.loads(each) for each in names] if kind == "JSON" else names


def _dictionary(database: "duckdb.DuckDBPyConnection", part: str) -> Sequence[Any]:
    """Number a column's distinct values by where each first stands in the file, and give them in that order."""
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE names_{part} AS SELECT {part}, (row_number() OVER (ORDER BY first) - 1)::INTEGER AS code"
        f" FROM (SELECT {part}, min(rowid) AS first FROM answers GROUP BY {part})"
    )
    return _arrays(database, f"SELECT {part} FROM names_{part} ORDER BY code")[part].tolist()


def _codes(database: "duckdb.DuckDBPyConnection", parts: list[str], named: Named) -> dict[str, Any]:
    """The numbers of each row, in whatever order the joins give them, and which row of the table it is."""
    chosen, joins = _numbered(parts, named)
    return _arrays(database, f"SELECT {chosen} FROM answers {joins}")


def _numbered(parts: list[str], named: Named) -> tuple[str, str]:
    """What to select, and from which joins, for names to become numbers."""
    chosen = [f"names_{part}.code AS {part}" for part in parts]
    chosen += ["answers.rowid AS row"]
    chosen += [part for part in ("value", "submitted_at") if part in named.given() and part not in parts]
    return ", ".join(chosen), " ".join(f"JOIN names_{part} USING ({part})" for part in parts)


def _arrays(database: "duckdb.DuckDBPyConnection", sql: str) -> dict[str, Any]:
    found = cast("dict[str, Any]", database.execute(sql).fetchnumpy())  # pyright: ignore[reportUnknownMemberType]
    return {name: np.ma.getdata(column) for name, column in found.items()}


def _plain(value: Any, kind: str) -> Json:
    """A cell as JSON has it; what JSON has no form for goes in as its text."""
    if kind == "JSON":
        return value
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
