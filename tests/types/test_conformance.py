"""The laws of a type, for values nobody thought of: every type has a strategy here or fails for want of one."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelproof.types
from labelproof.evidence.values import fits
from labelproof.kernel.canonical import value_json
from labelproof.types import ASKABLE, TYPES

Config = dict[str, Any]
OPTIONS = [{"value": code} for code in "abcd"]
codes = st.sampled_from("abcd")
tenths = st.integers(0, 120).map(lambda n: n / 10)


def numbers(config: Config) -> st.SearchStrategy[Any]:
    if "levels" in config:
        return st.sampled_from([level["value"] for level in config["levels"]])
    if "step" in config:
        return st.integers(0, 10).map(lambda n: n / 10)
    return st.integers(-(10**6), 10**6) | st.floats(-1e300, 1e300, allow_subnormal=False)


def rankings(config: Config) -> st.SearchStrategy[Any]:
    places = st.lists(st.integers(0, 3), min_size=4, max_size=4)

    def grouped(place: list[int]) -> list[list[str]]:
        groups = [[code for code, p in zip("dbca", place, strict=True) if p == n] for n in range(4)]
        return [group for group in groups if group]

    return places.map(grouped) if config.get("allow_ties") else st.permutations("abcd").map(lambda p: [[c] for c in p])


def spans(config: Config) -> st.SearchStrategy[Any]:
    one = st.tuples(st.integers(0, 12), st.integers(1, 6), codes)
    as_span = one.map(lambda s: {"start": s[0], "end": s[0] + s[1], "label": s[2]})
    return st.lists(as_span, max_size=6 if config.get("allow_overlap", True) else 1)


def boxes(config: Config) -> st.SearchStrategy[Any]:
    side = st.integers(20, 80).map(lambda n: n / 10)  # at 0 decimals less than 2 may round to nothing
    names = {"x": tenths, "y": tenths, "width": side, "height": side, "label": st.sampled_from("ab")}
    return st.lists(st.fixed_dictionaries(names), max_size=6)


STRATEGIES: dict[str, tuple[list[Config], Callable[[Config], st.SearchStrategy[Any]]]] = {
    "box": ([{"options": OPTIONS}, {"options": OPTIONS, "decimals": 0}], boxes),
    "choice": (
        [{"options": OPTIONS}, {"options": OPTIONS, "multiple": True}],
        lambda config: st.lists(codes, max_size=5) if config.get("multiple") else codes,
    ),
    "number": (
        [
            {},
            {"min": -1e300, "max": 1e300},
            {"min": 0, "max": 1, "step": 0.1},
            {"levels": [{"value": n * n} for n in range(1, 6)]},
        ],
        numbers,
    ),
    "pairwise": ([{"allow_tie": True}], lambda _: st.sampled_from(["a", "b", "tie"])),
    "ranking": ([{"options": OPTIONS}, {"options": OPTIONS, "allow_ties": True}], rankings),
    "span": ([{"options": OPTIONS}, {"options": OPTIONS, "allow_overlap": False}], spans),
    "text": ([{"multiline": True, "min_length": 0}], lambda _: st.text(alphabet="ab\u00e9e\u0301\r\n", max_size=12)),
}
CASES = [(name, config) for name, (configs, _) in STRATEGIES.items() for config in configs]
each_case = pytest.mark.parametrize(("name", "config"), CASES, ids=[f"{n}-{i}" for i, (n, _) in enumerate(CASES)])


def drawn(data: st.DataObject, name: str, config: Config) -> Any:
    return TYPES[name].canonical(data.draw(STRATEGIES[name][1](config)), config)


def test_every_type_is_held_to_the_laws() -> None:
    assert set(STRATEGIES) == set(TYPES)


@each_case
@given(data=st.data())
def test_a_canonical_form_is_its_own(name: str, config: Config, data: st.DataObject) -> None:
    value = drawn(data, name, config)

    assert TYPES[name].validate(value, config) == []
    assert value_json(TYPES[name].canonical(value, config)) == value_json(value)


@each_case
@given(data=st.data())
def test_a_distance_tells_values_apart_alike_both_ways(name: str, config: Config, data: st.DataObject) -> None:
    a, b = drawn(data, name, config), drawn(data, name, config)
    d = TYPES[name].distance(a, b, config)

    assert math.isfinite(d) and 0 <= d <= 1
    assert d == TYPES[name].distance(b, a, config)
    assert (d == 0) == (value_json(a) == value_json(b))


@each_case
@given(data=st.data())
def test_the_order_of_votes_changes_nothing(name: str, config: Config, data: st.DataObject) -> None:
    few = [drawn(data, name, config) for _ in range(2)]
    votes = data.draw(st.lists(st.sampled_from(few), max_size=5))
    shuffled = data.draw(st.permutations(votes))
    kind = TYPES[name]

    assert value_json(kind.consensus(shuffled)) == value_json(kind.consensus(votes))
    assert kind.dispute_opens(shuffled, config) == kind.dispute_opens(votes, config)


@pytest.mark.parametrize("name", ["box", "number", "ranking", "span"])
@given(data=st.data())
def test_votes_apart_by_less_than_a_question_minds_open_no_dispute(name: str, data: st.DataObject) -> None:
    config = STRATEGIES[name][0][0]
    a, b = drawn(data, name, config), drawn(data, name, config)
    d = TYPES[name].distance(a, b, config)

    assert TYPES[name].dispute_opens([a, b], config) == (d > 0)
    assert not TYPES[name].dispute_opens([a, b], {**config, "agree_within": d})


def test_what_can_be_asked_has_an_editor_and_a_verifier_that_knows_its_values() -> None:
    folder = Path(labelproof.types.__file__).parent

    assert set(ASKABLE) == {name for name in TYPES if (folder / name / "editor.tsx").exists()}
    assert fits("choice", {"options": OPTIONS}, [], "a") and fits("text", {}, [], "a")


@pytest.mark.parametrize(
    ("name", "config", "fields"),
    [
        ("number", {"min": 2, "max": 1}, ["max"]),
        ("number", {"min": "0", "step": float("nan")}, ["min", "step"]),
        ("number", {"step": 0}, ["step"]),
        ("number", {"min": 0, "max": 1, "step": 2}, ["step"]),
        ("number", {"min": -1.7e308, "max": 1.7e308}, ["max"]),
        ("number", {"levels": [{"value": 1}], "unit": "", "agree_within": 2}, ["levels", "unit", "agree_within"]),
        (
            "number",
            {"levels": [{"value": 2}, {"value": 2}, "3"], "min": 1},
            ["min", "levels[1].value", "levels[2].value"],
        ),
        ("pairwise", {"allow_tie": 1}, ["allow_tie"]),
        ("ranking", {"options": [{"value": "a"}], "allow_ties": "no"}, ["options", "allow_ties"]),
        ("ranking", {"options": [{"value": str(n)} for n in range(101)]}, ["options"]),
        ("span", {"allow_overlap": None}, ["options", "allow_overlap"]),
        ("box", {"options": OPTIONS, "decimals": 7, "agree_within": True}, ["decimals", "agree_within"]),
    ],
)
def test_a_bad_configuration_is_named_field_by_field(name: str, config: Config, fields: list[str]) -> None:
    assert [problem.field for problem in TYPES[name].config_problems(config)] == fields


@pytest.mark.parametrize(
    ("name", "a", "b", "config", "expected"),
    [
        ("number", 1, 3, {"min": 0, "max": 4}, 0.5),
        ("number", 1, 9, {"levels": [{"value": 1}, {"value": 4}, {"value": 9}]}, 1),
        ("number", 1, 4, {"levels": [{"value": 1}, {"value": 4}, {"value": 9}]}, 0.5),
        ("number", -1, 1, {}, 1),
        ("number", 0, 5, {}, 1),
        ("ranking", [["a"], ["b"], ["c"]], [["c"], ["b"], ["a"]], {}, 1),
        ("ranking", [["a", "b"], ["c"]], [["a"], ["b"], ["c"]], {}, 1 / 6),
        ("ranking", [["a", "b", "c"]], [["a"], ["b"], ["c"]], {}, 1 / 2),
    ],
)
def test_distances_are_those_of_their_definitions(name: str, a: Any, b: Any, config: Config, expected: float) -> None:
    assert TYPES[name].distance(a, b, config) == pytest.approx(expected)


def test_boxes_are_matched_for_the_largest_overlap_and_not_greedily() -> None:
    """The best pair first takes 8/14 and leaves nothing; the best whole is 4/10 + 4/18."""

    def box(left: float, right: float, label: str = "a") -> dict[str, Any]:
        return {"x": left, "y": 0, "width": right - left, "height": 1, "label": label}

    one, other = [box(0, 10), box(10, 20)], [box(2, 14), box(0, 4)]

    assert TYPES["box"].distance(one, other) == pytest.approx(1 - (4 / 10 + 4 / 18) / 2)
    assert TYPES["box"].distance(one, [box(2, 14, "b"), box(0, 4, "b")]) == 1
