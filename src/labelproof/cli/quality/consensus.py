"""`labelproof quality consensus`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from labelproof.cli.quality.figures import counted, words
from labelproof.cli.quality.reading import Asked, asks, read_answers, read_steps
from labelproof.cli.say import say
from labelproof.kernel.refused import Refused

if TYPE_CHECKING:
    from labelproof.quality import Answers, Consensus

_WANTING = {
    "medoid": "a distance between values",
    "with_model": "a model's out-of-fold probabilities",
    "model_as_annotator": "a model's out-of-fold probabilities",
}


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
      labelproof quality consensus stars.csv --level interval --method median --out stars.parquet
    """
    from labelproof.formats.tables import check_writable, write_columns
    from labelproof.quality.aggregation import NUMBERS, aggregate

    name = _named(method)
    check_writable(out)
    answers = read_steps(asked) if name == "ordinal" else read_answers(asked, numeric=name in NUMBERS)
    found = aggregate(answers, name)
    columns, structured = as_columns(found, answers, with_all=with_all)
    write_columns(columns, out, structured)
    _tell(asked, found, answers, out, columns)


def _named(method: str) -> str:
    """The aggregator's name; Refused when there is none, or when a file of answers is not enough for it."""
    from labelproof.quality.aggregation import AGGREGATORS

    name = method.replace("-", "_").lower()
    wanting = {each: what for each, what in _WANTING.items() if each in AGGREGATORS}
    able = [each for each in AGGREGATORS if each not in wanting]
    if name not in able:
        what = f"{name} wants {wanting[name]}" if name in wanting else f"there is no aggregator {method!r}"
        raise Refused("quality.method", what, f"name one of {', '.join(able)}, or call it from Python")
    return name


def as_columns(found: "Consensus", answers: "Answers", *, with_all: bool) -> tuple[dict[str, Any], set[str]]:
    """A row an item, in the order of the file, as columns; and which of them hold JSON."""
    import numpy as np

    columns: dict[str, Any] = {"item": _plain(answers.items)}
    if found.value_index is None:
        columns |= {"value": found.value, "n_votes": found.n_votes}
        return columns | ({} if found.se is None else {"se": found.se}), set()
    values, structured = _plain(found.values), {"tied"}
    if not all(isinstance(each, (str, int, float)) for each in found.values):
        values, structured = _texts(json.dumps(each, ensure_ascii=False) for each in found.values), {"tied", "value"}
    settled = found.codes >= 0
    value = np.full(len(settled), None, dtype=object)
    value[settled] = values[found.codes[settled]]
    columns["value"] = value
    sure = (
        found.share if found.posterior is None else found.posterior.max(axis=1, initial=0.0)
    )  # of no item and no value, too
    columns |= {"posterior": np.full(len(settled), np.nan) if sure is None else sure, "n_votes": found.n_votes}
    tied = np.full(len(settled), None, dtype=object)
    for item in found.tied_items().tolist():
        tied[item] = json.dumps([found.values[n] for n in found.tied(item)], ensure_ascii=False)
    columns["tied"] = tied
    if with_all and found.posterior is not None:
        columns |= {f"p_{name}": found.posterior[:, k] for k, name in enumerate(found.values)}
    return columns, structured


def _tell(asked: Asked, found: "Consensus", answers: "Answers", out: Path, columns: dict[str, Any]) -> None:
    from labelproof.quality import kernels

    n_open = sum(each is not None for each in columns.get("tied", ()))
    if asked.as_json:
        said = {"method": found.method, "out": str(out), **counted(answers), "n_tied": n_open}
        said |= {"iterations": found.iterations, "converged": found.converged, "notes": list(found.notes)}
        click.echo(json.dumps(said | {"kernels": kernels.running()}, ensure_ascii=False))
        return
    n = f"{answers.n_items:,} items, from {len(answers):,} answers of {answers.n_annotators:,}"
    say(f"{out.name}: {n}, by {found.method}")
    if n_open:
        say(f"{n_open:,} have no value, since values tie: the column `tied` names them.")
    for note in found.notes:
        say(f"note: {words(note)}")


def _plain(names: Any) -> Any:
    """Whole numbers as such; what is not text, as its text."""
    import numpy as np

    given = list(names)
    if given and all(type(each) is int for each in given):
        return np.array(given, dtype=np.int64)
    return _texts(each if isinstance(each, str) or each is None else str(each) for each in given)


def _texts(texts: Any) -> Any:
    import numpy as np

    given = list(texts)
    column = np.empty(len(given), dtype=object)
    column[:] = given
    return column
