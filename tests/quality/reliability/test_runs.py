"""Runs: exact chances against enumeration and published figures, and who straight-lines."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.reliability import run_probability, run_signals
from labelproof.quality.reliability.own_work import Others
from labelproof.quality.reliability.runs import _longest
from tests.quality.reliability.people import crowd, opened, replaced


def by_enumeration(p: list[float], length: int) -> float:
    total = 0.0
    for hits in product([False, True], repeat=len(p)):
        if _longest(np.array(hits)) >= length:
            total += np.prod([q if hit else 1 - q for q, hit in zip(p, hits)])
    return float(total)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.integers(1, 9))
def test_the_chance_of_a_run_is_that_of_all_outcomes(p: list[float], length: int) -> None:
    assert run_probability(np.array(p), length) == pytest.approx(by_enumeration(p, length), abs=1e-12)


@pytest.mark.parametrize(("p", "length", "exact", "usual"), [
    (0.5, 10, 0.090, 0.093), (0.5, 20, 0.00009, 0.0001), (0.9, 30, 0.583, 0.572),
])  # fmt: skip
def test_the_figures_of_the_specification(p: float, length: int, exact: float, usual: float) -> None:
    approximation = 1 - np.exp(-200 * (1 - p) * p**length)

    assert run_probability(np.full(200, p), length) == pytest.approx(exact, rel=0.05)
    assert approximation == pytest.approx(usual, rel=0.05)


def test_tiny_chances_keep_their_digits() -> None:
    assert run_probability(np.full(60, 1e-3), 50) == pytest.approx(1e-150 * (1 + 10 * 0.999), rel=1e-6)


def test_long_chains_are_not_slow_and_stay_within_one() -> None:
    p = np.random.default_rng(1).random(20_000)

    assert 0 <= run_probability(p, 7) <= 1
    assert run_probability(p, 0) == 1
    assert run_probability(p, 20_001) == 0


def lazy(seed: int, n_lazy: int = 25):
    """One person answers 0 to the last so many items in the order shown."""
    rng = np.random.default_rng(seed)
    answers, truth = crowd(rng, n_items=400, n_people=20)
    rows = np.flatnonzero(answers.annotator_index == 3)
    rows = rows[np.argsort(answers.submitted_at[rows])][-n_lazy:]
    codes = answers.codes.copy()
    codes[rows] = 0
    return replaced(answers, 3, codes[answers.annotator_index == 3]), truth


def test_a_long_run_is_found_and_told() -> None:
    signals = run_signals(lazy(2)[0])

    assert opened(signals) == {3}
    assert signals[3].statistic.value is not None and signals[3].statistic.value >= 25


def test_honest_people_are_not_found() -> None:
    for seed in range(20):
        assert opened(run_signals(crowd(np.random.default_rng(seed))[0])) == set()


def test_honest_people_are_not_found_where_nine_items_in_ten_are_alike() -> None:
    for seed in range(20):
        answers, _ = crowd(np.random.default_rng(seed), prevalence=(0.9, 0.05, 0.05), accuracy=0.95)

        assert opened(run_signals(answers)) == set()


def test_against_ones_own_share_all_one_answer_is_never_found() -> None:
    answers, _ = crowd(np.random.default_rng(3))
    constant = replaced(answers, 5, 1)
    n = int((constant.annotator_index == 5).sum())
    own_share = run_probability(np.ones(n), n)

    assert own_share == 1
    assert opened(run_signals(constant)) == {5}


def test_the_shares_of_others_leave_out_ones_own_answer() -> None:
    answers, _ = crowd(np.random.default_rng(4))
    rows = np.flatnonzero(answers.annotator_index == 0)
    others = Others.of(answers)
    shares = others.shares(answers.item_index[rows], answers.codes[rows])
    row = rows[5]
    rest = answers.codes[(answers.item_index == answers.item_index[row]) & (np.arange(len(answers)) != row)]
    by_hand = (np.bincount(rest, minlength=3) + 2 * others.overall) / (len(rest) + 2)

    assert shares[5] == pytest.approx(by_hand)


def test_without_an_order_there_is_no_run() -> None:
    answers, _ = crowd(np.random.default_rng(5))
    object.__setattr__(answers, "submitted_at", None)

    assert {each.statistic.undefined_reason for each in run_signals(answers)} == {"no_answers"}
