"""`labelproof import`: the options, and what it says when it is done."""

from pathlib import Path
from typing import Any, cast

import click

from labelproof.cli.files import read_json
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show
from labelproof.kernel.refused import Refused

TERMS = ("name", "source", "licence", "consent", "purpose", "jurisdiction")


def _terms(stated: dict[str, Any], file: Path | None, may_pass_on: bool) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    if file is not None:
        said = read_json(file)
        if not isinstance(said, dict):
            raise Refused("import.terms", f"{file} holds no JSON object", f"name {', '.join(TERMS)}")
        terms = cast("dict[str, Any]", said)
    terms = terms | {name: text for name, text in stated.items() if text is not None}
    return terms | {"may_pass_on": True} if may_pass_on else terms


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--terms", metavar="FILE", type=click.Path(path_type=Path), help="The terms below as a JSON object.")
@click.option("--name", help="What to call the collection.")
@click.option("--source", help="Where the items come from.")
@click.option("--licence", help="Under which licence.")
@click.option("--consent", help="What the people in them agreed to.")
@click.option("--purpose", help="What they may be used for.")
@click.option("--jurisdiction", help="Whose law holds.")
@click.option("--language", help="Their language, as a BCP 47 tag.")
@click.option("--may-pass-on", is_flag=True, help="The content may go out in bundles.")
@click.option("--id-column", metavar="COLUMN", help="Names each item; kept out of the log's leaves.")
@click.option("--content", multiple=True, metavar="COLUMN", help="Shown to annotators. [every other column]")
@click.option(
    "--subjects",
    default="each",
    show_default=True,
    metavar="each|nobody|COLUMN",
    help="Whom items are about, to erase them later: each its own, nobody, or who stands in a column.",
)
@click.option("--votes", metavar="FILE", type=click.Path(path_type=Path), help="A crowd's answers to these items.")
@click.option("--vote-item", default="item", show_default=True, metavar="COLUMN", help="votes: the item's id.")
@click.option("--vote-annotator", default="annotator", show_default=True, metavar="COLUMN", help="votes: who answered.")
@click.option("--vote-value", default="value", show_default=True, metavar="COLUMN", help="votes: what.")
@click.option("--vote-at", metavar="COLUMN", help="votes: when, ISO 8601 or milliseconds.")
@click.option("--vote-question", metavar="COLUMN", help="votes: the question's slug. [the only question]")
@click.option("--vote-separator", metavar="TEXT", help="votes: splits one cell into several labels.")
@click.option("--keep-good", is_flag=True, help="Leave broken lines out instead of refusing the file.")
@click.option("--dry-run", is_flag=True, help="Read and check the files; write nothing.")
@reaches()
def import_(
    reach: Reach,
    file: Path,
    terms: Path | None,
    may_pass_on: bool,
    id_column: str | None,
    content: tuple[str, ...],
    subjects: str,
    votes: Path | None,
    vote_item: str,
    vote_annotator: str,
    vote_value: str,
    vote_at: str | None,
    vote_question: str | None,
    vote_separator: str | None,
    keep_good: bool,
    dry_run: bool,
    **stated: str | None,
) -> None:
    """Bring items in as one collection under stated terms: CSV, TSV, JSON Lines or Parquet.

    Every line is checked before anything is written. A file with broken lines is refused, each named with its line
    and column; --keep-good leaves them out. An import that was interrupted goes on where it stopped when the same
    command is given again.

    \b
    Examples:
      labelproof import items.csv --id-column id --terms terms.json
      labelproof import items.jsonl --terms terms.json --votes crowd.csv --vote-item id --vote-value label
      labelproof import items.csv --terms terms.json --dry-run
    """
    from labelproof.cli.importing_files import Plan, Votes, import_files
    from labelproof.formats import ItemColumns, VoteColumns

    by_column = subjects not in ("each", "nobody")
    plan = Plan(
        file=file,
        columns=ItemColumns(id_column, content or None, subjects if by_column else None),
        terms=_terms(stated, terms, may_pass_on),
        subject_rule="column" if by_column else subjects,
        keep_good=keep_good,
        votes=None
        if votes is None
        else Votes(votes, VoteColumns(vote_item, vote_annotator, vote_value, vote_at, vote_question, vote_separator)),
    )
    if votes is not None and id_column is None:
        raise click.UsageError("--votes needs --id-column: votes name items by their id")
    report = import_files(reach, plan, dry_run=dry_run)
    show(reach, report, lambda: _print(report, dry_run=dry_run))


def _print(report: dict[str, Any], *, dry_run: bool) -> None:
    n = f"{report['n_items']} items" + (
        f", {report['n_votes']} votes of {report['n_people']} people" if "n_votes" in report else ""
    )
    if dry_run:
        say(f"Would import {n}. Fields: {', '.join(report['fields'])}")
    else:
        say(f"Imported {n} as collection {report['collection']}.")
    if report["left_out"]:
        say(f"Left out {len(report['left_out'])}:")
        for line in report["left_out"][:20]:
            say(f"  {line}")
