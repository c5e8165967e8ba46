"""Matching finds what trying everything finds, greedy says that it is greedy, and the types' own geometry is this one."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.matching import best_matching
from labelproof.kernel.refused import Refused
from labelproof.quality.regions.matching import f1, match, set_distance
from labelproof.quality.regions.overlap import iou
from labelproof.types import box, span

tables = st.integers(1, 4).flatmap(
    lambda m: st.lists(
        st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.6, 0.9]), min_size=m, max_size=m), min_size=1, max_size=4
    )
)
side = st.tuples(st.integers(0, 6), st.integers(1, 4))
boxes = st.lists(st.tuples(side, side), max_size=4, unique=True)
spans = st.lists(side, max_size=4, unique=True)


@given(tables, st.sampled_from([0.0, 0.1, 0.5, 0.7]))
def test_no_allowed_matching_has_a_larger_total(drawn: list[list[float]], tau: float) -> None:
    table = np.array(drawn)
    rows, columns = match(table, tau)
    wide = np.pad(np.where(table >= tau, table, 0), ((0, 0), (0, len(table))))
    best = max(wide[range(len(table)), p].sum() for p in permutations(range(wide.shape[1]), len(table)))

    assert table[rows, columns].sum() == pytest.approx(best)
    assert ((table[rows, columns] >= tau) & (table[rows, columns] > 0)).all()
    assert len(set(rows.tolist())) == len(set(columns.tolist())) == len(rows)


@given(tables)
def test_plain_python_finds_the_same_total(drawn: list[list[float]]) -> None:
    rows, columns = match(np.array(drawn), 0)
    pairs = best_matching([{j: each for j, each in enumerate(row) if each} for row in drawn])

    assert sum(drawn[i][j] for i, j in pairs) == pytest.approx(np.array(drawn)[rows, columns].sum())


@given(boxes, boxes)
def test_the_box_types_distance_is_one_less_f1_with_pairs_counting_their_iou(one: list, other: list) -> None:
    ours, theirs = ([[x, y, x + w, y + h] for (x, w), (y, h) in drawn] for drawn in (one, other))
    written = [
        [{"x": x, "y": y, "width": w, "height": h, "label": "cell"} for (x, w), (y, h) in drawn]
        for drawn in (one, other)
    ]

    assert box.box.distance(*written) == pytest.approx(soft_distance(ours, theirs, 4), abs=1e-12)


@given(spans, spans)
def test_the_span_types_distance_is_one_less_f1_with_pairs_counting_their_iou(one: list, other: list) -> None:
    ours, theirs = ([[start, start + n] for start, n in drawn] for drawn in (one, other))
    written = [[{"start": start, "end": start + n, "label": "x"} for start, n in drawn] for drawn in (one, other)]

    assert span.span.distance(*written) == pytest.approx(soft_distance(ours, theirs, 2), abs=1e-12)


def soft_distance(one: list[list[int]], other: list[list[int]], d: int) -> float:
    a, b = (np.array(each, dtype=np.float64).reshape(-1, d) for each in (one, other))
    alike = iou(a, b)
    return 1 - f1(float(alike[match(alike, 0)].sum()), len(a), len(b))


@given(tables)
def test_greedy_never_finds_more(drawn: list[list[float]]) -> None:
    table = np.array(drawn)

    assert table[match(table, 0.2, method="greedy")].sum() <= table[match(table, 0.2)].sum() + 1e-12


def test_greedy_loses_a_pair_that_the_best_matching_has() -> None:
    table = np.array([[0.9, 0.8], [0.8, 0.1]])

    assert len(match(table)[0]) == 2
    assert len(match(table, method="greedy")[0]) == 1


def test_nothing_against_nothing_matches_nothing() -> None:
    assert [len(each) for each in match(np.empty((0, 3)))] == [0, 0]
    assert (f1(0, 0, 0), f1(0, 0, 2), f1(2, 2, 2)) == (1, 0, 1)


def test_a_set_distance_is_one_less_f1() -> None:
    one, other = np.array([[0.0, 4], [6, 9]]), np.array([[0.0, 4], [7, 9], [10, 12]])

    assert set_distance(one, other) == pytest.approx(1 - 4 / 5)
    assert set_distance(one[:0], other[:0]) == 0
    assert set_distance(one, other[:0]) == 1


@pytest.mark.parametrize(("tau", "method"), [(-0.1, "optimal"), (float("nan"), "optimal"), (0.5, "hungarian")])
def test_an_unknown_matching_is_refused(tau: float, method: str) -> None:
    with pytest.raises(Refused, match=r"regions\.bad"):
        match(np.eye(2), tau, method=method)
