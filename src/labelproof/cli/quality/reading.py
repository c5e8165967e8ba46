"""The options every command on a file of answers has, and the answers they mean."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from labelproof.kernel.refused import Refused

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from labelproof.quality import Answers

LEVELS = ("nominal", "ordinal", "interval", "ratio")
_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--item", default="item", show_default=True, metavar="COL", help="The column that names the item."),
    click.option("--annotator", default="annotator", show_default=True, metavar="COL", help="Who answered."),
    click.option("--value", default="value", show_default=True, metavar="COL", help="What they answered."),
    click.option("--level", type=click.Choice(LEVELS), default="nominal", show_default=True, help="What values are."),
    click.option(
        "--order", metavar="A,B,C", help="The values of an ordinal scale from low to high, where they are words."
    ),
    click.option("--time", "submitted_at", metavar="COL", help="When it was answered: settles repeated answers."),
    click.option("--segment", metavar="COL", help="A column to break figures down by."),
    click.option("--guideline", metavar="COL", help="The guideline version each answer was given under."),
    click.option(
        "--repeats",
        type=click.Choice(["last", "first", "keep", "refuse"]),
        default="last",
        show_default=True,
        help="Which counts when somebody answered an item more than once.",
    ),
    click.option("--skip-empty", is_flag=True, help="Leave out and count rows without a value, instead of refusing."),
    click.option(
        "--kernels", type=click.Choice(["compiled", "plain"]), help="Which to run; compiled ones need the extra [fast]."
    ),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON value instead of text."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command was asked about."""

    file: Path
    item: str
    annotator: str
    value: str
    level: str
    order: str | None
    submitted_at: str | None
    segment: str | None
    guideline: str | None
    repeats: str
    skip_empty: bool
    kernels: str | None
    as_json: bool

    @property
    def scale(self) -> list[str]:
        """The words of the scale from low to high; none where the values are numbers."""
        return [] if self.order is None else [each.strip() for each in self.order.split(",")]


def asks(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes `asked`: a file of answers and what its columns are."""

    def run(**given: Any) -> None:
        asked = Asked(**{name: given.pop(name) for name in Asked.__dataclass_fields__})
        if asked.order is not None and asked.level != "ordinal":
            raise click.UsageError("--order goes with --level ordinal")
        with _kernels(asked.kernels):
            command(asked, **given)

    run.__doc__, run.__name__ = command.__doc__, command.__name__
    run.__dict__.update(command.__dict__)  # options that stand above
    for option in reversed(_OPTIONS):
        run = option(run)
    return run


def read_answers(asked: Asked, *, numeric: bool | None = None) -> "Answers":
    """The answers in the file. On an ordinal scale, and above, they are numbers, unless asked otherwise."""
    from labelproof.formats.tables import RELATION, opened
    from labelproof.quality.tables import Named, from_relation

    named = Named(asked.item, asked.annotator, asked.value, asked.submitted_at, asked.segment, asked.guideline)
    if numeric is None:
        numeric = asked.level != "nominal"
    with opened(asked.file) as database:
        answers = from_relation(
            database,
            RELATION,
            named,
            repeats=asked.repeats,
            numeric=numeric and asked.order is None,
            skip_empty=asked.skip_empty,
        )
    return answers if asked.order is None or not numeric else _ranked(answers, asked.scale)


def read_steps(asked: Asked) -> "Answers":
    """The answers in the file as steps of a scale, listed from low to high: by --order, or by size."""
    from dataclasses import replace

    import numpy as np

    placed = read_answers(asked, numeric=True)
    steps, code = np.unique(placed.numbers, return_inverse=True)
    values: list[Any] = [asked.scale[int(n)] for n in steps] if asked.scale else steps.tolist()
    return replace(placed, value=None, value_index=code.astype(np.int32), values=values, n_values=len(steps))


def _ranked(answers: "Answers", order: list[str]) -> "Answers":
    """Words of a scale as their places on it."""
    from dataclasses import replace

    import numpy as np

    rank = {word: n for n, word in enumerate(order)}
    if twice := [word for word in rank if order.count(word) > 1]:
        what = f"the scale {', '.join(order)} has {', '.join(map(repr, twice))} more than once"
        raise Refused("quality.order", what, "name each value once, from low to high")
    words = [str(value) for value in answers.values]
    unknown = [word for word in words if word not in rank]
    if unknown:
        what = f"the scale {', '.join(order)} has no {', '.join(map(repr, unknown[:5]))}"
        raise Refused("quality.order", what, "name every value in --order, from low to high")
    places = np.array([rank[word] for word in words], dtype=np.float64)
    return replace(answers, value_index=None, value=places[answers.codes], values=(), n_values=0)


def _kernels(name: str | None) -> "AbstractContextManager[None]":
    from contextlib import nullcontext

    from labelproof.quality import kernels

    if name is None:
        return nullcontext()
    if name not in kernels.available():
        raise Refused("quality.kernels", f"the {name} kernels are not installed", "pip install 'labelproof[fast]'")
    return kernels.using(name)
