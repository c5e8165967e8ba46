"""Crowds whose people and items really differ, for the bias audit."""

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.bias import Audit, Comparison, Groups


def crowd(
    rng: np.random.Generator,
    *,
    n_items: int = 120,
    teams: tuple[int, int] = (8, 8),
    overlap: int = 5,
    person: float = 0.6,
    item: float = 1.0,
    shift: float = 0.0,
) -> Answers:
    """Yes and no by a logistic model with effects of people, items, and of the first team."""
    n_people = sum(teams)
    effect = rng.normal(0, person, n_people) + shift * (np.arange(n_people) < teams[0])
    ease = rng.normal(0, item, n_items)
    who = np.concatenate([np.sort(rng.choice(n_people, overlap, replace=False)) for _ in range(n_items)])
    of = np.repeat(np.arange(n_items), overlap)
    yes = rng.random(len(of)) < 1 / (1 + np.exp(-effect[who] - ease[of]))
    return Answers(of.astype(np.int32), who.astype(np.int32), yes.astype(np.int32), n_items, n_people, 2, ("no", "yes"))


def table(said: np.ndarray, n_values: int = 2) -> Answers:
    """Answers from a table (items, annotators), -1 where there is none."""
    item, who = np.nonzero(said >= 0)
    return Answers(item.astype(np.int32), who.astype(np.int32), said[item, who].astype(np.int32), *said.shape, n_values)


def teams(*sizes: int) -> Groups:
    """Groups of annotators of these sizes: red, blue, ..."""
    names = ("red", "blue", "green", "grey")
    return Groups("team", "annotator", np.repeat(np.arange(len(sizes)), sizes), names[: len(sizes)])


def found(audit: Audit, measure: str, group: str) -> Comparison:
    """The comparison of a group in a measure."""
    return next(each for each in audit.comparisons if (each.measure, each.group) == (measure, group))
