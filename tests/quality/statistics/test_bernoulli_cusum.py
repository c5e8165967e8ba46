"""The CUSUM: its run lengths are those of simulation, and it is quiet where Page and Hinkley's test is not."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused, Undefined
from labelproof.quality.statistics.bernoulli_cusum import alarms, cusum


def page_hinkley(stream: np.ndarray, bound: float, drift: float = 0.005) -> int:
    """Alarms of the test as stream libraries ship it: sum of x - running mean - drift, above its minimum by the bound."""
    n_alarms = n = 0
    mean = total = lowest = 0.0
    for x in stream.tolist():
        n += 1
        mean += (x - mean) / n
        total += x - mean - drift
        lowest = min(lowest, total)
        if total - lowest > bound:
            n_alarms, n, mean, total, lowest = n_alarms + 1, 0, 0.0, 0.0, 0.0
    return n_alarms


@pytest.mark.slow
@pytest.mark.parametrize(("p0", "p1"), [(0.02, 0.06), (0.1, 0.2), (0.5, 0.7)])
def test_false_alarms_come_as_rarely_as_said(p0: float, p1: float) -> None:
    plan = cusum(p0, p1)
    stream = (np.random.default_rng(0).random(4_000_000) < p0).astype(int)
    between = np.diff([alarm.at for alarm in alarms(stream, plan)])

    assert plan.arl0 >= 10_000
    assert between.mean() == pytest.approx(plan.arl0, rel=4 / len(between) ** 0.5)


def test_a_lower_bound_would_not_be_rare_enough() -> None:
    plan = cusum(0.1, 0.3, arl0=500)

    assert plan.arl0 >= 500
    assert cusum(0.1, 0.3, arl0=plan.arl0).bound == plan.bound
    assert cusum(0.1, 0.3, arl0=plan.arl0 + 1).bound > plan.bound


def test_the_delay_is_that_of_simulation() -> None:
    plan = cusum(0.02, 0.2)
    rng = np.random.default_rng(1)
    delays = [alarms((rng.random(2_000) < 0.2).astype(int), plan)[0].at + 1 for _ in range(2_000)]

    assert np.mean(delays) == pytest.approx(plan.delay, rel=0.06)


def test_page_hinkley_cries_wolf_on_a_stable_stream() -> None:
    """Bounds of 5 to 10 as they are shipped alarm every few hundred answers of a coin; ours once in ten thousand."""
    stream = (np.random.default_rng(2).random(200_000) < 0.5).astype(int)
    every = [len(stream) / max(page_hinkley(stream, bound), 1) for bound in (5.0, 10.0)]
    ours = len(stream) / max(len(alarms(stream, cusum(0.5, 0.6))), 1)

    assert every[0] < 250
    assert every[1] < 1_000
    assert ours > 5_000


def test_the_change_is_put_where_it_was() -> None:
    stream = np.array([0, 1] + [0] * 300 + [1] * 40)
    found = alarms(stream, cusum(0.02, 0.3))

    assert found[0].since == 302
    assert found[0].at < 312


@pytest.mark.parametrize(("p0", "p1"), [(0.0, 0.1), (0.2, 0.1), (0.1, 0.1), (0.5, 1.0)])
def test_shares_out_of_order_are_refused(p0: float, p1: float) -> None:
    with pytest.raises(Refused, match="0 < p0 < p1 < 1"):
        cusum(p0, p1)


def test_a_change_too_small_to_see_is_said_to_be_so() -> None:
    with pytest.raises(Undefined, match="did_not_finish"):
        cusum(0.0001, 0.00011, arl0=1e9)


def test_a_zero_that_weighs_more_than_a_one_is_possible() -> None:
    assert cusum(0.9, 0.99).down > cusum(0.9, 0.99).up
