"""Items with equal content."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.checks import Columns
from labelproof.quality.checks.exact_duplicates import exact_duplicates
from tests.quality.checks.tables import places, reason, shuffled


def test_equal_content_is_grouped_where_it_stands() -> None:
    said = exact_duplicates(Columns({"text": ["a", "b", "a", None, "c", "b", "a", None]}))

    assert [(each.where.rows, each.n, each.severity) for each in said.findings] == [
        ((0, 2, 6), 3, "warn"),
        ((1, 5), 2, "warn"),
    ]
    assert (said.summary.value, said.summary.n) == (3 / 6, 6)  # of six with content three repeat an earlier one


def test_equal_items_with_different_labels_are_to_be_adjudicated() -> None:
    table = Columns({"text": ["a", "a", "b", "b", "c", "c"], "label": ["x", "y", "x", None, "x", "x"]})
    said = exact_duplicates(table, label="label")

    assert [each.severity for each in said.findings] == ["act", "warn", "warn"]
    assert "2 different labels" in said.findings[0].what


def test_content_is_canonical_and_all_its_columns_count() -> None:
    table = Columns({"meta": [{"a": 1, "b": 2}, {"b": 2.0, "a": 1}, {"a": 1, "b": 3}], "text": ["x", "x", "x"]})

    assert exact_duplicates(table, columns=("meta", "text")).findings[0].where.rows == (0, 1)
    assert exact_duplicates(table, columns=("text",)).findings[0].where.rows == (0, 1, 2)


def test_an_image_is_its_pixels_its_shape_and_its_kind() -> None:
    pixels = np.arange(6, dtype=np.uint8)
    images = [
        pixels.reshape(2, 3),
        pixels.reshape(3, 2),
        pixels.reshape(2, 3).copy(),
        pixels.reshape(2, 3).astype(float),
    ]

    assert exact_duplicates(Columns({"image": images}), columns=("image",)).findings[0].where.rows == (0, 2)


def test_what_json_has_no_form_for_is_compared_as_it_is_spelled() -> None:
    """Infinity and 2^53 are refused by canonical JSON; a check on whatever a file holds may not fail for that."""
    said = exact_duplicates(Columns({"text": [float("inf"), 2**53, float("inf"), 2**53 + 1, b"x", b"x"]}))

    assert [each.where.rows for each in said.findings] == [(0, 2), (4, 5)]


def test_different_items_are_silent() -> None:
    assert exact_duplicates(Columns({"text": ["a", "A", "a "]})).summary.value == 0.0


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [
        ({"text": []}, {}, "no_rows"),
        ({"text": [None]}, {}, "no_rows"),
        ({"x": ["a"]}, {}, "no_column"),
        ({"text": ["a"]}, {"columns": ()}, "no_column"),
        ({"text": ["a"]}, {"label": "label"}, "no_column"),
    ],
)
def test_what_cannot_run_says_why(columns, options, expected: str) -> None:
    assert reason("exact_duplicates", columns, **options) == expected


@given(st.lists(st.none() | st.sampled_from(["a", "b", "c", ""]), min_size=1, max_size=30), st.integers(0, 99))
def test_the_order_of_rows_changes_no_group(texts: list[str | None], seed: int) -> None:
    moved, order = shuffled({"text": texts}, seed)
    first, second = exact_duplicates(Columns({"text": texts})), exact_duplicates(Columns(moved))

    assert places(first) == places(second, order)
    assert first.summary == second.summary
