"""Numbers, lengths and sizes far from the rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.checks import Columns
from labelproof.quality.checks.outliers import outliers
from tests.quality.checks.tables import reason


def test_a_planted_number_is_located_in_its_column() -> None:
    rng = np.random.default_rng(0)
    length = rng.uniform(40, 60, 200)
    length[17] = 900.0
    said = outliers(Columns({"length": length}))

    assert [(each.where.column, each.where.rows, each.severity) for each in said.findings] == [
        ("length", (17,), "warn")
    ]
    assert (said.summary.value, said.summary.n) == (1 / 200, 200)


def test_texts_count_by_length_and_images_by_size_and_aspect() -> None:
    texts = [*(["a" * n for n in range(40, 60)]), "a" * 4000]
    images = [*[np.zeros((20 + n % 3, 21 + n % 4)) for n in range(20)], np.zeros((20, 400))]
    said = outliers(Columns({"text": texts, "image": images}))
    measures = {each.what.partition(":")[0]: each.where.rows for each in said.findings if each.severity == "warn"}

    assert measures == {"length of text": (20,), "size of image": (20,), "aspect of image": (20,)}
    assert {*said.figures} == {"length of text", "size of image", "aspect of image"}


def test_what_only_the_quartiles_flag_is_a_note_and_not_in_the_figure() -> None:
    x = np.array([*np.linspace(0, 1, 41), 1.6])
    said = outliers(Columns({"x": x}))

    assert [each.severity for each in said.findings] == ["note"]
    assert said.summary.value == 0.0


def test_mean_and_deviation_would_miss_what_hides_behind_itself() -> None:
    """Two huge numbers among ten stretch the standard deviation so far that neither is beyond 3.5 of it."""
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 1e6, 1e6])
    said = outliers(Columns({"x": x}))

    assert (np.abs(x - x.mean()) / x.std() < 3.5).all()
    assert said.findings[0].where.rows == (8, 9)


def test_integer_arrays_are_codes_and_no_numbers() -> None:
    assert reason("outliers", {"code": np.array([1, 2, 3, 900])}) == "no_column"


def test_n_is_the_rows_that_were_measured() -> None:
    said = outliers(Columns({"x": np.array([1.0, 2, 3, 4, 90, np.nan, np.nan])}))

    assert (said.summary.value, said.summary.n) == (0.2, 5)


def test_normal_columns_are_rarely_flagged() -> None:
    rng = np.random.default_rng(1)
    said = outliers(Columns({"x": rng.normal(size=20_000)}))

    assert said.summary.value < 0.001


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [
        ({"x": []}, {}, "no_rows"),
        ({"x": np.zeros(9)}, {}, "zero_variance"),
        ({"x": np.full(3, np.nan)}, {}, "no_rows"),
        ({"x": [{}, {}]}, {}, "no_column"),
        ({"x": np.arange(9.0)}, {"columns": ("y",)}, "no_column"),
    ],
)
def test_what_cannot_run_says_why(columns, options, expected: str) -> None:
    assert reason("outliers", columns, **options) == expected


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=30), st.integers(1, 9), st.integers(-99, 99))
def test_units_and_the_order_of_rows_change_no_finding(numbers: list[int], scale: int, shift: int) -> None:
    x = np.array(numbers, dtype=np.float64)
    first, second = outliers(Columns({"x": x})), outliers(Columns({"x": (x * 4.0**scale + 4.0**scale * shift)[::-1]}))
    turned = [tuple(sorted(len(x) - 1 - row for row in each.where.rows)) for each in second.findings]

    assert [each.where.rows for each in first.findings] == turned
