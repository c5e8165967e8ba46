"""Regions overlap as counting their points says, on one axis, on two and on three."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.regions.matching import set_distance
from labelproof.quality.regions.overlap import checked, extent, iou, overlap

side = st.tuples(st.integers(0, 6), st.integers(1, 4))
boxes = st.lists(st.tuples(side, side), max_size=4)


def regions(drawn: list[tuple[tuple[int, int], tuple[int, int]]]) -> np.ndarray:
    rows = [[x, y, x + w, y + h] for (x, w), (y, h) in drawn]
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def cells(box: np.ndarray) -> set[tuple[int, int]]:
    left, top, right, bottom = box.astype(int)
    return {(x, y) for x in range(left, right) for y in range(top, bottom)}


@given(boxes, boxes)
def test_overlap_is_that_of_the_cells(one: list, other: list) -> None:
    a, b = regions(one), regions(other)
    table = iou(a, b)

    for n, p in enumerate(a):
        for m, q in enumerate(b):
            assert table[n, m] == pytest.approx(len(cells(p) & cells(q)) / len(cells(p) | cells(q)))
    assert (iou(b, a) == table.T).all()


def test_boxes_spans_and_boxes_in_space_have_one_formula() -> None:
    flat, solid = (np.array([[0.0] * d + [2.0] * d]) for d in (2, 3))

    assert iou(flat, flat + 1)[0, 0] == pytest.approx(1 / 7)
    assert iou(solid, solid + 1)[0, 0] == pytest.approx(1 / 15)
    assert overlap(solid, solid)[0, 0] == extent(solid)[0] == 8


def test_touching_regions_and_those_without_extent_share_nothing() -> None:
    a = np.array([[0.0, 1.0], [1.0, 2.0], [3.0, 3.0]])

    assert iou(a, a).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_a_box_without_area_is_like_nothing_not_even_itself() -> None:
    line = np.array([[1.0, 1.0, 1.0, 5.0]])

    assert iou(line, line)[0, 0] == 0
    assert set_distance(line, line) == 1


@pytest.mark.parametrize(
    "bad", [np.zeros((1, 3)), np.zeros(4), np.array([[0.0, np.nan]]), np.array([[2.0, 1.0]]), np.zeros((1, 4))]
)
def test_regions_that_are_none_are_refused(bad: np.ndarray) -> None:
    with pytest.raises(Refused, match=r"regions\.bad"):
        checked(one=bad, other=np.array([[0.0, 1.0]]))


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        checked(one=np.zeros((1, 3)), other=np.array([[2.0, 1.0]]))

    assert [problem.field for problem in refused.value.problems] == ["one", "other"]
