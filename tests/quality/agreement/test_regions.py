"""Pairwise F1: examples by hand, what greedy gets wrong, empty sheets."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality.agreement import Regions, pairwise_f1

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


def test_greedy_finds_one_pair_where_there_are_two_and_its_id_says_greedy() -> None:
    """(0, 2) is (0, 2) to the letter; taking that pair first leaves (0, 1) and (1, 2), which share nothing."""
    item: list[Sheets] = [[[(0, 1), (0, 2)], [(0, 2), (1, 2)]]]

    best, greedy = (pairwise_f1(regions(item), method=method).micro for method in ("optimal", "greedy"))

    assert (best.value, greedy.value) == (1, 0.5)
    assert best.method.startswith("f1/iou-0.5/micro")
    assert greedy.method.startswith("f1/iou-0.5-greedy/micro")


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


def test_bad_regions_are_refused_with_every_problem() -> None:
    with pytest.raises(Refused) as refused:
        Regions(np.array([1, 0]), np.array([0]), np.array([0, 1]), np.array([[np.nan, 1]]), np.array([1, 2]))

    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["annotator_index", "item_index", "ptr", "region", "label"]
    with pytest.raises(Refused, match="two sheets"):
        Regions(np.array([0, 0]), np.array([0, 0]), np.array([0, 0, 0]), np.zeros((0, 2)))
    with pytest.raises(Refused, match=r"regions\.match"):
        pairwise_f1(regions(SPANS), "fuzzy")
    with pytest.raises(Refused, match=r"regions\.match"):
        pairwise_f1(regions(SPANS), method="hungarian")
    with pytest.raises(Refused, match=r"regions\.bad"):
        pairwise_f1(regions([[[(4, 0)], [(0, 4)]]]))
