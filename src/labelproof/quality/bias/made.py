"""A comparison as its measure makes it, before its place among all the others is known."""

from dataclasses import dataclass

from labelproof.kernel.canonical import Json
from labelproof.quality.answers import Answers
from labelproof.quality.bias.contrast import Contrast

UNIT = "answers"
OTHERS = "the other groups"


@dataclass(frozen=True, slots=True)
class Made:
    """One group against another, or against all others, in one measure."""

    measure: str
    group: Json
    against: Json
    made: Contrast


def rate_of(answers: Answers, value: int) -> str:
    """What the rate of a label is called."""
    return f"rate of {answers.values[value] if answers.values else value}"


def labels_to_compare(answers: Answers) -> range:
    """All labels; of two the second, since the other's rate is the rest.

    >>> from labelproof.quality.columns import from_columns
    >>> list(labels_to_compare(from_columns(["i", "i"], ["ana", "ben"], ["x", "y"])))
    [1]
    """
    return range(1, 2) if answers.n_values == 2 else range(answers.n_values)
