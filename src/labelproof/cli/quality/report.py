"""`labelproof quality report`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from labelproof.cli.quality.agreement import broken_down, counted, measured
from labelproof.cli.quality.reading import Asked, asks, read_answers
from labelproof.cli.say import progress, say

if TYPE_CHECKING:
    from labelproof.documents.quality_report import Person
    from labelproof.quality import Answers, Consensus, Estimate

_DISPUTED, _LABELS = 50, 12
_METHODS = ("majority", "wawa", "dawid_skene", "one_coin")


@click.command()
@click.option(
    "--out",
    default="report.html",
    show_default=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The page to write.",
)
@click.option("--title", help="Its title; without one, the file's name.")
@asks
def report(asked: Asked, out: Path, title: str | None) -> None:
    """Agreement, annotators, aggregators and disputes of FILE on one page with plots; it needs no network to read.

    \b
    Example:
      labelproof quality report votes.csv --item post --annotator who --value label --out report.html
    """
    import json

    from labelproof.documents.quality_report import Report, write
    from labelproof.quality import Table, kernels

    with progress("Measuring", 4) as more:
        answers = read_answers(asked)
        more(1)
        agreement = measured(answers, asked.level)
        breakdowns = [
            Table(by, tuple(str(key) for key, _ in cells), tuple(cell for _, cell in cells))
            for by, cells in broken_down(answers, asked).items()
        ]
        more(1)
        page = Report(
            title or f"Quality of {asked.file.name}",
            [(name.removeprefix("n_").replace("_", " "), f"{n:,}") for name, n in counted(answers).items()]
            + [("level", asked.level), ("kernels", kernels.running())],
            [(name.replace("_", " "), each) for name, each in agreement.items()],
            breakdowns,
            *_by_consensus(answers),
        )
        more(1)
        out.write_text(write(page), encoding="utf-8")
        more(1)
    if asked.as_json:
        click.echo(json.dumps({"out": str(out), **counted(answers)}, ensure_ascii=False))
    else:
        say(f"Wrote {out}")


def _by_consensus(answers: "Answers") -> tuple[Any, ...]:
    """Labels, people, confusion, accord, disputed, n_disputed, remarks: what only categories have."""
    if answers.value_index is None:
        return (), (), None, (), (), 0, ("The values are numbers on a scale: there is no table of labels.",)
    import numpy as np

    from labelproof import quality

    counts = np.bincount(answers.codes, minlength=answers.n_values)
    order = np.argsort(-counts, kind="stable")[:_LABELS]
    names = [value if isinstance(value, str) else str(value) for value in answers.values]
    labels = [(names[k], int(counts[k])) for k in order]
    found = {name: quality.aggregate(answers, name) for name in _METHODS}
    best = found["dawid_skene"]
    disputed, n_disputed = _disputed(answers, names)
    remarks = [f"Dawid–Skene: {note.replace('_', ' ')}." for note in best.notes]
    return (
        labels,
        _people(answers),
        _confusion(answers, best, names) if answers.n_values <= _LABELS else None,
        [
            (f"{name.replace('_', ' ')} with Dawid–Skene", _accord(each, best))
            for name, each in found.items()
            if each is not best
        ],
        disputed,
        n_disputed,
        remarks,
    )


def _accord(one: "Consensus", other: "Consensus") -> "Estimate":
    """Share of items on which two aggregators give the same single value."""
    from dataclasses import replace

    from labelproof.quality import error_rate

    both = (one.codes >= 0) & (other.codes >= 0)
    rate = error_rate(int((one.codes == other.codes)[both].sum()), int(both.sum()))
    return replace(rate, n_unit="items with a value from both", method=f"accord/{one.method}/{other.method}/wilson@1")


def _people(answers: "Answers") -> "list[Person]":
    """Each annotator's share of answers that are what most of the others said, ties left out."""
    from dataclasses import replace

    import numpy as np

    from labelproof.documents.quality_report import Person
    from labelproof.quality import error_rate

    n_values = max(answers.n_values, 1)
    seen, inverse = np.unique(answers.item_index.astype(np.int64), return_inverse=True)
    table = np.zeros((len(seen), n_values), dtype=np.int64)
    np.add.at(table, (inverse, answers.codes), 1)
    others = table[inverse]
    others[np.arange(len(answers)), answers.codes] -= 1
    most = others.max(axis=1)
    single = (most > 0) & ((others == most[:, None]).sum(axis=1) == 1)
    same = others.argmax(axis=1) == answers.codes
    people: list[Person] = []
    for a, name in enumerate(answers.annotators):
        rows = answers.annotator_index == a
        rate = error_rate(int((same & single & rows).sum()), int((single & rows).sum()))
        told = replace(rate, n_unit="answers beside a majority of others", method="agreement-with-others/wilson@1")
        people.append(Person(str(name), int(rows.sum()), told))
    return people


def _confusion(answers: "Answers", best: "Consensus", names: list[str]) -> tuple[list[str], Any, Any]:
    import numpy as np

    settled = best.codes[answers.item_index]
    table = np.zeros((len(names), len(names)))
    rows = settled >= 0
    np.add.at(table, (settled[rows], answers.codes[rows]), 1)
    totals = table.sum(axis=1)
    with np.errstate(invalid="ignore"):
        return names, table / totals[:, None], totals.astype(np.int64)


def _disputed(answers: "Answers", names: list[str]) -> tuple[list[tuple[str, str, float]], int]:
    """The items whose votes are most divided, by the entropy of their shares."""
    import numpy as np

    code = answers.item_index.astype(np.int64) * max(answers.n_values, 1) + answers.codes
    runs, count = np.unique(code, return_counts=True)
    item, value = np.divmod(runs, max(answers.n_values, 1))
    share = count / np.bincount(answers.item_index, minlength=answers.n_items)[item]
    entropy = np.bincount(item, weights=-share * np.log2(share), minlength=answers.n_items)
    divided = np.flatnonzero(entropy > 0)
    shown = divided[np.argsort(-entropy[divided], kind="stable")][:_DISPUTED]
    rows: list[tuple[str, str, float]] = []
    for n in shown:
        votes = [(int(c), names[v]) for c, v in zip(count[item == n], value[item == n], strict=True)]
        said = ", ".join(f"{name} {c}" for c, name in sorted(votes, key=lambda each: (-each[0], each[1])))
        rows.append((str(answers.items[n]), said, float(entropy[n])))
    return rows, len(divided)
