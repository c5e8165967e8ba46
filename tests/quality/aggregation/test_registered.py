"""Whatever is registered answers, says by which method, and refuses what it cannot read."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Refused
from labelproof.quality import AGGREGATORS, Answers, from_columns
from labelproof.quality.aggregation import CATEGORIES, NUMBERS, STRUCTURED, aggregate

PEOPLE = ("ana", "ben", "cy")
NEEDS: dict[str, dict[str, Any]] = {
    "with_model": {"out_of_fold": np.full((30, 2), 0.5)},
    "model_as_annotator": {"out_of_fold": np.full((30, 2), 0.5)},
    "medoid": {"distance": lambda a, b: float(a != b)},
}
"""What must be given beside answers."""


def said_by_all(value: Callable[[bool], Json]) -> Answers:
    """Thirty items, each answered by three people in one way or another."""
    cells = [(item, n, (item + n) % 3 == 0) for item in range(30) for n in range(3)]
    items, people = [item for item, _, _ in cells], [PEOPLE[n] for _, n, _ in cells]
    return from_columns(items, people, [value(other) for _, _, other in cells])


SHAPES: dict[str, Callable[[bool], Json]] = {
    **dict.fromkeys(CATEGORIES, lambda other: "ab"[other]),
    **dict.fromkeys(NUMBERS, lambda other: 1.5 + other),
    "borda": lambda other: [["a"], ["b"]] if other else [["b"], ["a"]],
    "box_cluster": lambda other: [{"x": 0, "y": 0, "width": 9 + other, "height": 9, "label": "cell"}],
    "medoid": lambda other: "ab"[other],
    "rover": lambda other: "the cat" if other else "a cat",
    "set_votes": lambda other: ["a", "b"] if other else ["a"],
    "span_vote": lambda other: [{"start": 0, "end": 5 + other, "label": "place"}],
}
"""A value of the shape that each reads."""


def test_every_aggregator_is_tried_here() -> None:
    assert set(SHAPES) == set(AGGREGATORS) == {*CATEGORIES, *NUMBERS, *STRUCTURED}


@pytest.mark.parametrize("name", AGGREGATORS)
def test_every_aggregator_takes_answers_and_says_its_method(name: str) -> None:
    result = aggregate(said_by_all(SHAPES[name]), name, **NEEDS.get(name, {}))

    assert result.method.startswith(name)
    assert "@" in result.method
    assert result.n_votes.tolist() == [3] * 30


@pytest.mark.parametrize("name", AGGREGATORS)
def test_no_answers_at_all_are_no_error(name: str) -> None:
    needs = dict(NEEDS.get(name, {}))
    if "out_of_fold" in needs:
        needs["out_of_fold"] = np.empty((0, 0))

    assert aggregate(from_columns([], [], []), name, **needs).n_votes.tolist() == []


@pytest.mark.parametrize("name", CATEGORIES)
def test_items_without_a_vote_have_no_value_and_no_tie(name: str) -> None:
    full = said_by_all(SHAPES[name])
    some = full.take(np.flatnonzero(full.item_index != 7))

    result = aggregate(some, name, **NEEDS.get(name, {}))

    assert result.codes[7] == -1
    assert result.tied(7) == []
    assert result.n_votes[7] == 0


@pytest.mark.parametrize("name", CATEGORIES)
def test_counting_values_refuses_numbers(name: str) -> None:
    numbers = Answers(np.zeros(2, int), np.arange(2), None, 1, 2, 0, value=np.array([1.0, 2.0]))
    needs = {"out_of_fold": np.empty((1, 0))} if name in ("with_model", "model_as_annotator") else {}

    with pytest.raises(Refused, match=r"answers\.bad"):
        aggregate(numbers, name, **needs)


@pytest.mark.parametrize("name", NUMBERS)
def test_computing_with_numbers_refuses_words(name: str) -> None:
    with pytest.raises(Refused, match="are not numbers"):
        aggregate(said_by_all(lambda other: "ab"[other]), name)


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match=r"name is one of majority, wawa.*not 'spectral'"):
        aggregate(said_by_all(SHAPES["majority"]), "spectral")


def test_a_scale_of_one_step_is_answered_by_it() -> None:
    result = aggregate(said_by_all(lambda _: 3), "ordinal")

    assert result.value_index.tolist() == [0] * 30
    assert result.posterior.tolist() == [[1.0]] * 30
