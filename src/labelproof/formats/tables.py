"""Whole files as tables that DuckDB reads: for statistics over them, not for items that come in."""

import csv
import gzip
import json
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelproof.kernel.refused import Refused

if TYPE_CHECKING:
    import duckdb

_DELIMITED = (".csv", ".tsv")
_MOST_HEADER = 1 << 20  # characters: a file that is one line without an end is not read into memory to see that
_DELIMITERS = ",;\t|"
_LINES = "read_json($path, format = 'newline_delimited')"
_SCALARS = ("VARCHAR", "BIGINT", "UBIGINT", "HUGEINT", "DOUBLE", "BOOLEAN", "JSON")
_PARTS = ("STRUCT", "MAP", "[]")
_SOURCES = {
    **dict.fromkeys(_DELIMITED, "read_csv($path, $dialect)"),
    ".jsonl": _LINES,
    ".ndjson": _LINES,
    ".parquet": "read_parquet($path)",
}
_WRITTEN = {".csv": "FORMAT csv, HEADER", ".jsonl": "FORMAT json", ".parquet": "FORMAT parquet"}
RELATION = "file"
"""The name of the view over an opened file."""


@contextmanager
def opened(
    path: Path, threads: int | None = None, *, memory: str | None = None, spill: Path | None = None
) -> "Generator[duckdb.DuckDBPyConnection]":
    """A connection that sees this file as RELATION and can open nothing else; Refused when it is no such file.

    `memory` ("200MB") limits what DuckDB holds in memory; what is more lies in the folder `spill` until it is closed.
    """
    import duckdb

    source = _SOURCES.get(_kind(path))
    if source is None:
        fix = f"convert it to one of {', '.join(_SOURCES)}; .gz may follow"
        raise Refused("file.format", f"{path.name} is in no format that is read here", fix)
    if not path.is_file():
        raise Refused("file.missing", f"{path.name} is not a file", "check the path")
    if set(str(path)) & set("*?[]{}"):
        raise Refused("file.name", f"{path} has a character that means many files", "rename it, or its folder")
    if _kind(path) in _DELIMITED:
        source = source.replace("$dialect", _dialect(path))
    config: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": False}
    limits = {"threads": threads, "memory_limit": memory, "temp_directory": None if spill is None else str(spill)}
    config |= {name: limit for name, limit in limits.items() if limit is not None}
    with duckdb.connect(":memory:", config=config) as database:
        database.execute("SET allowed_paths = [$path]", {"path": str(path)})
        database.execute("SET enable_external_access = false")
        try:
            written = source.replace("$path", _quoted(str(path)))  # a view takes no parameters
            if source == _LINES:
                written = f"{written[:-1]}, columns = {{{_as_written(database, written)}}})"
            database.execute(f"CREATE VIEW {RELATION} AS FROM {written}")
            database.execute(f"DESCRIBE FROM {RELATION}")
            yield database
        except duckdb.Error as error:
            what = f"{path.name} cannot be read ({_said(error)})"
            raise Refused("file.bad", what, "mend it, or convert it to JSONL or Parquet") from None


def _as_written(database: "duckdb.DuckDBPyConnection", source: str) -> str:
    """The columns of JSON lines, each as it stands there.

    DuckDB takes texts that look so for dates, times and UUIDs and would write them otherwise; and it gives each object
    the keys of all. Texts stay texts, and what has parts stays JSON.
    """
    columns: list[str] = []
    for name, kind in database.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {source})").fetchall():
        has_parts = str(kind).startswith(_PARTS[:2]) or str(kind).endswith(_PARTS[2])
        read_as = "JSON" if has_parts else kind if kind in _SCALARS else "VARCHAR"
        columns.append(f"{_quoted(str(name))}: {_quoted(str(read_as))}")
    return ", ".join(columns)


def _said(error: Exception) -> str:
    """DuckDB's first line, and how many columns it wanted; the lines between quote what stands in the file."""
    first, *more = str(error).splitlines() or [""]
    return "; ".join([first[:200], *(line.strip() for line in more if line.startswith("Expected Number of Columns"))])


def _kind(path: Path) -> str:
    """What the name says the file holds; what `.gz` holds is said before it, and is CSV where nothing is."""
    suffix = path.suffix.lower()
    return suffix if suffix != ".gz" else Path(path.stem).suffix.lower() or ".csv"


def _dialect(path: Path) -> str:
    """How DuckDB is to read this file, from its first record alone.

    Nothing is left to a guess from the rows: one that has a cell too many made DuckDB take it for the header and leave
    out all before it. CSV knows no types, and 007 is not 7: every cell is its text.
    """
    delimiter, names = _header(path)
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise Refused("file.column", f"{path.name} has two columns called {', '.join(twice)}", "rename one")
    columns = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in names)
    quotes = "quote = '\"', escape = '\"', strict_mode = true, null_padding = false"
    return f"header = true, auto_detect = false, delim = {_quoted(delimiter)}, {quotes}, columns = {{{columns}}}"


def _header(path: Path) -> tuple[str, list[str]]:
    """The delimiter that parts the first record into most columns, and their names."""
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    asked = "\t" if _kind(path) == ".tsv" else _DELIMITERS
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            start = str(file.read(_MOST_HEADER))
        found = [
            (each, next(csv.reader(StringIO(start, ""), delimiter=each, strict=True), list[str]())) for each in asked
        ]
    except (UnicodeDecodeError, csv.Error, EOFError, gzip.BadGzipFile) as error:
        raise Refused(
            "file.bad", f"{path.name} cannot be read ({error})", "write it as UTF-8, with one header"
        ) from None
    delimiter, names = max(found, key=lambda each: len(each[1]))
    if not names:
        raise Refused("file.empty", f"{path.name} has no header", "name the columns in its first line")
    return delimiter, names


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def check_writable(out: Path, formats: Collection[str] = tuple(_WRITTEN)) -> None:
    """Refused when the name says no format that is written, or its folder is not there: before any work is done."""
    if out.suffix.lower() not in formats:
        fix = f"end it in {', '.join(formats)}"
        raise Refused("file.format", f"{out.name} is in no format that is written here", fix)
    if not out.parent.is_dir():
        raise Refused("file.missing", f"the folder of {out.name} is not there", "make it first")


def write_columns(columns: Mapping[str, Any], out: Path, holding_json: Collection[str] = ()) -> None:
    """Arrays of equal length as the columns of a new file, whole or not at all; what is no number stays empty."""
    import duckdb

    check_writable(out)
    chosen: list[str] = []
    for name, column in columns.items():
        quoted = '"' + name.replace('"', '""') + '"'
        is_float = column.dtype.kind == "f"
        cell = f"{quoted}::JSON" if name in holding_json else f"nullif({quoted}, 'nan'::DOUBLE)" if is_float else quoted
        chosen.append(f"{cell} AS {quoted}")
    partly = out.with_name(f".{out.name}.partly{out.suffix.lower()}")
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as database:
        # A sample of the first thousand rows would take a column that begins empty for one without a type.
        database.execute("SET pandas_analyze_sample = 0")
        database.register("columns", dict(columns))
        to = {"out": str(partly)}
        try:
            database.execute(
                f"COPY (SELECT {', '.join(chosen)} FROM columns) TO $out ({_WRITTEN[out.suffix.lower()]})", to
            )
            partly.replace(out)
        finally:
            partly.unlink(missing_ok=True)


def names_of(path: Path) -> list[str]:
    """The names of a file's columns."""
    with opened(path) as database:
        return list(_kinds(database))


def columns_of(path: Path, names: list[str]) -> dict[str, list[Any]]:
    """Some of a file's columns, whole, in the order of its rows; Refused when one is not there."""
    with opened(path, threads=1) as database:  # one thread reads rows in their order
        kinds = _kinds(database)
        absent = [name for name in names if name not in kinds]
        if absent:
            what = f"{path.name} has no column {', '.join(map(repr, absent))}; there are {', '.join(kinds)}"
            raise Refused("file.column", what, "name the columns it has")
        chosen = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
        rows = database.execute(f"SELECT {chosen} FROM {RELATION}").fetchall()
    return {name: [_cell(row[n], kinds[name]) for row in rows] for n, name in enumerate(names)}


def _kinds(database: "duckdb.DuckDBPyConnection") -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in database.execute(f"DESCRIBE FROM {RELATION}").fetchall()}


def _cell(cell: Any, kind: str) -> Any:
    return json.loads(cell) if kind == "JSON" and cell is not None else cell
