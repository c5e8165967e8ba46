"""What every annotation type must hold, over the dictionary of types and each type's own examples."""

import json
import math
from importlib.resources import files
from itertools import product
from typing import Any

import jsonschema_rs
import pytest

from labelproof.kernel.canonical import value_json
from labelproof.kernel.refused import Refused
from labelproof.types import TYPES, AnnotationType

EXAMPLES = [
    (name, json.loads(line))
    for name in TYPES
    for line in files(f"labelproof.types.{name}").joinpath("examples.jsonl").read_text("utf-8").splitlines()
]
GOOD = [(name, example) for name, example in EXAMPLES if "canonical" in example]
BAD = [(name, example) for name, example in EXAMPLES if "refused" in example]
each_type = pytest.mark.parametrize("name", TYPES)


def shown(value: object) -> str:
    return json.dumps(value)[:60] if isinstance(value, dict) else str(value)


@pytest.mark.parametrize(("name", "example"), GOOD, ids=shown)
def test_a_good_value_has_its_canonical_form_and_keeps_it(name: str, example: dict[str, Any]) -> None:
    kind, config = TYPES[name], example["config"]
    value = kind.canonical(example["value"], config)

    assert value == example["canonical"]
    assert kind.canonical(value, config) == value
    assert kind.validate(example["value"], config) == []
    assert value_json(json.loads(value_json(value))) == value_json(value)


@pytest.mark.parametrize(("name", "example"), BAD, ids=shown)
def test_a_bad_value_is_refused_with_every_problem_named(name: str, example: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        TYPES[name].canonical(example["value"], example["config"])

    assert refused.value.code == f"{name}.value"
    assert [problem.field for problem in refused.value.problems] == example["refused"]


@pytest.mark.parametrize(("name", "example"), GOOD, ids=shown)
def test_configurations_and_canonical_values_fit_the_schema(name: str, example: dict[str, Any]) -> None:
    def errors(part: str, value: object) -> list[str]:
        schema = {**TYPES[name].schema, "$ref": f"#/$defs/{part}"}
        return [str(error) for error in jsonschema_rs.validator_for(schema).iter_errors(value)]

    assert TYPES[name].config_problems(example["config"]) == []
    assert errors("config", example["config"]) == []
    assert errors("value", example["canonical"]) == []


@each_type
def test_a_distance_is_zero_for_equals_symmetric_and_at_most_one(name: str) -> None:
    kind = TYPES[name]
    for config in unique([example["config"] for each, example in GOOD if each == name]):
        values = [ex["canonical"] for each, ex in GOOD if each == name and ex["config"] == config]
        for a, b in product(values, values):
            d = kind.distance(a, b)

            assert math.isfinite(d) and 0 <= d <= 1
            assert (d == 0) == (value_json(a) == value_json(b))
            assert d == kind.distance(b, a)


@each_type
def test_consensus_is_a_strict_majority_whatever_the_order(name: str) -> None:
    kind = TYPES[name]
    values = [example["canonical"] for each, example in GOOD if each == name]
    a, b, c = values[0], values[1], values[2]

    assert kind.consensus([a, b, a]) == kind.consensus([b, a, a]) == a
    assert kind.consensus([a]) == a
    assert [kind.consensus(votes) for votes in ([], [a, b], [a, a, b, b], [a, b, c])] == [None] * 4


@each_type
def test_votes_that_agree_open_no_dispute(name: str) -> None:
    for each, example in GOOD:
        if each == name:
            assert not TYPES[name].dispute_opens([example["canonical"]] * 3, example["config"])


@each_type
def test_a_type_says_whose_its_values_are(name: str) -> None:
    kind: AnnotationType = TYPES[name]

    assert kind.name == name
    assert kind.owners in {("item",), ("item", "writer")}


@pytest.mark.parametrize("junk", [None, True, 1, 1.5, [], {}, [[]], [{}], {"a": 1}, "\ud800", ["\ud800"]], ids=repr)
@each_type
def test_junk_is_refused_or_canonical_and_never_crashes(name: str, junk: object) -> None:
    configs = unique([example["config"] for each, example in EXAMPLES if each == name])
    for config in configs:
        found = TYPES[name].validate(junk, config)
        try:
            value_json(TYPES[name].canonical(junk, config))
        except Refused as refused:
            assert list(refused.problems) == found != []  # noqa: PT017 -- whichever it is


def unique(values: list[Any]) -> list[Any]:
    return [value for n, value in enumerate(values) if value not in values[:n]]
