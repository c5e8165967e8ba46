"""PSI and Jensen-Shannon: the worked example, SciPy, empty cells, intervals that cover, and chance in small samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.statistics.divergence import jensen_shannon, permutation_p, psi
from tools.peers import Peers

counts = st.integers(2, 6).flatmap(
    lambda k: st.tuples(*[st.lists(st.integers(0, 50), min_size=k, max_size=k).map(np.array) for _ in range(2)])
)


def test_the_worked_example() -> None:
    expected, actual = np.array([500, 300, 200]), np.array([400, 400, 200])

    assert psi(expected, actual).value == pytest.approx(0.051082562, abs=5e-10)
    assert jensen_shannon(expected, actual).value == pytest.approx(0.009185925, abs=5e-10)


def test_jensen_shannon_is_scipys(peers: Peers) -> None:
    expected, actual = np.array([5, 30, 7, 58]), np.array([12, 25, 9, 60])

    assert jensen_shannon(expected, actual).value == pytest.approx(
        peers.ask("checks.jensen_shannon", expected / expected.sum(), actual / actual.sum()), abs=1e-12
    )


def test_an_empty_cell_counts_half_a_row_and_says_so() -> None:
    result = psi(np.array([90, 10]), np.array([100, 0]))
    e, a = np.array([0.9, 0.1]), np.array([100, 0.5]) / 100.5

    assert result.value == pytest.approx(((a - e) * np.log(a / e)).sum())
    assert result.params["halved_cells"] == 1


@given(counts)
def test_equal_shares_are_zero_and_turning_the_sides_changes_nothing(pair: tuple[np.ndarray, np.ndarray]) -> None:
    one, other = pair
    if (one > 0).sum() >= 2:
        assert psi(one, one).value == pytest.approx(0, abs=1e-12)
    for measure in (psi, jensen_shannon):
        there, back = measure(one, other), measure(other, one)
        assert there.undefined_reason == back.undefined_reason
        assert there.value == (None if back.value is None else pytest.approx(back.value, abs=1e-12))


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_cells_changes_nothing(pair: tuple[np.ndarray, np.ndarray], random) -> None:
    order = list(range(len(pair[0])))
    random.shuffle(order)
    one, other = psi(*pair), psi(pair[0][order], pair[1][order])

    assert other.value == (None if one.value is None else pytest.approx(one.value, abs=1e-12))
    assert permutation_p(pair[0][order], pair[1][order]).value == permutation_p(*pair).value


def test_the_interval_covers_the_difference_of_two_populations() -> None:
    rng = np.random.default_rng(2)
    e, a = np.array([0.5, 0.3, 0.2]), np.array([0.3, 0.4, 0.3])
    truth = float(((a - e) * np.log(a / e)).sum())
    spans = [psi(rng.multinomial(800, e), rng.multinomial(800, a)).interval for _ in range(600)]

    assert 0.92 <= np.mean([span.low <= truth <= span.high for span in spans if span]) <= 0.98


def test_a_small_sample_drifts_by_chance_and_the_permutation_p_knows() -> None:
    """Of 40 rows in 10 cells PSI passes .25 nearly always, with nothing changed: the naive bound alone cries wolf."""
    rng = np.random.default_rng(3)
    pairs = [(rng.multinomial(40, np.full(10, 0.1)), rng.multinomial(40, np.full(10, 0.1))) for _ in range(200)]
    over = np.mean([(psi(*pair).value or 0) > 0.25 for pair in pairs])
    p = np.array([permutation_p(*pair).value for pair in pairs])

    assert over > 0.8
    assert np.mean(p <= 0.05) <= 0.1
    assert 0.4 <= p.mean() <= 0.65


def test_a_real_change_has_a_small_p() -> None:
    assert permutation_p(np.array([30, 10]), np.array([10, 30])).value == pytest.approx(0.0005, abs=5e-4)


@pytest.mark.parametrize(
    ("expected", "actual", "reason"),
    [([0, 0], [1, 2], "no_rows"), ([], [], "no_rows"), ([5, 0], [7, 0], "one_value_only")],
)
def test_what_cannot_be_computed_says_why(expected: list[int], actual: list[int], reason: str) -> None:
    pair = np.array(expected, dtype=int), np.array(actual, dtype=int)

    assert {each(*pair).undefined_reason for each in (psi, jensen_shannon, permutation_p)} == {reason}


def test_counts_of_other_cells_are_refused() -> None:
    with pytest.raises(Refused, match="same cells"):
        psi(np.array([1, 2]), np.array([1, 2, 3]))
    with pytest.raises(Refused, match="same cells"):
        psi(np.array([1, -2]), np.array([1, 2]))
