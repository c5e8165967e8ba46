"""Intervals of a proportion: published figures, an independent implementation, coverage, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labelproof.kernel.refused import Refused, Undefined
from labelproof.quality.statistics.proportions import clopper_pearson, jeffreys, lower_bound, upper_bound, wilson
from tools.peers import Peers

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def covered(interval, n: int, p: float) -> float:
    """The probability that the interval holds p, summed over all outcomes."""
    k = np.arange(n + 1)
    inside = [span.low <= p <= span.high for span in (interval(int(each), n) for each in k)]
    return float(stats.binom.pmf(k, n, p) @ inside)


def test_three_errors_in_two_hundred() -> None:
    screen, claim = wilson(3, 200), clopper_pearson(3, 200)

    assert [round(100 * x, 2) for x in (screen.low, screen.high, claim.low, claim.high)] == [0.51, 4.32, 0.31, 4.32]


@pytest.mark.parametrize(("interval", "name"), [(wilson, "wilson"), (clopper_pearson, "beta"), (jeffreys, "jeffreys")])
def test_an_independent_package_gives_the_same_bounds(peers: Peers, interval, name: str) -> None:
    for k, n in [(1, 7), (3, 200), (50, 60), (999, 1000)]:
        span = interval(k, n)

        assert (span.low, span.high) == pytest.approx(peers.ask("rates.proportion", k, n, name), abs=1e-9)


@given(counts)
def test_the_bounds_hold_the_share_and_stay_within_zero_and_one(pair: tuple[int, int]) -> None:
    k, n = pair

    for span in (wilson(k, n), clopper_pearson(k, n), jeffreys(k, n)):
        assert 0 <= span.low <= k / n <= span.high <= 1


@given(counts)
def test_errors_and_successes_are_mirror_images(pair: tuple[int, int]) -> None:
    k, n = pair

    for interval in (wilson, clopper_pearson, jeffreys):
        assert interval(k, n).low == pytest.approx(1 - interval(n - k, n).high, abs=1e-9)


@pytest.mark.parametrize("p", [0.01, 0.05, 0.2, 0.5, 0.9])
def test_the_exact_interval_covers_at_least_as_often_as_it_says(p: float) -> None:
    assert all(covered(clopper_pearson, n, p) >= 0.95 for n in (10, 50, 137))


def test_the_score_interval_covers_about_as_often_as_it_says() -> None:
    chances = [covered(wilson, 60, p) for p in np.linspace(0.05, 0.95, 40)]

    assert 0.94 <= np.mean(chances) <= 0.96
    assert min(chances) > 0.92


def test_one_sided_bounds_are_those_of_a_wider_interval() -> None:
    span = clopper_pearson(4, 90, 0.9)

    assert (lower_bound(4, 90), upper_bound(4, 90)) == pytest.approx((span.low, span.high), abs=1e-12)


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(Refused, match=r"proportion\.bad") as refused:
        wilson(9, 5, 1.5)

    assert [each.field for each in refused.value.problems] == ["k", "level"]


@pytest.mark.parametrize("interval", [wilson, clopper_pearson, jeffreys, upper_bound, lower_bound])
def test_of_nothing_there_is_no_share(interval) -> None:
    with pytest.raises(Undefined, match="no_answers"):
        interval(0, 0)
