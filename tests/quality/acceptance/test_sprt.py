"""Wald's test: printed lines, an example by hand, exact outcomes against simulation."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality.acceptance import Sprt

TEST = Sprt(0.02, 0.06, alpha=0.05, beta=0.10)


def test_the_lines_of_the_specification() -> None:
    lines = TEST.slope, TEST.accept_at_zero, TEST.reject_at_zero

    assert lines == pytest.approx((0.03655, -1.974, 2.535), abs=5e-4)
    assert TEST.earliest_accept == 55


def test_an_example_worked_by_hand() -> None:
    """Rates .01 and .10, risks .05 and .10: one error weighs ln 11 against an item without one."""
    test = Sprt(0.01, 0.10, alpha=0.05, beta=0.10)

    assert (test.slope, test.accept_at_zero, test.reject_at_zero) == pytest.approx(
        (np.log(0.99 / 0.9) / np.log(11), np.log(0.1 / 0.95) / np.log(11), np.log(0.9 / 0.05) / np.log(11))
    )
    assert (test.step(0, 23), test.step(0, 24)) == ("continue", "accept")
    assert (test.step(2, 19), test.step(1, 19)) == ("reject", "continue")


def test_the_first_item_that_accepts_is_where_step_says_so() -> None:
    assert TEST.step(0, TEST.earliest_accept) == "accept"
    assert TEST.step(0, TEST.earliest_accept - 1) == "continue"


def test_both_risks_are_kept() -> None:
    good, bad = TEST.outcomes(0.02, 3000), TEST.outcomes(0.06, 3000)

    assert good.rejects <= 0.05
    assert bad.accepts <= 0.10
    assert good.accepts + good.rejects + good.undecided == pytest.approx(1, abs=1e-12)


def test_it_takes_fewer_items_than_the_plan_of_fixed_size() -> None:
    assert TEST.outcomes(0.02, 3000).expected_n < 194
    assert TEST.outcomes(0.06, 3000).expected_n < 194


def test_exact_outcomes_are_those_of_simulated_runs() -> None:
    rng, draws = np.random.default_rng(1), 4000
    ends = {"accept": 0, "reject": 0, "continue": 0}
    used = 0
    for row in rng.random((draws, 150)) < 0.04:
        for n, d in enumerate(row.cumsum().tolist(), 1):
            step = TEST.step(d, n)
            if step != "continue" or n == 150:
                ends[step] += 1
                used += n
                break
    exact = TEST.outcomes(0.04, 150)

    assert np.array([*ends.values()]) / draws == pytest.approx(
        [exact.accepts, exact.rejects, exact.undecided], abs=0.025
    )
    assert used / draws == pytest.approx(exact.expected_n, rel=0.03)


def test_stopping_a_fixed_test_when_it_looks_good_is_not_a_test() -> None:
    """Judging by the plan 194, 7 after each item accepts far more bad data than the .10 it promises."""
    rng = np.random.default_rng(2)
    d = (rng.random((3000, 194)) < 0.06).cumsum(axis=1)
    n = np.arange(1, 195)
    peeking = ((d <= 7 * n / 194) & (n >= 20)).any(axis=1).mean()

    assert peeking > 0.3
    assert TEST.outcomes(0.06, 3000).accepts <= 0.10


def test_what_is_no_test_is_refused() -> None:
    with pytest.raises(Refused, match=r"sprt\.bad"):
        Sprt(0.06, 0.02)
    with pytest.raises(Refused, match="d is 3 of n = 2"):
        TEST.step(3, 2)
