"""`labelproof quality label-errors`."""

import json
from pathlib import Path
from typing import Any

import click

from labelproof.cli.quality.figures import as_json as figure
from labelproof.cli.quality.figures import as_row
from labelproof.cli.say import say, table
from labelproof.kernel.refused import Refused

FILTERS = ("noise_rate", "class", "both", "off_diagonal", "predicted")
RANKS = ("self_confidence", "normalized_margin")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--label", default="label", show_default=True, metavar="COL", help="The label each item was given.")
@click.option("--item", metavar="COL", help="The column that names the item; without it, rows are numbered from 0.")
@click.option(
    "--prefix",
    default="p_",
    show_default=True,
    help="Columns named by this and a label hold the model's probabilities.",
)
@click.option("--filter", "filter_by", type=click.Choice(FILTERS), default=FILTERS[0], show_default=True)
@click.option("--rank", type=click.Choice(RANKS), default=RANKS[0], show_default=True)
@click.option("--show", "n_shown", type=click.IntRange(0), default=20, show_default=True, help="Rows to print.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value instead of text.")
def label_errors(
    file: Path, label: str, item: str | None, prefix: str, filter_by: str, rank: str, n_shown: int, as_json: bool
) -> None:
    """Labels in FILE that a model, trained without the item, takes for another; the likeliest errors first.

    The probabilities must be out of fold: a model that saw the label agrees with it, right or wrong.

    \b
    Example:
      labelproof quality label-errors predictions.csv --label given --prefix p_
    """
    import numpy as np

    from labelproof import quality
    from labelproof.formats.tables import columns_of, names_of

    names = [name for name in names_of(file) if name.startswith(prefix) and len(name) > len(prefix)]
    if len(names) < 2:
        what = f"{file.name} has {len(names)} columns that start with {prefix!r}"
        raise Refused("quality.probabilities", what, "name them by --prefix, one column a label: p_yes, p_no")
    columns = columns_of(file, [label, *names, *([item] if item else [])])
    labels = [name.removeprefix(prefix) for name in names]
    code = {name: n for n, name in enumerate(labels)}
    if empty := [n for n, each in enumerate(columns[label]) if each is None]:
        what = f"{len(empty)} rows have no {label}, the first is row {empty[0]}"
        raise Refused("quality.labels", what, "label them, or leave them out: there is nothing to doubt")
    unknown = sorted({str(each) for each in columns[label] if str(each) not in code})
    if unknown:
        what = f"the labels {', '.join(map(repr, unknown[:5]))} have no column of probabilities"
        raise Refused("quality.probabilities", what, f"add {prefix}{unknown[0]}, or mend the labels")
    given = np.array([code[str(each)] for each in columns[label]], dtype=np.int32)
    found = quality.label_errors(given, _numbers(columns, names), filter_by=filter_by, rank=rank)
    rows: list[dict[str, Any]] = [
        {
            "row": int(n),
            "item": columns[item][n] if item else int(n),
            "given": labels[given[n]],
            "score": float(found.score[n]),
        }
        for n in found.order
    ]
    if as_json:
        by_label = {labels[int(str(key))]: figure(cell) for key, cell in found.by_label.rows()}
        said = {"n": len(given), "n_flagged": len(rows), "expected": figure(found.expected), "by_label": by_label}
        click.echo(json.dumps({**said, "flagged": rows}, ensure_ascii=False))
        return
    say(f"{file.name}: {len(rows):,} of {len(given):,} labels flagged")
    cells = [as_row("wrong labels expected", found.expected)]
    cells += [as_row(f"share wrong, {labels[int(str(key))]}", cell) for key, cell in found.by_label.rows()]
    table(("measure", "value", "95 % interval", "n counted", "method", "notes"), cells)
    shown = [(each["item"], each["given"], f"{each['score']:.4f}") for each in rows[:n_shown]]
    table(("item", "given", rank.replace("_", " ")), shown, empty="None.")
    if len(rows) > n_shown:
        say(f"and {len(rows) - n_shown:,} more: --show N, or --json.")


def _numbers(columns: dict[str, list[Any]], names: list[str]) -> Any:
    import numpy as np

    try:
        return np.array([[float(cell) for cell in columns[name]] for name in names], dtype=np.float64).T
    except (TypeError, ValueError) as error:
        raise Refused("quality.probabilities", f"a probability is no number ({error})", "mend its cell") from None
