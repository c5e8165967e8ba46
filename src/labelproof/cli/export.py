"""`labelproof export`: the bundle as it was sealed, or its rows in another format with a report of what that loses."""

import csv
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.release import newest
from labelproof.cli.say import say, show
from labelproof.kernel.refused import Refused

FORMATS = ("bundle", "folder", "rows.jsonl", "rows.parquet", "rows.csv", "votes.parquet")
ROWS = "data/rows.jsonl"
KEPT_WITH_VOTES = {"row_id", "votes"}
OUR_IDS = frozenset({"row_id", "item_id", "question_id", "guideline", "taxonomy", "supersedes", "salt"})
NESTED_IN_CSV = frozenset({"ids", "order", "attributes"})


@click.command()
@click.argument("named", metavar="[RELEASE]", required=False)
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="PATH", help="A new file or folder.")
@click.option("--format", "kind", type=click.Choice(FORMATS), help="[by the name of PATH; a folder if it ends in /]")
@click.option("--as-sealed", is_flag=True, help="Rows as the bundle has them, without your own ids of items.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
@reaches()
def export(reach: Reach, named: str | None, out: Path, kind: str | None, as_sealed: bool, force: bool) -> None:
    """Write a release to a file: its evidence bundle (zip or folder), or its rows or votes alone.

    The bundle is given out byte for byte as it was sealed; `labelproof verify` checks it anywhere. Rows carry the ids
    that items came in with, as `external_id`, where you may list items; the bundle says what may be passed on, so
    it need not. They get a report beside them, PATH.loss.json, of what their format does not carry. You see others' answers by this: it is recorded,
    and you can never annotate these items afterwards.

    \b
    Examples:
      labelproof export --out release.zip
      labelproof export --out release/ --format folder
      labelproof export RELEASE --out rows.parquet
    """
    kind = kind or _kind(out)
    if out.exists() and not (force and out.is_file()):
        raise Refused("export.exists", f"{out} is there already", "choose another name, or overwrite it with --force")
    named = newest(reach, named)
    content = reach.server.fetch(f"{reach.base}/releases/{named}/bundle")
    report = _write(content, named, out, kind, {} if as_sealed else _own_ids(reach, kind))
    show(reach, {"release": named, "path": str(out), "format": kind, **report}, lambda: _print(out, report))


def _own_ids(reach: Reach, kind: str) -> dict[str, str]:
    """The ids items came in with, by ours; nothing where the caller may not list items."""
    if not kind.startswith("rows."):
        return {}
    found: dict[str, str] = {}
    after: str | None = ""
    try:
        while after is not None:
            page = reach.ask(f"/items?limit=500&after={after}")
            found.update((i["item"], i["external_id"]) for i in page["items"] if i["external_id"] is not None)
            after = page["next"]
    except Refused as refused:
        if refused.code != "access.not_allowed":
            raise
    return found


def _kind(out: Path) -> str:
    name = out.name.lower()
    if not out.suffix:
        return "folder"
    for suffix, kind in (
        (".zip", "bundle"),
        (".jsonl", "rows.jsonl"),
        (".csv", "rows.csv"),
        (".parquet", "rows.parquet"),
    ):
        if name.endswith(suffix):
            return "votes.parquet" if kind == "rows.parquet" and "votes" in name else kind
    raise click.UsageError(f"{out.name} does not say its format: give --format")


def _write(content: bytes, named: str, out: Path, kind: str, ids: dict[str, str]) -> dict[str, Any]:
    if kind == "bundle":
        out.write_bytes(content)
        return {}
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "bundle.zip"
        source.write_bytes(content)
        with zipfile.ZipFile(source) as archive:
            if kind == "folder":
                archive.extractall(out)
                return {}
            rows = _with_ids(Path(archive.extract(ROWS, temporary)), ids)
        report = _convert(rows, named, out, kind, Path(temporary))
    loss = out.with_name(f"{out.name}.loss.json")
    loss.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    return {"loss": report, "loss_file": str(loss)}


def _with_ids(rows: Path, ids: dict[str, str]) -> Path:
    """The rows with `external_id` beside `item_id`."""
    if not ids:
        return rows
    from labelproof.formats import rows_jsonl

    with rows.open("rb") as lines:
        parsed = (json.loads(line) for line in lines)
        named = rows.with_name("named.jsonl")
        rows_jsonl.write(({**row, "external_id": ids.get(row["item_id"])} for row in parsed), named)
    return named


def _convert(rows: Path, named: str, out: Path, kind: str, temporary: Path) -> dict[str, Any]:
    from labelproof.formats import EXPORTERS, export_report, rows_parquet

    n_rows = sum(1 for _ in rows.open("rb"))
    if kind == "rows.csv":
        n_out, dropped = _write_csv(rows, out)
        return export_report(
            kind, "csv 1", NESTED_IN_CSV, release=named, rows_in=n_rows, rows_out=n_out, dropped=dropped
        )
    dropped = set[str]()
    if kind == "rows.jsonl":
        out.write_bytes(rows.read_bytes())
        n_out = n_rows
    elif kind == "rows.parquet":
        n_out = rows_parquet.write(rows, out)
    else:
        between = temporary / "rows.parquet"
        rows_parquet.write(rows, between)
        n_out, dropped = EXPORTERS[kind].write(between, out), _fields_of(rows) - KEPT_WITH_VOTES
    exporter = EXPORTERS[kind]
    readback: Any = "not run"
    if kind == "rows.parquet":
        readback = {"differences": rows_parquet.differences(rows, out)}
    return export_report(
        kind,
        f"{kind} {exporter.version}",
        exporter.capabilities,
        release=named,
        rows_in=n_rows,
        rows_out=n_out,
        dropped=sorted(dropped),
        readback=readback,
    )


def _fields_of(rows: Path) -> set[str]:
    with rows.open("rb") as lines:
        return {name for line in lines for name in json.loads(line)}


def _write_csv(rows: Path, out: Path) -> tuple[int, list[str]]:
    """Plain cells as they are, nested ones left out and named; a cell never begins a formula."""
    names: list[str] = []
    nested: set[str] = set()
    with rows.open("rb") as lines:
        for line in lines:
            for name, value in json.loads(line).items():
                if name not in names:
                    names.append(name)
                if isinstance(value, dict) or (isinstance(value, list) and name != "value"):
                    nested.add(name)
    columns = [name for name in names if name not in nested]
    n_rows = 0
    with rows.open("rb") as lines, out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for line in lines:
            row = json.loads(line)
            writer.writerow([_plain(name, row.get(name)) for name in columns])
            n_rows += 1
    return n_rows, sorted(nested)


def _plain(name: str, value: Any) -> Any:
    """Our own ids never begin a formula that does anything, and must join."""
    return value if name in OUR_IDS and value is not None else _cell(value)


def _cell(value: Any) -> Any:
    """Spreadsheets run cells that begin with = + - @: an apostrophe before keeps a text a text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
    return json.dumps(value, ensure_ascii=False)


def _print(out: Path, report: dict[str, Any]) -> None:
    say(f"Wrote {out}")
    if report:
        lost = [each["field"] for each in report["loss"]["dropped"]]
        say(f"Lost: {', '.join(lost) or 'nothing'} ({report['loss_file']})")
