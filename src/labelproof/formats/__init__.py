"""Files in and out, streaming: one file a format, one line here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from labelproof.formats import csv, jsonl, parquet, rows_jsonl, rows_parquet, votes_parquet
from labelproof.formats.items import Item, ItemColumns, Vote, VoteColumns, items_from, votes_from
from labelproof.formats.loss import export_report, import_report
from labelproof.kernel.refused import Refused
from labelproof.ports.row_reader import BrokenLine, Records, Row, RowReader

READERS: Mapping[str, RowReader] = {
    ".csv": csv.read,
    ".tsv": csv.read_tabs,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".parquet": parquet.read,
}


@dataclass(frozen=True, slots=True)
class Exporter:
    """A file that goes out: how to write it, and what it can carry."""

    write: Callable[..., int]
    version: int
    capabilities: frozenset[str]


EXPORTERS: Mapping[str, Exporter] = {
    "rows.jsonl": Exporter(rows_jsonl.write, rows_jsonl.VERSION, rows_jsonl.CAPABILITIES),
    "rows.parquet": Exporter(rows_parquet.write, rows_parquet.VERSION, rows_parquet.CAPABILITIES),
    "votes.parquet": Exporter(votes_parquet.write, votes_parquet.VERSION, votes_parquet.CAPABILITIES),
}


def read(path: Path) -> Records:
    """The records of a file whose name says what it is; Refused when nobody here reads that."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        fix = f"convert it to one of {', '.join(READERS)}"
        raise Refused("file.format", f"{path.name} is in no format that is read here", fix)
    if not path.is_file():
        raise Refused("file.missing", f"{path.name} is not a file", "check the path")
    return reader(path)


def read_items(path: Path, columns: ItemColumns | None = None) -> Iterator[Item | BrokenLine]:
    """The items of a file, and its broken lines by number and column."""
    return items_from(read(path), columns or ItemColumns())


def read_votes(path: Path, columns: VoteColumns | None = None) -> Iterator[Vote | BrokenLine]:
    """The votes of a crowd table (item, annotator, value, perhaps a time), and its broken lines."""
    return votes_from(read(path), columns or VoteColumns())


__all__ = [
    "EXPORTERS",
    "READERS",
    "BrokenLine",
    "Exporter",
    "Item",
    "ItemColumns",
    "Row",
    "Vote",
    "VoteColumns",
    "export_report",
    "import_report",
    "read",
    "read_items",
    "read_votes",
]
