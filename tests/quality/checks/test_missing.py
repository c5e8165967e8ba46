"""Cells that hold nothing, by column and segment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.checks import Columns
from labelproof.quality.checks.missing import missing
from tests.quality.checks.tables import places, reason, shuffled

COLUMNS = {"text": ["a", " ", None, "b"], "age": np.array([30.0, np.nan, 2.0, 3.0]), "code": np.array([0, -1, 1, -1])}


def test_each_gap_is_located_and_a_required_one_is_to_be_mended() -> None:
    said = missing(Columns(COLUMNS), required=("text",))

    assert [(each.where.column, each.where.rows, each.severity) for each in said.findings] == [
        ("age", (1,), "note"),
        ("code", (1, 3), "note"),
        ("text", (1, 2), "act"),
    ]
    assert (said.summary.value, said.summary.n, said.summary.n_unit) == (0.5, 4, "cells")


def test_without_required_columns_every_cell_counts() -> None:
    summary = missing(Columns(COLUMNS)).summary

    assert (summary.value, summary.n, summary.notes) == (5 / 12, 12, ("census",))


def test_a_required_column_that_is_absent_is_one_finding_of_all_rows() -> None:
    said = missing(Columns({"text": ["a", "b"]}), required=("licence",))

    assert [(each.where.column, each.n, each.severity) for each in said.findings] == [("licence", 2, "act")]
    assert said.summary.value == 1.0


def test_a_segment_names_where_the_gaps_lie() -> None:
    table = Columns({"text": [None, "a", None, None], "source": ["mail", "mail", "web", None]})
    said = [each for each in missing(table, segment="source").findings if each.where.column == "text"]

    assert [(each.where.segment, each.where.rows) for each in said] == [("mail", (0,)), ("web", (2,)), (None, (3,))]


def test_a_full_table_is_silent() -> None:
    said = missing(Columns({"text": ["a", "0"], "list": [[], [1]], "n": np.zeros(2)}))

    assert (said.findings, said.summary.value) == ((), 0.0)


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [({"a": []}, {}, "no_rows"), ({}, {}, "no_rows"), ({"a": ["x"]}, {"segment": "source"}, "no_column")],
)
def test_what_cannot_run_says_why(columns, options, expected: str) -> None:
    assert reason("missing", columns, **options) == expected


@given(st.lists(st.none() | st.sampled_from(["a", "", " \t", "b"]), min_size=1, max_size=20), st.integers(0, 99))
def test_the_order_of_rows_changes_no_finding(cells: list[str | None], seed: int) -> None:
    moved, order = shuffled({"text": cells}, seed)
    first, second = missing(Columns({"text": cells})), missing(Columns(moved))

    assert places(first) == places(second, order)
    assert first.summary == second.summary
    assert first.summary.value == sum(not (cell or "").strip() for cell in cells) / len(cells)
