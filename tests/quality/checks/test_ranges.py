"""Values beyond what a schema declares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.checks import Columns
from labelproof.quality.checks.ranges import ranges
from tests.quality.checks.tables import reason

COLUMNS = {"age": np.array([0.0, 120.0, 121.0, np.nan, -1.0]), "label": ["cat", "dog", "cow", None, "cat"]}


def test_cells_outside_are_located_and_the_bounds_belong_to_the_range() -> None:
    said = ranges(Columns(COLUMNS), limits={"age": (0, 120)}, allowed={"label": ["cat", "dog"]})

    assert [(each.where.column, each.where.rows, each.severity) for each in said.findings] == [
        ("age", (2, 4), "act"),
        ("label", (2,), "act"),
    ]
    assert (said.summary.value, said.summary.n, said.summary.n_unit) == (3 / 8, 8, "cells")


def test_an_open_side_has_no_limit() -> None:
    assert ranges(Columns(COLUMNS), limits={"age": (None, 120)}).findings[0].where.rows == (2,)
    assert ranges(Columns(COLUMNS), limits={"age": (0, None)}).findings[0].where.rows == (4,)


def test_what_keeps_to_its_schema_is_silent() -> None:
    said = ranges(Columns(COLUMNS), allowed={"label": ["cat", "dog", "cow", "hen"]})

    assert (said.findings, said.summary.value, said.summary.n) == ((), 0.0, 4)


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [
        ({"a": [1.0]}, {}, "no_reference"),
        ({"a": [1.0]}, {"limits": {"b": (0, 1)}}, "no_column"),
        ({"a": [None, None]}, {"limits": {"a": (0, 1)}}, "no_rows"),
        ({"a": []}, {"limits": {"a": (0, 1)}}, "no_rows"),
    ],
)
def test_what_cannot_run_says_why(columns, options, expected: str) -> None:
    assert reason("ranges", columns, **options) == expected


@given(st.lists(st.none() | st.floats(-10, 10), min_size=1), st.floats(-5, 0), st.floats(0, 5))
def test_the_share_is_that_of_cells_outside(cells: list[float | None], low: float, high: float) -> None:
    said = ranges(Columns({"x": cells}), limits={"x": (low, high)})
    present = [cell for cell in cells if cell is not None]

    assert said.summary.n == len(present)
    if present:
        assert said.summary.value == sum(not low <= cell <= high for cell in present) / len(present)
