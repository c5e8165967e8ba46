"""Distances of sets, preferences and rankings: published examples and the laws of a distance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.agreement import DISTANCES
from labelproof.quality.agreement.distances import jaccard, kendall, masi, preference
from tools.peers import Peers

sets = st.lists(st.sampled_from("abcd"), unique=True)
VALUES = {"jaccard": sets, "masi": sets, "preference": st.sampled_from([-1, 0, 1]), "kendall": st.permutations("abcd")}


def test_masi_as_published() -> None:
    assert masi([1, 2], [1, 2, 3]) == pytest.approx(0.555556, abs=1e-6)
    assert masi([1, 2, 3], [2, 3, 4]) == pytest.approx(0.833333, abs=1e-6)


def test_sets_that_share_nothing_are_as_far_apart_as_can_be_and_empty_ones_equal() -> None:
    assert [distance(["a"], ["b"]) for distance in (jaccard, masi)] == [1, 1]
    assert [distance([], []) for distance in (jaccard, masi)] == [0, 0]
    assert [distance([], ["a"]) for distance in (jaccard, masi)] == [1, 1]


def test_a_reversed_ranking_is_at_one_and_one_swap_at_a_sixth_of_four() -> None:
    assert kendall(list("abcd"), list("dcba")) == 1
    assert kendall(list("abcd"), list("bacd")) == pytest.approx(1 / 6)
    assert kendall(["a"], ["a"]) == 0


def test_a_tie_is_half_way() -> None:
    assert [preference(-1, each) for each in (-1, 0, 1)] == [0, 0.5, 1]


@pytest.mark.parametrize("name", DISTANCES)
@given(data=st.data())
def test_a_distance_is_symmetric_from_zero_to_one_and_zero_to_itself(name: str, data: st.DataObject) -> None:
    a, b = data.draw(VALUES[name]), data.draw(VALUES[name])
    between = DISTANCES[name].between

    assert between(a, a) == 0
    assert between(a, b) == pytest.approx(between(b, a))
    assert 0 <= between(a, b) <= 1


def test_nltk_gives_the_same_masi(peers: Peers) -> None:
    for one, other in (([1, 2], [1, 2, 3]), ([1, 2, 3], [2, 3, 4]), ([1], [2]), ([1, 2], [1, 2])):
        assert masi(one, other) == pytest.approx(peers.ask("agreement.masi", one, other), abs=0.01)
        # NLTK rounds 2 / 3 and 1 / 3 to two digits
