"""Regions overlap as counting their points says, and matching finds what trying everything finds."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.matching import best_matching
from labelproof.kernel.refused import Refused
from labelproof.quality.objects.matching import f1, iou, match

side = st.tuples(st.integers(0, 6), st.integers(1, 4))
boxes = st.lists(st.tuples(side, side), max_size=4)
tables = st.integers(1, 4).flatmap(
    lambda m: st.lists(
        st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.6, 0.9]), min_size=m, max_size=m), min_size=1, max_size=4
    )
)


def regions(drawn: list[tuple[tuple[int, int], tuple[int, int]]]) -> np.ndarray:
    rows = [[x, x + w, y, y + h] for (x, w), (y, h) in drawn]
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def cells(box: np.ndarray) -> set[tuple[int, int]]:
    left, right, top, bottom = box.astype(int)
    return {(x, y) for x in range(left, right) for y in range(top, bottom)}


@given(boxes, boxes)
def test_overlap_is_that_of_the_cells(one: list, other: list) -> None:
    a, b = regions(one), regions(other)
    table = iou(a, b)

    for n, p in enumerate(a):
        for m, q in enumerate(b):
            assert table[n, m] == pytest.approx(len(cells(p) & cells(q)) / len(cells(p) | cells(q)))
    assert (iou(b, a) == table.T).all()


@given(tables, st.sampled_from([0.1, 0.5, 0.7]))
def test_no_allowed_matching_has_a_larger_total(drawn: list[list[float]], tau: float) -> None:
    table = np.array(drawn)
    rows, columns = match(table, tau)
    wide = np.pad(np.where(table >= tau, table, 0), ((0, 0), (0, len(table))))
    best = max(wide[range(len(table)), p].sum() for p in permutations(range(wide.shape[1]), len(table)))

    assert table[rows, columns].sum() == pytest.approx(best)
    assert (table[rows, columns] >= tau).all()
    assert len(set(rows.tolist())) == len(set(columns.tolist())) == len(rows)


@given(tables)
def test_plain_python_finds_the_same_total(drawn: list[list[float]]) -> None:
    rows, columns = match(np.array(drawn), 1e-9)
    pairs = best_matching([{j: each for j, each in enumerate(row) if each} for row in drawn])

    assert sum(drawn[i][j] for i, j in pairs) == pytest.approx(np.array(drawn)[rows, columns].sum())


@given(tables)
def test_greedy_never_finds_more(drawn: list[list[float]]) -> None:
    table = np.array(drawn)

    assert table[match(table, 0.2, method="greedy")].sum() <= table[match(table, 0.2)].sum() + 1e-12


def test_greedy_loses_a_pair_that_the_best_matching_has() -> None:
    table = np.array([[0.9, 0.8], [0.8, 0.1]])

    assert len(match(table)[0]) == 2
    assert len(match(table, method="greedy")[0]) == 1


def test_touching_regions_and_those_without_extent_share_nothing() -> None:
    a = np.array([[0.0, 1.0], [1.0, 2.0], [3.0, 3.0]])

    assert iou(a, a).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_nothing_against_nothing_matches_nothing() -> None:
    assert [len(each) for each in match(np.empty((0, 3)))] == [0, 0]
    assert (f1(0, 0, 0), f1(0, 0, 2), f1(2, 2, 2)) == (1, 0, 1)


@pytest.mark.parametrize(
    "bad", [np.zeros((1, 3)), np.zeros(4), np.array([[0.0, np.nan]]), np.array([[2.0, 1.0]]), np.zeros((1, 4))]
)
def test_regions_that_are_none_are_refused(bad: np.ndarray) -> None:
    with pytest.raises(Refused, match=r"regions\.bad"):
        iou(bad, np.array([[0.0, 1.0]]))


@pytest.mark.parametrize(("tau", "method"), [(0.0, "optimal"), (float("nan"), "optimal"), (0.5, "hungarian")])
def test_an_unknown_matching_is_refused(tau: float, method: str) -> None:
    with pytest.raises(Refused, match=r"regions\.bad"):
        match(np.eye(2), tau, method=method)
