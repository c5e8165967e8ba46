"""Whole files as tables that DuckDB reads: for statistics over them, not for items that come in."""

from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelproof.kernel.refused import Refused

if TYPE_CHECKING:
    import duckdb

# CSV knows no types, and a guess would read 007 as 7: every cell is its text.
_SOURCES = {
    ".csv": "read_csv($path, header = true, all_varchar = true, auto_detect = true, strict_mode = true)",
    ".tsv": "read_csv($path, header = true, all_varchar = true, delim = '\t', strict_mode = true)",
    ".gz": "read_csv($path, header = true, all_varchar = true, auto_detect = true, strict_mode = true)",
    ".jsonl": "read_json($path, format = 'newline_delimited')",
    ".ndjson": "read_json($path, format = 'newline_delimited')",
    ".parquet": "read_parquet($path)",
}
_WRITTEN = {".csv": "FORMAT csv, HEADER", ".jsonl": "FORMAT json", ".parquet": "FORMAT parquet"}
RELATION = "file"
"""The name of the view over an opened file."""


@contextmanager
def opened(path: Path, threads: int | None = None) -> "Generator[duckdb.DuckDBPyConnection]":
    """A connection that sees this file as RELATION and can open nothing else; Refused when it is no such file."""
    import duckdb

    source = _SOURCES.get(path.suffix.lower())
    if source is None:
        fix = f"convert it to one of {', '.join(_SOURCES)}"
        raise Refused("file.format", f"{path.name} is in no format that is read here", fix)
    if not path.is_file():
        raise Refused("file.missing", f"{path.name} is not a file", "check the path")
    if set(path.name) & set("*?[]{}"):
        raise Refused("file.name", f"{path.name} has a character that means many files", "rename it")
    config: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": False}
    with duckdb.connect(":memory:", config=config | ({} if threads is None else {"threads": threads})) as database:
        database.execute("SET allowed_paths = [$path]", {"path": str(path)})
        database.execute("SET enable_external_access = false")
        try:
            written = "'" + str(path).replace("'", "''") + "'"  # a view takes no parameters
            database.execute(f"CREATE VIEW {RELATION} AS FROM {source.replace('$path', written)}")
            database.execute(f"DESCRIBE FROM {RELATION}")
            yield database
        except duckdb.Error as error:
            what = f"{path.name} cannot be read ({str(error).partition(chr(10))[0][:200]})"
            raise Refused("file.bad", what, "mend it, or convert it to JSONL or Parquet") from None


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
        return [str(row[0]) for row in database.execute(f"DESCRIBE FROM {RELATION}").fetchall()]


def columns_of(path: Path, names: list[str]) -> dict[str, list[Any]]:
    """Some of a file's columns, whole, in the order of its rows; Refused when one is not there."""
    there = names_of(path)
    absent = [name for name in names if name not in there]
    if absent:
        what = f"{path.name} has no column {', '.join(map(repr, absent))}; there are {', '.join(there)}"
        raise Refused("file.column", what, "name the columns it has")
    chosen = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    with opened(path, threads=1) as database:  # one thread reads rows in their order
        found = database.execute(f"SELECT {chosen} FROM {RELATION}").fetchall()
    return {name: [row[n] for row in found] for n, name in enumerate(names)}
