"""Simulated annotators: honest ones, and those the signals are for."""

import numpy as np

from labelproof.quality import Answers


def crowd(
    rng: np.random.Generator,
    *,
    n_items: int = 300,
    n_people: int = 20,
    per_item: int = 5,
    n_values: int = 3,
    accuracy: float = 0.8,
    prevalence: tuple[float, ...] | None = None,
) -> tuple[Answers, np.ndarray]:
    """Honest people, each right with the same chance, on random items in a random order of time; and the truth."""
    truth = rng.choice(n_values, n_items, p=prevalence)
    item = np.repeat(np.arange(n_items), per_item)
    person = np.concatenate([rng.choice(n_people, per_item, replace=False) for _ in range(n_items)])
    wrong = rng.random(len(item)) >= accuracy
    said = np.where(wrong, (truth[item] + rng.integers(1, n_values, len(item))) % n_values, truth[item])
    return answers(item, person, said, n_items, n_people, n_values, rng.permutation(len(item)) * 10.0), truth


def answers(item, person, said, n_items: int, n_people: int, n_values: int, at=None, took=None) -> Answers:
    columns = (np.asarray(each, dtype=np.int32) for each in (item, person, said))
    return Answers(*columns, n_items, n_people, n_values, submitted_at=at, duration_s=took)


def replaced(given: Answers, person: int, said) -> Answers:
    """The same answers, but this person's are others."""
    codes = given.codes.copy()
    codes[given.annotator_index == person] = said
    return answers(
        given.item_index, given.annotator_index, codes, given.n_items, given.n_annotators, given.n_values,
        given.submitted_at, given.duration_s,
    )  # fmt: skip


def opened(found) -> set[int]:
    return {each.annotator_index for each in found if each.opens_finding}
