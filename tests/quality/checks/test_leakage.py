"""Leaks between splits, by kind, and the gate they fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.checks import Columns, leaks
from labelproof.quality.checks.leakage import leakage
from tests.quality.checks.tables import places, reason, shuffled

LONG = "the parcel came late and the box was torn open on one side so that half of it was wet"
TABLE = Columns({
    "text": ["alpha one", LONG, "beta two", "alpha one", LONG.replace("torn", "ripped"), "gamma three"],
    "split": ["train", "train", "train", "test", "test", "test"],
    "author": ["kim", "lee", None, "ana", "lee", None],
})  # fmt: skip


def test_each_kind_is_located_with_its_splits() -> None:
    said = leakage(TABLE, groups=("author",))
    kinds = {each.what.split()[0]: (each.where.rows, each.severity, each.where.column) for each in said.findings}

    assert kinds == {
        "exact": ((0, 3), "act", "text"),
        "near": ((1, 4), "warn", "text"),
        "group": ((1, 4), "act", "author"),
    }
    assert all(each.where.splits == ("test", "train") for each in said.findings)
    assert (said.summary.value, said.summary.n) == (4 / 6, 6)


def test_no_finding_tells_who_the_group_is() -> None:
    assert not any("lee" in f"{each.what} {each.where}" for each in leakage(TABLE, groups=("author",)).findings)


def test_a_copy_within_one_split_is_no_leak() -> None:
    said = leaks(Columns({"text": ["a b", "a b", "c d"], "split": ["train", "train", "test"]}))

    assert (said.n_exact, said.n_near, said.n_group, said.has_exact_or_group) == (0, 0, 0, False)


def test_a_near_leak_alone_does_not_fail_the_gate() -> None:
    said = leaks(Columns({"text": [LONG, LONG.replace("torn", "ripped")], "split": ["train", "test"]}))

    assert (said.n_near, said.has_exact_or_group) == (1, False)


def test_what_was_not_looked_at_fails_the_gate() -> None:
    said = leaks(Columns({"text": ["a", "b"]}))

    assert said.checked.summary.undefined_reason == "no_column"
    assert said.has_exact_or_group


def test_rows_without_a_split_or_without_content_are_not_in_n() -> None:
    table = Columns({"text": ["a b", "c d", "a b", None], "split": ["train", "test", None, "test"]})
    said = leakage(table)

    assert (said.findings, said.summary.value, said.summary.n) == ((), 0.0, 2)


def test_equal_content_is_not_told_again_as_near() -> None:
    said = leaks(Columns({"text": [LONG, LONG], "split": ["train", "test"]}))

    assert (said.n_exact, said.n_near) == (1, 0)


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [
        ({"text": [], "split": []}, {}, "no_rows"),
        ({"text": ["a"]}, {}, "no_column"),
        ({"text": ["a"], "split": ["train"]}, {}, "one_value_only"),
        ({"text": ["a", "b"], "split": ["train", "test"]}, {"groups": ("author",)}, "no_column"),
        ({"text": ["a", "b"], "split": ["train", "test"]}, {"columns": ()}, "no_column"),
    ],
)
def test_what_cannot_run_says_why(columns, options, expected: str) -> None:
    assert reason("leakage", columns, **options) == expected


rows = st.tuples(st.sampled_from(["a b", "c d", LONG, LONG + " too"]), st.sampled_from(["train", "test"]))


@given(st.lists(rows, min_size=1, max_size=12), st.integers(0, 99))
def test_the_order_of_rows_changes_no_leak(some: list[tuple[str, str]], seed: int) -> None:
    columns = {
        "text": [text for text, _ in some] + ["x", "y"],
        "split": [split for _, split in some] + ["train", "test"],
    }
    moved, order = shuffled(columns, seed)
    first, second = leakage(Columns(columns)), leakage(Columns(moved))

    assert places(first) == places(second, order)
    assert first.summary == second.summary
