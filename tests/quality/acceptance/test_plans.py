"""Acceptance plans: the figures of the specification, search by brute force, finite lots, gates tried again."""

import numpy as np
import pytest
from scipy import stats

from labelproof.kernel.refused import Refused
from labelproof.quality.acceptance import (
    attempt_risk,
    chance_a_bad_lot_passes,
    plan,
    plan_for_attempt,
    zero_defect_size,
)


@pytest.mark.parametrize(
    ("aql", "ltpd", "n", "c"), [(1, 5, 132, 3), (2, 6, 194, 7), (2.5, 6.5, 216, 9), (5, 10, 233, 17)]
)
def test_the_plans_of_the_specification(aql: float, ltpd: float, n: int, c: int) -> None:
    found = plan(aql / 100, ltpd / 100)

    assert (found.n, found.c) == (n, c)


def test_no_smaller_plan_keeps_both_promises() -> None:
    n, c = np.meshgrid(np.arange(1, 132), np.arange(12))
    good, bad = stats.binom.cdf(c, n, 0.01), stats.binom.cdf(c, n, 0.05)

    assert not ((good >= 0.95) & (bad <= 0.10)).any()


def test_no_smaller_plan_for_a_lot_keeps_both_promises() -> None:
    found = plan(0.02, 0.08, lot=300)
    n, c = np.meshgrid(np.arange(1, found.n + 1), np.arange(12))
    good, bad = stats.hypergeom.cdf(c, 300, 6, n), stats.hypergeom.cdf(c, 300, 24, n)
    fits = (good >= 0.95) & (bad <= 0.10)

    assert fits[:, -1].any()
    assert not fits[:, :-1].any()
    assert found.n < plan(0.02, 0.08).n


def test_a_large_lot_needs_the_plan_without_one() -> None:
    found = plan(0.01, 0.05, lot=1_000_000)

    assert (found.n, found.c) == (132, 3)


def test_sample_sizes_without_a_defect() -> None:
    assert [zero_defect_size(p) for p in (0.01, 0.02, 0.05)] == [299, 149, 59]
    assert zero_defect_size(0.02, lot=300) == min(n for n in range(300) if stats.hypergeom.pmf(0, 300, 6, n) <= 0.05)


def test_the_operating_curve_falls_through_both_promises() -> None:
    found = plan(0.02, 0.06)
    curve = found.curve(np.linspace(0.001, 0.2, 50))

    assert curve == sorted(curve, reverse=True)
    assert (found.chance(0.02), found.chance(0.06)) == (found.accepts_aql, found.accepts_ltpd)


def test_five_tries_at_ten_percent_pass_two_bad_lots_in_five() -> None:
    same, halved = chance_a_bad_lot_passes(5), chance_a_bad_lot_passes(5, halved=True)

    assert same == pytest.approx(0.41, abs=0.005)
    assert halved <= 0.10


def test_a_bad_lot_tried_five_times_passes_within_the_risk_only_when_the_risk_is_halved() -> None:
    rng = np.random.default_rng(1)
    plans = [plan_for_attempt(0.01, 0.05, attempt) for attempt in range(1, 6)]
    first = plan(0.01, 0.05)
    naive = (rng.binomial(first.n, 0.05, (20_000, 5)) <= first.c).any(axis=1).mean()
    halved = np.column_stack([rng.binomial(each.n, 0.05, 20_000) <= each.c for each in plans]).any(axis=1).mean()

    assert naive > 0.38
    assert halved <= 0.10


def test_all_attempts_together_spend_the_risk() -> None:
    assert sum(attempt_risk(attempt) for attempt in range(1, 60)) == pytest.approx(0.10)


@pytest.mark.parametrize(
    "bad",
    [
        lambda: plan(0.05, 0.05),
        lambda: plan(0, 0.05),
        lambda: plan(0.0010, 0.0011),
        lambda: zero_defect_size(1.0),
        lambda: attempt_risk(0),
        lambda: plan(0.01, 0.05, lot=0),
    ],
)
def test_plans_that_cannot_be_are_refused(bad) -> None:
    with pytest.raises(Refused, match=r"plan\.bad"):
        bad()
