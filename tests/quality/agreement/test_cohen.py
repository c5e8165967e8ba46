"""Cohen's kappa: the textbook table, laws of two annotators, pairs of more."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality import kernels
from labelproof.quality.agreement import cohen, cohen_matrix
from tests.quality.agreement.crowds import Row, answers, coded, random_rows, rows
from tools.peers import Peers

two = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30).map(np.array)


def of_table(table: list[list[int]]) -> np.ndarray:
    return np.array([[a, b] for a, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)])


@pytest.mark.parametrize("kernel", kernels.available())
def test_the_textbook_table(kernel: str) -> None:
    with kernels.using(kernel):
        assert cohen(coded(of_table([[20, 5], [10, 15]]), 2)).value == pytest.approx(0.4, abs=1e-12)


@given(two, st.sampled_from([None, "linear", "quadratic"]))
def test_who_is_first_does_not_matter(said: np.ndarray, weights: str | None) -> None:
    one, other = cohen(coded(said, 4), weights), cohen(coded(said[:, ::-1], 4), weights)

    assert one.undefined_reason == other.undefined_reason
    assert one.value == (None if other.value is None else pytest.approx(other.value, abs=1e-12))


@given(two)
def test_weights_of_one_on_the_diagonal_are_no_weights(said: np.ndarray) -> None:
    plain, weighted = cohen(coded(said, 4)), cohen(coded(said, 4), np.eye(4))

    assert weighted.value == (None if plain.value is None else pytest.approx(plain.value, abs=1e-12))
    assert weighted.se == (None if plain.se is None else pytest.approx(plain.se, abs=1e-9))


@given(two)
def test_many_values_take_another_way_to_the_same_number(said: np.ndarray) -> None:
    few, many = cohen(coded(said, 4), interval="delta"), cohen(coded(said, 300), interval="delta")

    assert many.value == (None if few.value is None else pytest.approx(few.value, abs=1e-12))
    assert many.se == (None if few.se is None else pytest.approx(few.se, abs=1e-12))


def test_a_scale_of_numbers_counts_places_and_ten_comes_after_nine() -> None:
    from labelproof.quality import from_columns

    said = [9, 10, 9, 2, 10, 2, 9, 9]
    numbers = from_columns([i // 2 for i in range(8)], [0, 1] * 4, said)
    places = coded(np.array([{2: 0, 9: 1, 10: 2}[v] for v in said]).reshape(4, 2), 3)

    assert cohen(numbers, "linear").value == pytest.approx(cohen(places, "linear").value)


@given(rows)
def test_the_mean_of_pairs_weighs_them_by_the_items_they_share(table: list[Row]) -> None:
    said = answers(table)
    if said.n_annotators < 3:
        return
    pairs = [each for each in cohen_matrix(said).cells if each.value is not None]
    result = cohen(said)

    assert (result.value is None) == (not pairs)
    if pairs:
        assert result.value == pytest.approx(np.average([p.value for p in pairs], weights=[p.n for p in pairs]))
        assert "mean-of-pairs" in result.method


def test_the_standard_error_of_the_mean_is_that_of_drawing_items_again() -> None:
    table = np.array([["abc".index(v) for _, _, v in random_rows(300, 4, 0.4)]]).reshape(300, 4)
    rng = np.random.default_rng(0)
    drawn = [cohen(coded(table[rng.integers(0, 300, 300)], 3), interval=False).value for _ in range(400)]

    assert cohen(coded(table, 3)).se == pytest.approx(np.std(drawn), rel=0.12)


def test_what_cannot_be_computed_says_why() -> None:
    apart = coded(np.array([[0, -1], [-1, 1]]), 2)

    assert cohen(apart).undefined_reason == "no_overlap"
    assert cohen(coded(np.zeros((3, 2), dtype=int), 2)).undefined_reason == "one_value_only"
    assert cohen(answers([])).undefined_reason == "no_answers"
    assert cohen(answers([(0, 0, "a")])).undefined_reason == "fewer_than_two_annotators"


def test_a_pair_of_one_is_refused() -> None:
    with pytest.raises(Refused, match="two different indexes"):
        cohen(coded(np.zeros((3, 2), dtype=int), 2), pair=(1, 1))


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_scikit_learn_gives_the_same(weights: str | None, peers: Peers) -> None:
    said = np.random.default_rng(1).integers(0, 5, (200, 2))
    said[::2, 1] = said[::2, 0]
    theirs = peers.ask("agreement.cohen", {"one": said[:, 0], "other": said[:, 1]}, weights)

    assert cohen(coded(said, 5), weights).value == pytest.approx(theirs, abs=1e-9)
