"""`labelproof quality agreement`."""

import json
from typing import TYPE_CHECKING, Any

import click

from labelproof.cli.quality.figures import COLUMNS, as_json, as_row, counted, words
from labelproof.cli.quality.reading import Asked, asks, read_answers
from labelproof.cli.say import say, table

if TYPE_CHECKING:
    from labelproof.quality import Answers, Estimate, Table

_MANY = 50  # values: a table by label of more would be no table


@click.command()
@asks
def agreement(asked: Asked) -> None:
    """Agreement of the answers in FILE: Krippendorff's alpha and its kin, by label and segment.

    \b
    Example:
      labelproof quality agreement votes.csv --item post --annotator who --value label
      labelproof quality agreement stars.csv --item film --annotator who --value stars --level ordinal --json
    """
    from labelproof.quality import kernels

    answers = read_answers(asked)
    figures = measured(answers, asked.level)
    parts = broken_down(answers, asked)
    if asked.as_json:
        said: dict[str, Any] = {name: as_json(each) for name, each in figures.items()}
        said |= {f"by_{part.by}": {str(key): as_json(cell) for key, cell in part.rows()} for part in parts}
        said |= {"level": asked.level, "kernels": kernels.running(), **counted(answers)}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    read = ", ".join(f"{n:,} {words(name.removeprefix('n_'))}" for name, n in counted(answers).items())
    say(f"{asked.file.name}: {read}")
    rows = [as_row(words(name), each) for name, each in figures.items()]
    rows += [as_row(f"alpha, {words(part.by)} {key}", cell) for part in parts for key, cell in part.rows()]
    table(COLUMNS, rows)


def measured(answers: "Answers", level: str) -> "dict[str, Estimate]":
    """The figures that go with a level of measurement, by name."""
    from labelproof import quality

    figures = {"alpha": quality.alpha(answers, level)}
    if level == "nominal":
        figures |= {
            "observed": quality.observed(answers),
            "fleiss": quality.fleiss(answers),
            "gwet_ac1": quality.gwet(answers),
            "cohen": quality.cohen(answers),
        }
    elif level == "interval":
        figures["icc"] = quality.icc(answers)
    return figures


def broken_down(answers: "Answers", asked: Asked) -> "list[Table[Estimate]]":
    """Alpha by label, segment and guideline version, where there are some."""
    from labelproof import quality

    parts: list[Table[Estimate]] = []
    if asked.level == "nominal" and 2 < answers.n_values <= _MANY:
        parts.append(quality.alpha_by(answers, "label"))
    if asked.segment is not None:
        parts.append(quality.alpha_by(answers, "segment", asked.level))
    if asked.guideline is not None:
        parts.append(quality.alpha_by(answers, "guideline_version", asked.level))
    return parts
