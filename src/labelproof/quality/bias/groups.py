"""Who or what is compared: a division of annotators, or of items, into groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import BoolArray, IntArray
from labelproof.quality.statistics.small_groups import withheld

Of = Literal["annotator", "item"]


@dataclass(frozen=True, slots=True)
class Groups:
    """A division by one trait, such as the annotators' first language or the items' dialect.

    Shape:   index (n_annotators,) or (n_items,) into keys; -1 for who told nothing, and takes no part.
    """

    name: str
    of: Of
    index: IntArray
    keys: tuple[Json, ...]


def groups(name: str, of: Of, traits: Sequence[str | int | None]) -> Groups:
    """A division from each annotator's, or each item's, trait; None where it is not known.

    Shape:   traits in the order of the answers' annotators or items.
    Unit:    none.
    Missing: None.
    Errors:  none.
    Source:  statistics.md, Bias.

    >>> groups("language", "annotator", ["de", "fr", None, "de"]).index.tolist()
    [0, 1, -1, 0]
    """
    known = {trait for trait in traits if trait is not None}
    keys = tuple(sorted(known, key=lambda key: (type(key).__name__, str(key))))
    number = {key: n for n, key in enumerate(keys)}
    return Groups(name, of, np.array([-1 if each is None else number[each] for each in traits], dtype=np.int64), keys)


def problems_of(division: Groups, answers: Answers) -> list[Problem]:
    """What does not fit, every problem named."""
    n = answers.n_annotators if division.of == "annotator" else answers.n_items
    index = division.index
    problems: list[Problem] = []
    if division.of not in ("annotator", "item"):
        problems.append(Problem(division.name, f"divides annotators or items, not {division.of!r}"))
    elif index.shape != (n,) or not np.issubdtype(index.dtype, np.integer):
        problems.append(Problem(division.name, f"has {index.dtype} of shape {index.shape}, not {n} indexes"))
    elif n and (index.min() < -1 or index.max() >= len(division.keys)):
        problems.append(
            Problem(division.name, f"goes from {index.min()} to {index.max()} for {len(division.keys)} keys")
        )
    return problems


def refused(problems: list[Problem]) -> None:
    """Raises when there is any problem."""
    if problems:
        raise refusal(problems)


def hidden(division: Groups, answers: Answers) -> set[int]:
    """Groups of annotators that may not be shown; people who answered nothing are not counted."""
    if division.of == "item":
        return set()
    who = np.unique(answers.annotator_index)
    group = division.index[who]
    n_people = np.bincount(group[group >= 0], minlength=len(division.keys))
    return withheld(n_people, int((group < 0).sum()))


def group_of_rows(division: Groups, answers: Answers) -> IntArray:
    """The group of each answer."""
    return division.index[answers.annotator_index if division.of == "annotator" else answers.item_index]


def shown_rows(division: Groups, answers: Answers, concealed: set[int]) -> BoolArray:
    """Answers that take part: who is withheld, or told nothing, is on neither side of any comparison."""
    group = group_of_rows(division, answers)
    return (group >= 0) & ~np.isin(group, [*concealed])
