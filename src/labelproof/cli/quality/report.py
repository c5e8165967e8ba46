"""`labelproof quality report`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelproof.cli.quality.agreement import broken_down, measured
from labelproof.cli.quality.figures import counted, words
from labelproof.cli.quality.reading import Asked, asks, read_answers
from labelproof.cli.say import progress, say

if TYPE_CHECKING:
    from labelproof.documents.quality_report import Categories, Dispute
    from labelproof.quality import Answers

_DISPUTES, _LABELS = 50, 12
_REMARKS = {
    "not_converged": "Dawid–Skene stopped after {} turns and had not converged: its default, since more likelihood is "
    "not more truth."
}


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
    from labelproof.documents.quality_report import Report, write
    from labelproof.formats.tables import check_writable
    from labelproof.quality import kernels

    check_writable(out, (".html",))
    with progress("Measuring", 4) as more:
        answers = read_answers(asked)
        more(1)
        figures = measured(answers, asked.level)
        breakdowns = broken_down(answers, asked)
        more(1)
        page = Report(
            title=title or f"Quality of {asked.file.name}",
            facts=[(words(name.removeprefix("n_")), f"{n:,}") for name, n in counted(answers).items()]
            + [("level", asked.level), ("kernels", kernels.running())],
            agreement=[(words(name), each) for name, each in figures.items()],
            breakdowns=breakdowns,
            categories=None if answers.value_index is None else _categories(answers),
        )
        more(1)
        out.write_text(write(page), encoding="utf-8")
        more(1)
    if asked.as_json:
        click.echo(json.dumps({"out": str(out), **counted(answers)}, ensure_ascii=False))
    else:
        say(f"Wrote {out}")


def _categories(answers: "Answers") -> "Categories":
    """What only values of a list have: counts, people beside the others, where votes go, aggregators, disputes."""
    import numpy as np

    from labelproof.documents.quality_report import Categories
    from labelproof.quality import compare
    from labelproof.quality.reliability import against_model, consensus_match

    names = [str(value) for value in answers.values]
    n_given = np.bincount(answers.codes, minlength=answers.n_values)
    most: list[int] = np.argsort(-n_given, kind="stable")[:_LABELS].tolist()
    compared = compare(answers)
    settled = compared.results[compared.methods.index("dawid_skene")]
    posterior = settled.posterior
    disputes, n_disputes = _disputes(answers, names)
    return Categories(
        labels=[(names[k], int(n_given[k])) for k in most],
        people=[(str(name), each) for name, each in zip(answers.annotators, consensus_match(answers), strict=True)],
        votes=None if posterior is None or len(names) > _LABELS else (names, against_model(answers, posterior)),
        compared=compared,
        disputes=disputes,
        n_disputes=n_disputes,
        remarks=[
            _REMARKS.get(note, f"Dawid–Skene: {words(note)}.").format(settled.iterations) for note in settled.notes
        ],
    )


def _disputes(answers: "Answers", names: list[str]) -> "tuple[list[Dispute], int]":
    """The items whose votes are most divided, and how many are divided at all."""
    import numpy as np

    from labelproof.documents.quality_report import Dispute
    from labelproof.quality.detection.label_entropy import vote_entropy

    entropy = np.nan_to_num(vote_entropy(answers))
    divided = np.flatnonzero(entropy > 0)
    found: list[Dispute] = []
    for item in divided[np.argsort(-entropy[divided], kind="stable")][:_DISPUTES].tolist():
        rows = slice(answers.item_ptr[item], answers.item_ptr[item + 1])
        codes, counts = np.unique(answers.codes[rows], return_counts=True)
        votes = sorted(zip(counts.tolist(), codes.tolist(), strict=True), key=lambda each: (-each[0], each[1]))
        told = ", ".join(f"{names[code]} {n}" for n, code in votes)
        found.append(Dispute(str(answers.items[item]), told, float(entropy[item])))
    return found, len(divided)
