"""When votes on a choice are a dispute, and which configurations are refused."""

from typing import Any

import pytest

from labelproof.types import choice

AB = [{"value": "a"}, {"value": "b"}, {"value": "c"}]
ONE: dict[str, Any] = {"options": AB}
SET: dict[str, Any] = {"options": AB, "multiple": True}


@pytest.mark.parametrize(
    ("votes", "opens"),
    [
        ([], False),
        (["a"], False),
        (["a", "b"], True),
        (["a", "a", "b"], False),
        (["a", "a", "b", "b"], True),
        (["a", "b", "c"], True),
        (["a", "a", "b", "c"], True),
        (["a", "a", "a", "b", "c"], False),
    ],
)
def test_a_single_choice_is_disputed_without_a_strict_majority(votes: list[Any], opens: bool) -> None:
    assert choice.dispute_opens(votes, ONE) == opens


def test_sets_that_overlap_are_no_majority() -> None:
    assert choice.dispute_opens([["a"], ["a", "b"], ["b"]], SET)


def test_a_majority_of_sets_settles_unless_the_question_minds_the_distance() -> None:
    votes: list[Any] = [["a"], ["a"], ["b", "c"]]

    assert not choice.dispute_opens(votes, SET)
    assert choice.dispute_opens(votes, SET | {"dispute_above": 0.5})
    assert not choice.dispute_opens([["a"], ["a"], ["a", "b"]], SET | {"dispute_above": 0.5})


def test_empty_sets_agree_and_differ_from_any_other() -> None:
    assert choice.distance([], []) == 0
    assert choice.distance([], ["a"]) == 1


@pytest.mark.parametrize(
    ("config", "fields"),
    [
        ({}, ["options"]),
        ({"options": []}, ["options"]),
        ({"options": "ab"}, ["options"]),
        ({"options": [{"value": "a"}, {"value": "a"}]}, ["options"]),
        (
            {"options": [{"label": "no code"}, "b", {"value": ""}]},
            ["options[0].value", "options[1].value", "options[2].value"],
        ),
        ({"options": AB, "multiple": "yes", "allow_cant_tell": 1}, ["multiple", "allow_cant_tell"]),
        ({"options": AB, "min_choices": 4}, ["min_choices"]),
        ({"options": AB, "min_choices": 2, "max_choices": 1}, ["max_choices"]),
        ({"options": AB, "min_choices": "2", "max_choices": 1}, ["min_choices", "max_choices"]),
        ({"options": AB, "dispute_above": 1.5}, ["dispute_above"]),
    ],
)
def test_a_bad_configuration_is_named_field_by_field(config: dict[str, Any], fields: list[str]) -> None:
    assert [problem.field for problem in choice.config_problems(config)] == fields
