"""Rankings by mean place: what it maximises, and that ties stay ties."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, from_columns
from labelproof.quality.aggregation import borda

orders = st.lists(st.permutations("abcd").map(lambda p: [[code] for code in p]), min_size=1, max_size=6)
weak = st.lists(st.integers(0, 3), min_size=4, max_size=4).map(
    lambda places: [g for g in ([c for c, p in zip("abcd", places, strict=True) if p == n] for n in range(4)) if g]
)


def votes(rankings: list) -> Answers:
    return from_columns(["i"] * len(rankings), list(range(len(rankings))), rankings)


def places(ranking: list) -> np.ndarray:
    return rankdata([next(n for n, group in enumerate(ranking) if code in group) for code in "abcd"])


@given(st.lists(weak, min_size=1, max_size=6))
def test_options_stand_by_their_mean_place(rankings: list) -> None:
    mean = np.mean([places(ranking) for ranking in rankings], axis=0)
    result = borda(votes(rankings))

    assert places(result.values[result.value_index[0]]).tolist() == rankdata(mean).tolist()


@given(orders)
def test_no_other_order_correlates_more_with_those_given(rankings: list) -> None:
    given_places = [places(ranking) for ranking in rankings]
    ours = places(borda(votes(rankings)).values[0])

    def likeness(order: np.ndarray) -> float:
        return sum(float((order - 2.5) @ (each - 2.5)) for each in given_places) / max(
            np.linalg.norm(order - 2.5), 1e-9
        )

    orders_there_are = [places([[code] for code in p]) for p in permutations("abcd")]
    if len(set(ours.tolist())) == 4:
        assert likeness(ours) == pytest.approx(max(likeness(order) for order in orders_there_are))


def test_a_circle_of_three_is_a_tie_of_three() -> None:
    circle = [[["a"], ["b"], ["c"]], [["b"], ["c"], ["a"]], [["c"], ["a"], ["b"]]]

    assert borda(votes(circle)).values == [[["a", "b", "c"]]]


def test_items_without_an_answer_have_no_ranking() -> None:
    one = votes([[["a"], ["b"]]])
    data = Answers(one.item_index, one.annotator_index, one.value_index, 2, 1, 1, one.values)

    assert borda(data).value_index.tolist() == [0, -1]
    assert borda(from_columns([], [], [])).value_index.tolist() == []


@pytest.mark.parametrize("bad", [["a", "b"], [["a"], ["c"]], [["a"], ["a"]], "ab", [[1], [2]], []])
def test_what_is_no_ranking_of_the_same_codes_is_refused(bad: object) -> None:
    with pytest.raises(Refused, match=r"answers\.bad"):
        borda(votes([[["a"], ["b"]], bad]))
