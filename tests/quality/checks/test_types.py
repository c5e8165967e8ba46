"""Cells of another kind than their column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.checks import Columns
from labelproof.quality.checks.types import types
from tests.quality.checks.tables import places, reason, shuffled


def test_a_cell_unlike_the_others_is_located() -> None:
    said = types(Columns({"year": [1999, "1999", 2001, None, True]}))

    assert [(each.where.column, each.where.rows, each.severity) for each in said.findings] == [
        ("year", (4,), "warn"),
        ("year", (1,), "warn"),
    ]
    assert (said.summary.value, said.summary.n) == (0.5, 4)  # the empty cell is no cell


def test_a_declared_kind_outweighs_what_most_cells_are() -> None:
    said = types(Columns({"year": ["1999", "2000", 2001]}), declared={"year": "number"})

    assert [(each.where.rows, each.severity, each.n) for each in said.findings] == [((0, 1), "act", 2)]


@pytest.mark.parametrize(
    ("cells", "declared"),
    [
        ([1, 2.5, 3.0], None),
        ([1, 2, 3.0], "whole"),
        ([1, 2.5], "number"),
        ([[1], []], None),
        ([{"x": 1}, {}], "object"),
        (np.array([1.5, np.nan]), "number"),
        (np.zeros((3, 4)), None),
    ],
)
def test_one_kind_is_silent(cells, declared: str | None) -> None:
    said = types(Columns({"c": cells}), declared={"c": declared} if declared else None)

    assert said.findings == ()
    assert said.summary.value == 0.0


def test_a_fraction_is_not_whole() -> None:
    said = types(Columns({"n": [1, 2.5]}), declared={"n": "whole"})

    assert said.findings[0].where.rows == (1,)


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [
        ({"a": []}, {}, "no_rows"),
        ({"a": ["x"]}, {"declared": {"b": "text"}}, "no_column"),
        ({"a": [None, None]}, {}, "no_rows"),
    ],
)
def test_what_cannot_run_says_why(columns, options, expected: str) -> None:
    assert reason("types", columns, **options) == expected


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Refused, match="integer"):
        types(Columns({"a": [1]}), declared={"a": "integer"})


@given(st.lists(st.none() | st.integers() | st.text(max_size=3) | st.booleans(), min_size=1), st.integers(0, 99))
def test_the_order_of_rows_changes_no_finding(cells: list[object], seed: int) -> None:
    moved, order = shuffled({"c": cells}, seed)
    first, second = types(Columns({"c": cells})), types(Columns(moved))

    assert places(first) == places(second, order)
    assert first.summary == second.summary
