"""Bad answers are refused with every problem at once; nothing is sorted or dropped in silence."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, from_columns


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int32)


def test_columns_become_indexes_in_order_of_items_and_values_in_canonical_order() -> None:
    result = from_columns(["j", "i", "j"], ["ana", "ben", "ben"], [["b"], "b", ["a"]])

    assert list(result.values) == ["b", ["a"], ["b"]]
    assert result.item_index.tolist() == [0, 0, 1]
    assert result.value_index.tolist() == [2, 1, 0]
    assert (result.n_items, result.n_annotators, result.n_values) == (2, 2, 3)


def test_values_are_equal_when_their_canonical_bytes_are() -> None:
    assert from_columns([0, 0, 0], [0, 1, 2], [{"a": 1, "b": 2}, {"b": 2, "a": 1.0}, '{"a":1,"b":2}']).n_values == 2


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(Refused, match=r"answers\.bad") as refused:
        from_columns(["i", None, "j"], ["ana", "ben", None], ["x", float("nan")], repeats="some")

    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["repeats", "columns", "items[1]", "annotators[2]", "values[1]"]


@pytest.mark.parametrize(
    ("item", "annotator", "value", "field"),
    [
        (ints(1, 0), ints(0, 0), ints(0, 0), "item_index"),
        (ints(0, 2), ints(0, 0), ints(0, 0), "item_index"),
        (ints(0, 1), ints(0, -1), ints(0, 0), "annotator_index"),
        (ints(0, 1), ints(0, 0), ints(0, 9), "value_index"),
        (ints(0, 1), ints(0), ints(0, 0), "annotator_index"),
        (ints(0, 1), ints(0, 0), np.array([0.0, np.nan]), "value_index"),
    ],
)
def test_indexes_out_of_range_unsorted_or_of_another_kind_are_refused(
    item: np.ndarray, annotator: np.ndarray, value: np.ndarray, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        Answers(item, annotator, value, 2, 2, 2)

    assert [problem.field for problem in refused.value.problems] == [field]


REPEATED = (["i", "i", "i"], ["ana", "ana", "ben"], ["x", "y", "x"])


@pytest.mark.parametrize(("repeats", "kept"), [("last", ["x", "y"]), ("first", ["x", "x"]), ("keep", ["x", "x", "y"])])
def test_a_revision_counts_as_asked(repeats: str, kept: list[str]) -> None:
    result = from_columns(*REPEATED, submitted_at=[1, 2, 1], repeats=repeats)

    assert sorted(result.values[v] for v in result.value_index) == kept
    assert result.n_repeats_dropped == 3 - len(kept)


def test_the_latest_revision_is_that_of_time_and_not_of_row_order() -> None:
    late_first = from_columns(["i", "i"], ["ana", "ana"], ["x", "y"], submitted_at=[2, 1])

    assert [late_first.values[v] for v in late_first.value_index] == ["x"]


def test_repeats_that_differ_without_times_are_refused() -> None:
    with pytest.raises(Refused, match="differs from another answer"):
        from_columns(*REPEATED)


def test_identical_repeats_collapse() -> None:
    result = from_columns(["i", "i"], ["ana", "ana"], ["x", "x"])

    assert (len(result), result.n_repeats_dropped) == (1, 1)


def test_identical_repeats_are_refused_when_asked() -> None:
    with pytest.raises(Refused, match="answers an item again"):
        from_columns(["i", "i"], ["ana", "ana"], ["x", "x"], repeats="refuse")


def test_a_million_bad_rows_do_not_make_a_million_problems() -> None:
    with pytest.raises(Refused) as refused:
        from_columns([None] * 100_000, ["ana"] * 100_000, ["x"] * 100_000)

    assert len(refused.value.problems) == 21
