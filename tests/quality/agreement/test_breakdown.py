"""Alpha by label, segment, version, group and without each annotator."""

from dataclasses import replace

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, alpha
from labelproof.quality.agreement import alpha_by
from tests.quality.agreement.crowds import answers, coded, random_rows


def crowd(seed: int = 0, n_annotators: int = 12) -> Answers:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, (60, 1))
    return coded(np.where(rng.random((60, n_annotators)) < 0.7, truth, rng.integers(0, 3, (60, n_annotators))), 3)


def test_each_segment_and_version_is_the_alpha_of_its_rows() -> None:
    said = crowd()
    said = replace(said, segment_index=said.item_index % 3, guideline_index=(said.item_index > 30).astype(np.int32))

    for by, column in (("segment", said.segment_index), ("guideline_version", said.guideline_index)):
        table = alpha_by(said, by)
        assert table.by == by
        for key, cell in table.rows():
            part = said.take(column == key)
            assert (cell.value, cell.n) == (alpha(part).value, len(np.unique(part.item_index)))


def test_a_cell_without_a_pair_says_so_and_is_not_left_out() -> None:
    said = answers([(0, 0, "a"), (0, 1, "b"), (1, 0, "a"), (2, 1, "a")])
    table = alpha_by(replace(said, segment_index=np.array([0, 0, 1, 1])), "segment")

    assert table.keys == (0, 1)
    assert table.cells[1].undefined_reason == "no_pairable_item"


def test_without_whom_the_others_agree_most_is_who_differs() -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, (80, 1))
    said = np.where(rng.random((80, 6)) < 0.9, truth, rng.integers(0, 3, (80, 6)))
    said[:, 4] = rng.integers(0, 3, 80)
    table = alpha_by(coded(said, 3), "annotator", interval=False)

    assert max(table.rows(), key=lambda row: row[1].value or 0)[0] == 4
    assert table.cells[0].value == alpha(coded(said[:, 1:], 3)).value


def test_by_label_takes_names_and_every_distance_elsewhere() -> None:
    table = alpha_by(answers(random_rows(60, 3, 0.4)), "label")
    ordinal = alpha_by(replace(crowd(), segment_index=crowd().item_index % 2), "segment", "ordinal")

    assert table.keys == ("a", "b", "c")
    assert all("alpha/ordinal/" in cell.method for cell in ordinal.cells)


def test_a_group_of_fewer_than_five_is_withheld_and_so_is_the_one_that_would_reveal_it() -> None:
    groups = np.array([0] * 4 + [1] * 8 + [2] * 9)
    table = alpha_by(crowd(n_annotators=21), "group", group_of=groups)

    assert [cell.undefined_reason for cell in table.cells] == ["withheld_small_group", "withheld_small_group", None]


def test_groups_of_five_are_shown() -> None:
    table = alpha_by(crowd(), "group", group_of=np.array([0] * 5 + [1] * 7))

    assert all(cell.value is not None for cell in table.cells)


def test_a_column_that_is_absent_is_refused() -> None:
    with pytest.raises(Refused, match="segment_index"):
        alpha_by(crowd(), "segment")
    with pytest.raises(Refused, match="group_of"):
        alpha_by(crowd(), "group")
    with pytest.raises(Refused, match="no breakdown"):
        alpha_by(crowd(), "weather")  # pyright: ignore[reportArgumentType]
