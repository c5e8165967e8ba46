"""Running checks by name: what is asked wrongly is refused at once, and what could not run is never taken for passed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.checks import CHECKS, Columns, run_checks
from labelproof.quality.findings import SEVERITIES

TABLE = Columns({"text": ["a", None, "write to ana@example.org"], "label": ["x", "x", "y"]})
REFUSED = pytest.raises(Refused, match=r"columns\.bad")


def test_every_unknown_check_and_option_is_named_at_once() -> None:
    with REFUSED as caught:
        run_checks(TABLE, {"mising": {}, "missing": {"require": ["text"]}, "stream": {"column": "wrong", "p0": 0.1}})

    assert [problem.field for problem in caught.value.problems] == ["mising", "missing.require", "stream.p1"]
    assert "coverage" in caught.value.problems[0].what


def test_a_needed_option_that_is_left_out_is_refused_before_anything_runs() -> None:
    with REFUSED as caught:
        run_checks(TABLE, ["missing", "stream"])

    assert {problem.field for problem in caught.value.problems} == {"stream.column", "stream.p0", "stream.p1"}


def test_findings_come_the_gravest_first_and_outcomes_as_asked() -> None:
    report = run_checks(TABLE, ["distribution", "missing", "personal"])
    severities = [SEVERITIES.index(each.severity) for each in report.findings]

    assert severities == sorted(severities, reverse=True)
    assert [each.check for each in report.outcomes] == ["distribution", "missing", "personal"]


def test_what_could_not_run_is_listed_with_why() -> None:
    report = run_checks(TABLE, {"drift": {}, "embedding_outliers": {}, "missing": {}})

    assert report.not_run == {"drift": "no_reference", "embedding_outliers": "no_column"}


@pytest.mark.parametrize("name", [*CHECKS])
def test_an_empty_table_is_no_rows_for_every_check(name: str) -> None:
    options = {"stream": {"column": "text", "p0": 0.01, "p1": 0.1}}.get(name, {})
    report = run_checks(Columns({"text": []}), {name: options})

    assert report.not_run == {name: "no_rows"}


@pytest.mark.parametrize("name", [*CHECKS])
def test_the_options_are_shown_beside_the_figure(name: str) -> None:
    options = {"stream": {"column": "text", "p0": 0.01, "p1": 0.1}}.get(name, {})
    outcome = run_checks(Columns({"text": []}), {name: options}).outcomes[0]

    assert {*options} <= {*outcome.summary.params}


def test_columns_of_unequal_length_are_refused() -> None:
    with REFUSED as caught:
        Columns({"a": [1, 2], "b": [1], "c": np.zeros(3)}, items=["i"])

    assert {problem.field for problem in caught.value.problems} == {"a", "b", "items"}


@given(st.lists(st.none() | st.text(max_size=12) | st.integers() | st.floats() | st.booleans(), max_size=12))
def test_no_check_that_takes_any_column_raises_for_what_is_in_it(cells: list[object]) -> None:
    report = run_checks(Columns({"text": cells}), ["missing", "types", "distribution", "exact_duplicates", "outliers"])

    assert len(report.outcomes) == 5


@given(st.lists(st.none() | st.text(max_size=30), max_size=12))
def test_no_finding_quotes_an_item(texts: list[str | None]) -> None:
    marked = [None if text is None else f"{text} s3cret ana@example.org" for text in texts]
    report = run_checks(Columns({"text": marked}), ["missing", "exact_duplicates", "near_duplicates", "personal"])

    assert not any("s3cret" in each.what or "ana@" in each.what for each in report.findings)
