"""`labelproof quality leakage`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from labelproof.cli.say import say, table

if TYPE_CHECKING:
    from labelproof.quality.findings import Finding

_SHOWN = 30
LEAKS = 4
"""The exit code of --gate when an item or a group stands in both files."""


@click.command()
@click.argument("train", type=click.Path(path_type=Path))
@click.argument("test", type=click.Path(path_type=Path))
@click.option(
    "--text", default="text", show_default=True, metavar="COL", help="The text that is compared for likeness."
)
@click.option("--content", multiple=True, metavar="COL", help="A column of an item's content, if not the text alone.")
@click.option("--group", "groups", multiple=True, metavar="COL", help="What may not be on both sides: author, patient.")
@click.option("--alike", type=float, default=0.5, show_default=True, help="Texts this alike (Jaccard) are near copies.")
@click.option("--gate", is_flag=True, help=f"Exit with {LEAKS} when an exact copy or a group crosses.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value instead of text.")
@click.pass_context
def leakage(
    context: click.Context,
    train: Path,
    test: Path,
    text: str,
    content: tuple[str, ...],
    groups: tuple[str, ...],
    alike: float,
    gate: bool,
    as_json: bool,
) -> None:
    """What stands in both TRAIN and TEST: exact copies, near copies, and members of one group.

    \b
    Example:
      labelproof quality leakage train.csv test.csv --text post --group author
    """
    if not 0 < alike <= 1:  # NaN is neither, and click's own range lets it pass
        raise click.UsageError("--alike is above 0 and at most 1")
    from labelproof.formats.tables import columns_of
    from labelproof.quality.checks.leakage import leaks
    from labelproof.quality.item_columns import Columns

    wanted = list(dict.fromkeys([text, *content, *groups]))
    one, other = columns_of(train, wanted), columns_of(test, wanted)
    n_train = len(one[text])
    joined = {name: [*one[name], *other[name]] for name in wanted}
    joined["split"] = ["train"] * n_train + ["test"] * len(other[text])
    found = leaks(Columns(joined), columns=content or (text,), near=text, groups=groups, alike=alike)
    rows = [_finding(each, n_train) for each in found.checked.findings]
    summary = found.checked.summary
    said = {
        "train": str(train),
        "test": str(test),
        "n_exact": found.n_exact,
        "n_near": found.n_near,
        "n_group": found.n_group,
        "undefined": summary.undefined_reason,
        "share": summary.value,
        "method": summary.method,
        "findings": rows,
    }
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        _print(said)
    if gate and found.has_exact_or_group:
        context.exit(LEAKS)


def _finding(found: "Finding", n_train: int) -> dict[str, Any]:
    """A finding with its rows counted in each file, the first row after the header being 0."""
    rows = found.where.rows
    return {
        "what": found.what,
        "column": found.where.column,
        "severity": found.severity,
        "action": found.action,
        "train_rows": [row for row in rows if row < n_train],
        "test_rows": [row - n_train for row in rows if row >= n_train],
    }


def _print(said: dict[str, Any]) -> None:
    if said["undefined"]:
        say(f"Not checked: {said['undefined'].replace('_', ' ')}.")
        return
    counts = (("exact copies", said["n_exact"]), ("near copies", said["n_near"]), ("shared groups", said["n_group"]))
    say(" · ".join(f"{n:,} {name}" for name, n in counts) + f" ({said['method']})")
    rows = [
        (each["severity"], each["what"], few(each["train_rows"]), few(each["test_rows"]), each["action"])
        for each in said["findings"][:_SHOWN]
    ]
    table(("severity", "what", "rows of train", "rows of test", "what to do"), rows, empty="Nothing crosses.")
    if len(said["findings"]) > _SHOWN:
        say(f"and {len(said['findings']) - _SHOWN:,} more: --json has them all.")


def few(rows: list[int]) -> str:
    """The first rows, and how many there are besides."""
    return ", ".join(map(str, rows[:5])) + (f" and {len(rows) - 5:,} more" if len(rows) > 5 else "")
