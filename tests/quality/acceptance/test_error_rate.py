"""Error rates: the figures of the specification, strata against simulation, allocation against search."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from labelproof.kernel.refused import Refused
from labelproof.quality.acceptance import allocate, error_rate, error_rates, stratified_error_rate
from labelproof.quality.statistics.proportions import clopper_pearson, korn_graubard


def test_three_in_two_hundred_on_a_screen_and_in_a_claim() -> None:
    screen, claim = error_rate(3, 200), error_rate(3, 200, "clopper-pearson")

    assert screen.interval is not None and claim.interval is not None
    assert [round(100 * x, 2) for x in (screen.interval.low, screen.interval.high)] == [0.51, 4.32]
    assert [round(100 * x, 2) for x in (claim.interval.low, claim.interval.high)] == [0.31, 4.32]
    assert (screen.method, claim.method) == ("error_rate/wilson@1", "error_rate/clopper-pearson@1")


def test_of_nothing_judged_there_is_no_rate() -> None:
    assert error_rate(0, 0).undefined_reason == "no_answers"
    assert stratified_error_rate(np.array([0, 1]), np.array([0, 9]), np.array([5, 9])).undefined_reason == "no_answers"
    assert stratified_error_rate(*(np.array([], int),) * 3).undefined_reason == "no_answers"


def test_a_small_sample_says_so() -> None:
    assert error_rate(1, 29).notes == ("small_n",)
    assert error_rate(1, 30).notes == ()


def test_an_unknown_interval_is_refused() -> None:
    with pytest.raises(Refused, match="wilson, clopper-pearson, jeffreys"):
        error_rate(1, 2, "wald")


def test_each_cell_of_a_breakdown_has_its_own_count() -> None:
    table = error_rates(np.array([True, False, True]), np.array([0, 0, 2]), ["a", "b", "c"], by="label")

    assert [(cell.value, cell.n, cell.undefined_reason) for cell in table.cells] == [
        (0.5, 2, None),
        (None, 0, "no_answers"),
        (1.0, 1, None),
    ]


def test_groups_that_are_not_there_are_refused() -> None:
    with pytest.raises(Refused, match="outside the 2 keys"):
        error_rates(np.array([True]), np.array([2]), ["a", "b"])


def test_strata_are_weighted_by_what_they_hold() -> None:
    """Cochran's formulas, written out."""
    k, n, size = np.array([4, 10]), np.array([100, 50]), np.array([1000, 200])
    result = stratified_error_rate(k, n, size)
    by_hand = (1000 * 0.04 + 200 * 0.2) / 1200
    variance = (1000 / 1200) ** 2 * 0.9 * 0.04 * 0.96 / 99 + (200 / 1200) ** 2 * 0.75 * 0.2 * 0.8 / 49

    assert (result.value, result.se) == pytest.approx((by_hand, variance**0.5), abs=1e-12)


def test_one_stratum_is_a_plain_sample() -> None:
    result = stratified_error_rate(np.array([3]), np.array([200]), np.array([10**9]))

    assert result.interval is not None
    assert result.interval.high == pytest.approx(clopper_pearson(0.015 * 199, 199).high, abs=1e-6)


def test_judging_everything_leaves_nothing_open() -> None:
    result = stratified_error_rate(np.array([1, 0]), np.array([10, 5]), np.array([10, 5]))

    assert result.interval is not None
    assert (result.interval.low, result.interval.high, result.interval.kind) == (1 / 15, 1 / 15, "census")


def coverage(size: np.ndarray, n: np.ndarray, p: np.ndarray, naive: bool, draws: int = 1500) -> float:
    rng = np.random.default_rng(5)
    bad = np.round(size * p).astype(int)
    truth, hits = bad.sum() / size.sum(), 0
    for _ in range(draws):
        k = rng.hypergeometric(bad, size - bad, n)
        result = stratified_error_rate(k, n, size)
        assert result.value is not None and result.interval is not None and result.se is not None
        low, high = result.interval.low, result.interval.high
        if naive:
            low, high = result.value - 1.96 * result.se, result.value + 1.96 * result.se
        hits += low - 1e-12 <= truth <= high + 1e-12
    return hits / draws


def test_a_stratum_without_errors_is_not_a_stratum_of_variance_zero() -> None:
    """Nine items in ten lie where 20 were judged and an error is rarely met."""
    design = np.array([9000, 1000]), np.array([20, 180]), np.array([0.02, 0.02])

    assert coverage(*design, naive=True) < 0.6
    assert coverage(*design, naive=False) >= 0.95


def test_the_interval_of_strata_with_errors_covers_as_it_says() -> None:
    design = np.array([3000, 1000, 500]), np.array([120, 80, 60]), np.array([0.03, 0.1, 0.3])

    assert coverage(*design, naive=False) >= 0.945


def test_the_effective_size_is_korn_and_graubards() -> None:
    span = korn_graubard(0.1, 0.1 * 0.9 / 50, 400, 10_000_000)

    size = 50 * (stats.t.ppf(0.975, 399) / stats.t.ppf(0.975, 10_000_000)) ** 2

    assert span.high == pytest.approx(clopper_pearson(0.1 * size, size).high, abs=1e-9)


def variance_of(n: np.ndarray, size: np.ndarray, p: np.ndarray) -> float:
    return float((size**2 * p * (1 - p) / n).sum())


def test_no_other_allocation_has_a_smaller_variance() -> None:
    size, p = np.array([600, 300, 100]), np.array([0.05, 0.2, 0.5])
    found = allocate(90, size, p, at_least=5)
    others = (np.array([a, b, 90 - a - b]) for a, b in product(range(5, 81), repeat=2) if 90 - a - b >= 5)

    assert found.sum() == 90
    assert variance_of(found, size, p) <= 1.001 * min(variance_of(n, size, p) for n in others)


def test_every_slice_gets_twenty_and_none_more_than_it_holds() -> None:
    assert allocate(200, np.array([9000, 500, 12]), np.array([0.0, 0.5, 0.5])).tolist() == [100, 88, 12]


def test_what_cannot_be_spread_is_refused() -> None:
    with pytest.raises(Refused, match="the floors take 40"):
        allocate(30, np.array([100, 100]), np.array([0.1, 0.1]))
    with pytest.raises(Refused, match="more than the 50 items"):
        allocate(60, np.array([25, 25]), np.array([0.1, 0.1]))
    with pytest.raises(Refused, match="stratum 1 has 3 errors of 2 of 9"):
        stratified_error_rate(np.array([0, 3]), np.array([2, 2]), np.array([9, 9]))
