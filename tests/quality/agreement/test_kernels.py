"""Both kernels count what a loop counts, and parts add up to the whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality import kernels
from labelproof.quality.kernels.moments import Moments, moments
from labelproof.quality.kernels.pair_sums import pair_sums
from labelproof.quality.kernels.pair_table import pair_counts, pair_table
from labelproof.quality.kernels.tally import tally

lists = st.lists(st.lists(st.integers(0, 4), max_size=6), max_size=12)
both = pytest.mark.parametrize("kernel", kernels.available())


def flat(items: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    ptr = np.cumsum([0, *map(len, items)])
    return ptr, np.array([v for values in items for v in values], dtype=np.int32)


@both
@given(items=lists, many=st.booleans())
def test_the_tally_is_what_counting_says(kernel: str, items: list[list[int]], many: bool) -> None:
    k = 300 if many else 5
    with kernels.using(kernel):
        sizes, counts, same = tally(*flat(items), k)

    assert sizes.tolist() == sorted({len(values) for values in items})
    assert same.tolist() == [sum(values.count(v) ** 2 for v in set(values)) for values in items]
    for size, row in zip(sizes, counts, strict=True):
        seen = [v for values in items if len(values) == size for v in values]
        assert row.tolist() == [seen.count(v) for v in range(k)]


@both
@given(items=lists)
def test_pair_sums_are_those_of_all_pairs(kernel: str, items: list[list[int]]) -> None:
    table = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)))
    with kernels.using(kernel):
        sums = pair_sums(*flat(items), table)

    assert sums.tolist() == [sum(abs(a - b) for a in values for b in values) for values in items]


@both
@given(items=lists, cut=st.integers(0, 12))
def test_moments_of_parts_are_those_of_the_whole(kernel: str, items: list[list[int]], cut: int) -> None:
    first, rest = items[:cut], items[cut:]
    with kernels.using(kernel):
        whole, *parts = (moments(ptr, codes.astype(np.float64) + 1e6) for ptr, codes in map(flat, (items, first, rest)))
    merged = parts[0].merge(parts[1])

    assert merged.n == whole.n
    assert merged.mean == pytest.approx(whole.mean)
    assert merged.squares == pytest.approx(whole.squares, abs=1e-6)
    assert merged.within == pytest.approx(whole.within, abs=1e-6)


@both
def test_moments_of_many_parts_are_those_numpy_gives(kernel: str) -> None:
    number = np.random.default_rng(0).normal(5, 2, 200_000)
    with kernels.using(kernel):
        found = moments(np.arange(0, 200_001, 4), number)
    around = number.reshape(-1, 4) - number.reshape(-1, 4).mean(axis=1, keepdims=True)

    assert found.squares == pytest.approx(((number - number.mean()) ** 2).sum(), rel=1e-12)
    assert found.within == pytest.approx(8 / 3 * (around**2).sum(), rel=1e-12)
    assert isinstance(found, Moments)


@both
@given(said=st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=5), max_size=10))
def test_two_annotators_meet_on_the_items_both_answered(kernel: str, said: list[list[tuple[int, int]]]) -> None:
    ptr = np.cumsum([0, *map(len, said)])
    who = np.array([w for item in said for w, _ in item], dtype=np.int32)
    value = np.array([v for item in said for _, v in item], dtype=np.int32)
    with kernels.using(kernel):
        item, met = pair_table(ptr, who, value, (1, 2))
        counts = pair_counts(ptr, who, value, (1, 2), 5)
    last = [(n, dict(answered)) for n, answered in enumerate(said)]
    expected = [(n, by[1], by[2]) for n, by in last if {1, 2} <= set(by)]

    assert list(zip(item.tolist(), *met.tolist(), strict=True)) == expected
    assert counts.sum() == len(expected)
    assert all(counts[a, b] > 0 for _, a, b in expected)
