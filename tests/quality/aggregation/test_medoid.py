"""The value nearest to all others, for types that have nothing but a distance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, from_columns
from labelproof.quality.aggregation import medoid
from labelproof.types import TYPES

rows = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 9)), min_size=1, unique_by=lambda row: row[:2]
)


def apart(a: object, b: object) -> float:
    return abs(a - b) / 9


def answers(table: list) -> Answers:
    return from_columns([i for i, _, _ in table], [a for _, a, _ in table], [v for _, _, v in table])


@given(rows)
def test_with_equal_weights_it_is_the_least_total_distance(table: list) -> None:
    data = answers(table)
    result = medoid(data, apart, weighing="equal")

    for n, item in enumerate(data.items):
        given_here = [v for i, _, v in table if i == item]
        total = {v: sum(apart(v, w) for w in given_here) for v in given_here}
        nearest = sorted(v for v, d in total.items() if d < min(total.values()) + 1e-9)
        found = result.tied(n) or [int(result.value_index[n])]
        assert sorted(result.values[k] for k in found) == nearest


@given(rows, st.randoms(use_true_random=False))
def test_names_and_the_order_of_rows_change_nothing(table: list, random: object) -> None:
    people = list(range(5))
    random.shuffle(people)
    shuffled = [(i, people[a], v) for i, a, v in table]
    random.shuffle(shuffled)
    one, other = answers(table), answers(shuffled)
    a, b = medoid(one, apart), medoid(other, apart)

    def said(data: Answers, result: object) -> dict:
        return {
            item: [result.values[k] for k in result.tied(n) or [result.value_index[n]]]
            for n, item in enumerate(data.items)
        }

    assert said(one, a) == said(other, b)


def test_two_who_differ_are_tied_until_skill_tells_them_apart() -> None:
    table = [(i, a, 0) for i in range(5) for a in range(2)] + [(i, 2, 9) for i in range(5)] + [(9, 0, 1), (9, 2, 8)]
    data = answers(table)
    last = list(data.items).index(9)
    equal, skilled = medoid(data, apart, weighing="equal"), medoid(data, apart)

    assert sorted(equal.values[k] for k in equal.tied(last)) == [1, 8]
    assert skilled.values[skilled.value_index[last]] == 1
    assert skilled.annotators[2].accuracy.value < skilled.annotators[0].accuracy.value


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("text", ["the cat", "the cats", "a dog"], "the cat"),
        ("ranking", [[["a"], ["b"], ["c"]], [["a"], ["b", "c"]], [["a"], ["c"], ["b"]]], [["a"], ["b", "c"]]),
        ("choice", [["a", "b"], ["a"], ["a", "b", "c"]], ["a", "b"]),
    ],
)
def test_any_type_has_one(name: str, values: list, expected: object) -> None:
    data = from_columns(["i"] * 3, ["ana", "ben", "cy"], values)
    result = medoid(data, TYPES[name].distance, weighing="equal")

    assert result.values[result.value_index[0]] == expected


def test_somebody_who_never_shared_an_item_has_no_closeness() -> None:
    result = medoid(answers([(0, 0, 3)]), apart)

    assert result.annotators[0].accuracy.undefined_reason == "no_overlap"
    assert result.values[result.value_index[0]] == 3


def test_an_unknown_weighing_or_values_that_are_absent_are_refused() -> None:
    with pytest.raises(Refused):
        medoid(answers([(0, 0, 3)]), apart, weighing="loud")
    with pytest.raises(Refused):
        medoid(Answers(np.array([0]), np.array([0]), np.array([0]), 1, 1, 1), apart)
