"""`labelproof quality consensus`."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from labelproof.cli.quality.agreement import counted
from labelproof.cli.quality.reading import Asked, asks, read_answers
from labelproof.cli.say import say
from labelproof.kernel.refused import Refused

COLUMNS = ("item", "value", "posterior", "n_votes", "tied")


@click.command()
@click.option("--method", default="dawid_skene", show_default=True, metavar="NAME", help="The aggregator.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="CSV, JSONL or Parquet.",
)
@click.option("--all", "with_all", is_flag=True, help="A column for the posterior of each value, too.")
@asks
def consensus(asked: Asked, method: str, out: Path, with_all: bool) -> None:
    """One value for each item of FILE, with its posterior; a tie stays empty and names what ties.

    \b
    Example:
      labelproof quality consensus votes.csv --item post --annotator who --value label --out labels.csv
      labelproof quality consensus votes.csv --method majority --out labels.jsonl
    """
    from labelproof.quality import AGGREGATORS, kernels

    name = method.replace("-", "_").lower()
    if name not in AGGREGATORS:
        raise Refused("quality.method", f"there is no aggregator {method!r}", f"name one of {', '.join(AGGREGATORS)}")
    if out.suffix.lower() not in (".csv", ".jsonl", ".parquet"):
        raise Refused(
            "file.format", f"{out.name} is in no format that is written here", "end it in .csv, .jsonl or .parquet"
        )
    answers = read_answers(asked)
    from labelproof.quality import aggregate

    found = aggregate(answers, name)
    _write(out, found, answers, with_all=with_all)
    n_open = int((found.codes < 0).sum()) if found.value_index is not None else 0
    said: dict[str, Any] = {
        "method": found.method,
        "out": str(out),
        **counted(answers),
        "n_without_value": n_open,
        "iterations": found.iterations,
        "converged": found.converged,
        "notes": list(found.notes),
        "kernels": kernels.running(),
    }
    if asked.as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    say(
        f"{out.name}: {answers.n_items:,} items by {found.method}, from {len(answers):,} answers of {answers.n_annotators:,}"
    )
    if n_open:
        say(f"{n_open:,} have no value, since values tie: the column `tied` names them.")
    for note in found.notes:
        say(f"note: {note.replace('_', ' ')}")


def rows(found: Any, answers: Any, *, with_all: bool) -> Iterator[dict[str, Any]]:
    """One row an item, in the order of the file."""
    names = list(answers.items)
    for item, name in enumerate(names):
        row: dict[str, Any] = {"item": name}
        if found.value_index is None:
            row |= {
                "value": float(found.value[item]),
                "posterior": None,
                "n_votes": int(found.n_votes[item]),
                "tied": None,
            }
            if found.se is not None:
                row["se"] = float(found.se[item])
        else:
            at = int(found.value_index[item])
            posterior = None if found.posterior is None else float(found.posterior[item].max())
            tied = [found.values[n] for n in found.tied(item)]
            row |= {
                "value": None if at < 0 else found.values[at],
                "posterior": posterior if posterior is not None or found.share is None else float(found.share[item]),
                "n_votes": int(found.n_votes[item]),
                "tied": tied or None,
            }
            if with_all and found.posterior is not None:
                row |= {f"p_{found.values[k]}": float(p) for k, p in enumerate(found.posterior[item])}
        yield row


def _write(out: Path, found: Any, answers: Any, *, with_all: bool) -> None:
    lines = rows(found, answers, with_all=with_all)
    if out.suffix.lower() == ".csv":
        with out.open("w", newline="", encoding="utf-8") as file:
            _write_csv(file, lines)
        return
    target = out if out.suffix.lower() == ".jsonl" else out.with_name(f".{out.name}.jsonl")
    with target.open("w", encoding="utf-8") as file:
        for row in lines:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    if target is not out:
        from labelproof.formats.tables import write_parquet

        try:
            write_parquet(target, out)
        finally:
            target.unlink()


def _write_csv(file: Any, lines: Iterator[dict[str, Any]]) -> None:
    first = next(lines, None)
    writer = csv.DictWriter(file, fieldnames=list(first or dict.fromkeys(COLUMNS)), lineterminator="\n")
    writer.writeheader()
    for row in (first, *lines) if first else ():
        assert row is not None
        writer.writerow({name: _cell(cell) for name, cell in row.items()})


def _cell(cell: Any) -> Any:
    if isinstance(cell, list):
        return " | ".join(
            _cell(each) if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in cell
        )
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, (dict, bool)) else cell
