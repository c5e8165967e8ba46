"""How labels are spread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.checks import Columns
from labelproof.quality.checks.distribution import distribution
from tests.quality.checks.tables import places, reason, shuffled


def test_a_label_that_dominates_and_one_that_is_rare_are_named() -> None:
    said = distribution(Columns({"label": ["ok"] * 95 + ["bad"] * 5}))

    assert [(each.severity, each.n, each.what.split()[1]) for each in said.findings] == [
        ("note", 5, "bad"),
        ("warn", 95, "ok"),
    ]
    assert said.findings[0].where.rows == tuple(range(95, 100))
    assert (said.figures["ok"].value, said.figures["ok"].n, said.figures["ok"].interval) == (0.95, 100, None)


def test_even_labels_are_silent_and_evenness_is_1() -> None:
    said = distribution(Columns({"label": np.repeat([0, 1, 2], 40)}))

    assert said.findings == ()
    assert said.summary.value == pytest.approx(1.0)


def test_missing_labels_are_not_in_n() -> None:
    assert distribution(Columns({"label": ["a", "b", None, None]})).summary.n == 2


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"label": []}, "no_rows"),
        ({"label": [None, None]}, "no_rows"),
        ({"label": ["a", "a"]}, "one_value_only"),
        ({"x": ["a"]}, "no_column"),
    ],
)
def test_what_cannot_run_says_why(columns, expected: str) -> None:
    assert reason("distribution", columns) == expected


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=60), st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(labels: list[str], seed: int) -> None:
    moved, order = shuffled({"label": labels}, seed)
    first, second = distribution(Columns({"label": labels})), distribution(Columns(moved))

    assert places(first) == places(second, order)
    assert first.summary == second.summary
