"""`labelproof quality check`."""

import json
import re
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from labelproof.cli.quality.figures import COLUMNS, as_json, as_row, words
from labelproof.cli.quality.leakage import LEAKS, few
from labelproof.cli.say import progress, say, table

if TYPE_CHECKING:
    from labelproof.quality.checks import Checked, Columns, Finding

_SHOWN = 8  # of one check
_ALWAYS = ("missing", "types", "outliers", "personal")
# A leading zero makes a name of digits: 007 is not 7.
_NUMBER = re.compile(r"\s*[-+]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*", re.ASCII)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--text", metavar="COL", help="Texts: looked through for copies, and for what tells the label.")
@click.option("--label", metavar="COL", help="Labels: how they are spread, and whether something gives them away.")
@click.option("--split", metavar="COL", help="The split each row is in: what stands in two of them.")
@click.option(
    "--group", "groups", multiple=True, metavar="COL", help="What may be in one split alone: author, patient."
)
@click.option("--require", "required", multiple=True, metavar="COL", help="A column that may not be empty.")
@click.option("--reference", type=click.Path(path_type=Path), metavar="FILE", help="Data it should be like: drift.")
@click.option(
    "--gate",
    is_flag=True,
    help=f"Exit with {LEAKS} when a finding is to be acted on, or a check asked for could not run.",
)
@click.option("--json", "as_json_text", is_flag=True, help="Print one JSON value instead of text.")
@click.pass_context
def check(
    context: click.Context,
    file: Path,
    text: str | None,
    label: str | None,
    split: str | None,
    groups: tuple[str, ...],
    required: tuple[str, ...],
    reference: Path | None,
    gate: bool,
    as_json_text: bool,
) -> None:
    """What is wrong with the rows of FILE: empty cells, outliers, copies, personal data, leakage, drift.

    Findings name columns and rows and never quote a cell. A check that could not run says why and has not passed.

    \b
    Example:
      labelproof quality check items.csv --text post --label label --split split --group author
    """
    from labelproof.quality.checks import run_checks

    items = _read(file)
    asked: dict[str, dict[str, Any]] = {"missing": {"required": required}, "types": {}, "outliers": {}, "personal": {}}
    if text is not None:
        asked |= {"exact_duplicates": {"columns": (text,), "label": label}, "near_duplicates": {"column": text}}
    if label is not None:
        asked |= {"distribution": {"column": label}, "label_leakage": {"label": label, "text": text}}
    if split is not None:
        content = (text,) if text else tuple(name for name in items.columns if name not in {split, *groups})
        asked["leakage"] = {"split": split, "columns": content, "near": text, "groups": groups}
    if reference is not None:
        asked["drift"] = {}
    given = None if reference is None else _read(reference)
    outcomes: list[Checked] = []
    with progress("Checking", len(asked)) as more:
        for name, options in asked.items():
            outcomes += run_checks(items, {name: options}, given).outcomes
            more(1)
    if as_json_text:
        said = [{"check": each.check, **as_json(each.summary), "findings": _findings(each)} for each in outcomes]
        click.echo(json.dumps({"n_rows": items.n_rows, "checks": said}, ensure_ascii=False))
    else:
        _print(file, items.n_rows, outcomes)
    if gate and not all(_passes(each) for each in outcomes):
        context.exit(LEAKS)


def _passes(checked: "Checked") -> bool:
    """Nothing to act on; and what was asked for by an option has run."""
    ran = checked.ran or checked.check in _ALWAYS
    return ran and all(finding.severity != "act" for finding in checked.findings)


def _read(path: Path) -> "Columns":
    """Every column of a file; in one of a CSV that holds numbers alone, they are numbers."""
    import numpy as np

    from labelproof.formats.tables import columns_of, names_of
    from labelproof.quality import Columns

    columns: dict[str, Any] = columns_of(path, names_of(path))
    for name, cells in columns.items():
        told = [cell for cell in cells if cell is not None]
        if told and all(isinstance(cell, str) and _NUMBER.fullmatch(cell) and isfinite(float(cell)) for cell in told):
            columns[name] = np.array([np.nan if cell is None else float(cell) for cell in cells])
    return Columns(columns)


def _findings(checked: "Checked") -> list[dict[str, Any]]:
    return [
        {
            "what": finding.what,
            "severity": finding.severity,
            "n": finding.n,
            "column": finding.where.column,
            "rows": list(finding.where.rows),
            "spans": [list(span) for span in finding.where.spans],
            "splits": list(finding.where.splits),
            "action": finding.action,
        }
        for finding in checked.findings
    ]


def _print(file: Path, n_rows: int, outcomes: "list[Checked]") -> None:
    say(f"{file.name}: {n_rows:,} rows")
    table(COLUMNS, [as_row(words(each.check), each.summary) for each in outcomes])
    found = [finding for each in outcomes for finding in _first(each)[:_SHOWN]]
    say()
    heads = ("severity", "check", "column", "what", "rows, the first is 0", "what to do")
    table(heads, [_row(each) for each in found], empty="Nothing was found.")
    more = {words(each.check): len(each.findings) - _SHOWN for each in outcomes if len(each.findings) > _SHOWN}
    if more:
        told = ", ".join(f"{n:,} of {name}" for name, n in more.items())
        say(f"and more: {told}; --json has them all.")


def _first(checked: "Checked") -> "list[Finding]":
    """Those to act on before the others."""
    return sorted(checked.findings, key=lambda finding: ("act", "warn", "note").index(finding.severity))


def _row(finding: "Finding") -> tuple[str | None, ...]:
    where, rows = finding.where, few(list(finding.where.rows))
    return finding.severity, words(finding.check), where.column, finding.what, rows, finding.action
