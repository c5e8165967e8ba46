"""`labelproof quality agreement`."""

import json
from typing import Any

import click

from labelproof.cli.quality.figures import COLUMNS, as_json, as_row
from labelproof.cli.quality.reading import Asked, asks, read_answers
from labelproof.cli.say import say, table

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
        said |= {f"by_{by}": {str(key): as_json(cell) for key, cell in rows} for by, rows in parts.items()}
        said |= {"level": asked.level, "kernels": kernels.running(), **counted(answers)}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    say(
        f"{asked.file.name}: "
        + ", ".join(f"{n:,} {name.removeprefix('n_').replace('_', ' ')}" for name, n in counted(answers).items())
    )
    rows = [as_row(name.replace("_", " "), each) for name, each in figures.items()]
    for by, cells in parts.items():
        rows += [as_row(f"alpha, {by.replace('_', ' ')} {key}", cell) for key, cell in cells]
    table(COLUMNS, rows)


def measured(answers: Any, level: str) -> dict[str, Any]:
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


def broken_down(answers: Any, asked: Asked) -> dict[str, list[tuple[Any, Any]]]:
    """Alpha by label, segment and guideline version, where there are some."""
    from labelproof import quality

    parts: dict[str, list[tuple[Any, Any]]] = {}
    if asked.level == "nominal" and 2 < answers.n_values <= _MANY:
        parts["label"] = list(quality.alpha_by(answers, "label").rows())
    if asked.segment is not None:
        parts["segment"] = list(quality.alpha_by(answers, "segment", asked.level).rows())
    if asked.guideline is not None:
        parts["guideline_version"] = list(quality.alpha_by(answers, "guideline_version", asked.level).rows())
    return parts


def counted(answers: Any) -> dict[str, int]:
    """What was read, and what was not counted."""
    return {
        "n_answers": len(answers),
        "n_items": answers.n_items,
        "n_annotators": answers.n_annotators,
        "n_repeats_dropped": answers.n_repeats_dropped,
        "n_skipped": answers.n_skipped,
    }
