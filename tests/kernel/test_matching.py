"""The best matching is what trying all of them finds, and what SciPy finds where trying all takes too long."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.matching import best_matching

likeness = st.sampled_from([0.0, 0.0, 0.25, 0.3, 0.5, 0.75, 1.0])


def rows_of(table: list[list[float]]) -> list[dict[int, float]]:
    return [{j: each for j, each in enumerate(row) if each} for row in table]


def by_trying_all(table: list[list[float]]) -> float:
    wide = [*(list(row) + [0.0] * len(table) for row in table)]
    return max(sum(wide[i][j] for i, j in enumerate(p)) for p in permutations(range(len(wide[0])), len(wide)))


@given(st.integers(1, 4), st.integers(1, 3), st.data())
def test_no_other_matching_has_a_larger_total(n: int, m: int, data: st.DataObject) -> None:
    table = data.draw(st.lists(st.lists(likeness, min_size=m, max_size=m), min_size=n, max_size=n))
    pairs = best_matching(rows_of(table))

    assert sum(table[i][j] for i, j in pairs) == pytest.approx(by_trying_all(table))
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(table[i][j] > 0 for i, j in pairs)


@pytest.mark.parametrize(("n", "m", "filled"), [(40, 40, 1.0), (30, 55, 0.5), (60, 20, 0.1), (80, 80, 0.02)])
def test_large_tables_match_as_scipy_matches_them(n: int, m: int, filled: float) -> None:
    from scipy.optimize import linear_sum_assignment

    rng = np.random.Generator(np.random.Philox(key=n))
    table = rng.random((n, m)) * (rng.random((n, m)) < filled)
    rows, columns = linear_sum_assignment(table, maximize=True)
    pairs = best_matching(rows_of(table.tolist()))

    assert sum(table[i, j] for i, j in pairs) == pytest.approx(table[rows, columns].sum())


def test_a_chain_of_overlaps_is_one_group() -> None:
    assert best_matching([{0: 0.9}, {0: 0.8, 1: 0.7}, {1: 0.6, 2: 0.1}, {}]) == [(0, 0), (1, 1), (2, 2)]
