"""Texts that are nearly the same: where, how many are too many, and how surely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.quality_jobs.checks import planted, quality_of, true_pairs
from labelproof.quality.checks import Columns
from labelproof.quality.checks.near_duplicates import near_duplicates
from labelproof.quality.detection import near_duplicates as detection
from labelproof.quality.kernels import available, using
from tests.quality.checks.tables import places, reason, shuffled

LONG = "the parcel came late and the box was torn open on one side so that half of it was wet"


def test_groups_are_located_with_their_least_alike_pair() -> None:
    texts = [LONG, "something else", LONG.replace("torn", "ripped"), None, LONG.upper() + "!"]
    said = near_duplicates(Columns({"text": texts}))

    assert [(each.where.column, each.where.rows, each.severity) for each in said.findings] == [
        ("text", (0, 2, 4), "warn")
    ]
    assert "Jaccard 0.7" in said.findings[0].what
    assert (said.summary.value, said.summary.n, said.summary.n_unit) == (2 / 4, 4, "texts")


def test_different_texts_are_silent() -> None:
    texts = planted(400, 1, seed=5)["texts"][:300]
    said = near_duplicates(Columns({"text": texts}))

    assert (said.findings, said.summary.value) == ((), 0.0)


@pytest.mark.slow
@pytest.mark.parametrize("kernel", available())
def test_recall_and_precision_on_the_set_of_the_benchmark(kernel: str) -> None:
    """100,000 texts with 10,000 planted copies; the truth is every pair with Jaccard >= .5, found without a hash."""
    texts = planted()["texts"]
    with using(kernel):
        pairs = detection.near_pairs(texts)
    found = {*zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)}
    precision, recall = quality_of(found, true_pairs(tuple(texts)))

    assert precision == 1.0
    assert recall >= 0.975


@pytest.mark.parametrize(
    ("columns", "expected"),
    [({"text": []}, "no_rows"), ({"text": [None, "…"]}, "no_rows"), ({"x": ["a"]}, "no_column")],
)
def test_what_cannot_run_says_why(columns, expected: str) -> None:
    assert reason("near_duplicates", columns) == expected


def test_too_many_candidates_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection, "_MOST_PAIRS", 2)

    assert reason("near_duplicates", {"text": [LONG] * 5}) == "did_not_finish"


@given(st.lists(st.sampled_from([LONG, LONG + " too", "a b c", None, "quite other words than these"]), max_size=12))
def test_the_order_of_rows_changes_no_group(texts: list[str | None]) -> None:
    columns = {"text": [*texts, LONG]}
    moved, order = shuffled(columns)

    assert places(near_duplicates(Columns(columns))) == places(near_duplicates(Columns(moved)), order)
