"""Pairwise F1 and matching: examples by hand, what greedy gets wrong, empty sheets."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.agreement import Regions, pairwise_f1, set_distance
from labelproof.quality.agreement.matching import extent, iou, matched, overlap

Sheets = list[list[tuple[float, ...]]]


def regions(items: list[Sheets], labels: list[int] | None = None, d: int = 2) -> Regions:
    sheets = [(i, a, sheet) for i, item in enumerate(items) for a, sheet in enumerate(item)]
    flat = [region for _, _, sheet in sheets for region in sheet]
    return Regions(
        np.array([i for i, _, _ in sheets], dtype=int),
        np.array([a for _, a, _ in sheets], dtype=int),
        np.cumsum([0, *(len(sheet) for _, _, sheet in sheets)]),
        np.array(flat, dtype=float).reshape(-1, d),
        None if labels is None else np.array(labels),
    )


SPANS: list[Sheets] = [[[(0, 4), (6, 9)], [(0, 4), (7, 9), (10, 12)]], [[(2, 5)], []]]


@pytest.mark.parametrize(
    ("match", "micro", "macro"),
    [
        ("exact", 2 / 6, 0.2),  # (0, 4) alone
        ("overlap", 4 / 6, 0.4),  # and (6, 9) with (7, 9)
        ("iou", 4 / 6, 0.4),  # 2 / 3 is above .5
        ("token", 12 / 18, 0.4),  # 4 + 2 shared of 7 and 8, and nothing of 3
    ],
)
def test_spans_by_hand(match: str, micro: float, macro: float) -> None:
    f1 = pairwise_f1(regions(SPANS), match)

    assert (f1.micro.value, f1.macro.value) == pytest.approx((micro, macro))


def test_a_higher_threshold_matches_less_and_is_another_method() -> None:
    f1 = pairwise_f1(regions(SPANS), "iou", 0.7)

    assert f1.micro.value == pytest.approx(2 / 6)
    assert f1.micro.method == "f1/iou-0.7/micro/bootstrap-items@1"


def test_regions_of_different_labels_never_match() -> None:
    item: list[Sheets] = [[[(0, 4)], [(0, 4)]]]

    assert pairwise_f1(regions(item, [0, 0])).micro.value == 1
    assert pairwise_f1(regions(item, [0, 1])).micro.value == 0
    assert pairwise_f1(regions(item, [0, 1]), "token").micro.value == 0


def test_two_empty_sheets_agree_and_an_empty_one_with_a_full_one_does_not() -> None:
    both = pairwise_f1(regions([[[], []], [[(0, 1)], []]]))

    assert both.macro.value == 0.5
    assert both.micro.value == 0
    assert pairwise_f1(regions([[[], []]])).micro.undefined_reason == "one_value_only"


def test_greedy_would_end_with_one_match_where_there_are_two() -> None:
    alike = np.array([[0.9, 0.8], [0.85, 0.0]])
    rows, columns = matched(alike, 0.5)

    assert alike[rows, columns].sum() == pytest.approx(1.65)
    assert len(rows) == 2


@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=3, max_size=3), st.floats(0.1, 0.9))
def test_the_match_is_the_best_of_all_matches(table: list[list[float]], least: float) -> None:
    alike = np.array(table)
    kept = np.where(alike >= least, alike, 0)
    best = max(sum(kept[i, p] for i, p in enumerate(order)) for order in permutations(range(3)))
    rows, columns = matched(alike, least)

    assert alike[rows, columns].sum() == pytest.approx(best)
    assert (alike[rows, columns] >= least).all()
    assert len(set(rows)) == len(set(columns)) == len(rows)


def test_boxes_spans_and_boxes_in_space_have_one_formula() -> None:
    flat, solid = (np.array([[0.0] * d + [2.0] * d]) for d in (2, 3))

    assert iou(flat, flat + 1)[0, 0] == pytest.approx(1 / 7)
    assert iou(solid, solid + 1)[0, 0] == pytest.approx(1 / 15)
    assert overlap(solid, solid)[0, 0] == extent(solid)[0] == 8


def test_a_box_without_area_is_like_nothing_not_even_itself() -> None:
    line = np.array([[1.0, 1.0, 1.0, 5.0]])

    assert iou(line, line)[0, 0] == 0
    assert set_distance(line, line) == 1


def test_a_similarity_of_ones_own_is_matched_at_tau_and_named() -> None:
    """For masks and polygons: the type brings its similarity, nothing here knows its name."""

    def near(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.abs(one[:, None, 0] - other[None, :, 0]))

    points = regions([[[(0.0,), (5.0,)], [(1.0,), (9.0,)]]], d=1)
    f1 = pairwise_f1(points, tau=0.5, similarity=near)

    assert f1.micro.value == 0.5
    assert f1.micro.method == "f1/near-0.5/micro/bootstrap-items@1"


def test_three_annotators_are_three_pairs() -> None:
    f1 = pairwise_f1(regions([[[(0, 4)], [(0, 4)], [(5, 6)]]]))

    assert f1.macro.value == pytest.approx(1 / 3)
    assert f1.micro.value == pytest.approx(2 * 1 / 6)


def test_what_cannot_be_computed_says_why() -> None:
    assert pairwise_f1(regions([])).micro.undefined_reason == "no_answers"
    assert pairwise_f1(regions([[[(0, 1)]]])).macro.undefined_reason == "no_pairable_item"


def test_a_set_distance_is_one_less_f1() -> None:
    one, other = np.array([[0.0, 4], [6, 9]]), np.array([[0.0, 4], [7, 9], [10, 12]])

    assert set_distance(one, other) == pytest.approx(1 - 4 / 5)
    assert set_distance(one[:0], other[:0]) == 0
    assert set_distance(one, other[:0]) == 1


def test_bad_regions_are_refused_with_every_problem() -> None:
    with pytest.raises(Refused) as refused:
        Regions(np.array([1, 0]), np.array([0]), np.array([0, 1]), np.array([[np.nan, 1]]), np.array([1, 2]))

    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["annotator_index", "item_index", "ptr", "region", "label"]
    with pytest.raises(Refused, match="two sheets"):
        Regions(np.array([0, 0]), np.array([0, 0]), np.array([0, 0, 0]), np.zeros((0, 2)))
    with pytest.raises(Refused, match=r"regions\.match"):
        pairwise_f1(regions(SPANS), "fuzzy")
