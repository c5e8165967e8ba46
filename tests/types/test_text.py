"""Text keeps what was written, and its distance is the edit distance."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.types import text

short = st.text(alphabet="ab\u00e9\U0001f600", max_size=70)


def edits_cell_by_cell(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for n, char in enumerate(a, 1):
        before, row = row, [n]
        for m, other in enumerate(b):
            row.append(min(before[m] + (char != other), before[m + 1] + 1, row[m] + 1))
    return row[-1]


@given(short, short)
def test_the_distance_is_levenshteins_over_the_longer_length(a: str, b: str) -> None:
    assert text.distance(a, b) * max(len(a), len(b), 1) == pytest.approx(edits_cell_by_cell(a, b))


@given(short, short, short)
def test_edit_distances_keep_the_triangle_inequality(a: str, b: str, c: str) -> None:
    def edits(x: str, y: str) -> float:
        return text.distance(x, y) * max(len(x), len(y))

    assert edits(a, c) <= edits(a, b) + edits(b, c) + 1e-9


@given(st.text(min_size=1, max_size=50))
def test_the_canonical_form_is_stable_or_the_text_is_refused(value: str) -> None:
    config = {"multiline": True, "min_length": 0}
    if not text.validate(value, config):
        once = text.canonical(value, config)

        assert text.canonical(once, config) == once


def test_texts_that_differ_never_open_a_dispute() -> None:
    assert not text.dispute_opens(["one", "two", "three"], {})


@pytest.mark.parametrize(
    ("config", "fields"),
    [
        ({"min_length": -1}, ["min_length"]),
        ({"max_length": 0, "multiline": "no"}, ["max_length", "multiline"]),
        ({"max_length": 10_001}, ["max_length"]),
        ({"min_length": 5, "max_length": 4}, ["min_length"]),
        ({"min_length": True}, ["min_length"]),
    ],
)
def test_a_bad_configuration_is_named_field_by_field(config: dict[str, Any], fields: list[str]) -> None:
    assert [problem.field for problem in text.config_problems(config)] == fields
