"""ICC(2,1) and Bland and Altman's limits: published tables, and what cannot be computed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality.agreement import bland_altman, icc
from tests.quality.agreement.crowds import answers, numbered

# Shrout & Fleiss (1979), table 2: 6 targets, 4 judges.
JUDGES = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float)
# Bland & Altman (1986), table 1: peak flow of 17 people, first readings of the large and of the mini meter, l/min.
LARGE = (494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427)
MINI = (512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451)


def test_shrout_and_fleiss_own_example() -> None:
    result = icc(numbered(JUDGES))

    assert result.value == pytest.approx(0.2898, abs=5e-5)
    assert result.interval is not None
    assert (result.interval.low, result.interval.high) == pytest.approx((0.0188, 0.7611), abs=1e-3)


@given(st.integers(0, 2**32 - 1))
def test_icc_is_the_ratio_of_variance_components(seed: int) -> None:
    """Mean squares summed cell by cell, as the definition of the two-way table says."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(rng.integers(2, 8), rng.integers(2, 5))) + rng.normal(size=(1, 1))
    n, k = table.shape
    grand = table.mean()
    rows = k * sum((table[i].mean() - grand) ** 2 for i in range(n)) / (n - 1)
    columns = n * sum((table[:, j].mean() - grand) ** 2 for j in range(k)) / (k - 1)
    error = sum(
        (table[i, j] - table[i].mean() - table[:, j].mean() + grand) ** 2 for i in range(n) for j in range(k)
    ) / ((n - 1) * (k - 1))

    assert icc(numbered(table)).value == pytest.approx(
        (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n), abs=1e-9
    )


def test_an_annotator_who_always_says_two_more_lowers_icc() -> None:
    table = np.arange(20.0)[:, None] + np.zeros((1, 3))
    shifted = table + np.array([0, 0, 8.0])

    assert icc(numbered(table)).value == 1
    assert icc(numbered(shifted)).value < 0.75


def test_items_somebody_left_out_are_left_out_of_icc() -> None:
    more = np.vstack([JUDGES, [[5, np.nan, 4, 4]]])

    assert icc(numbered(more)).value == icc(numbered(JUDGES)).value


@pytest.mark.slow
def test_the_interval_of_icc_covers_the_ratio_of_variances() -> None:
    """Items 1, annotators .25, rest 1: ICC is .444."""
    hits = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        table = rng.normal(size=(40, 1)) + 0.5 * rng.normal(size=(1, 6)) + rng.normal(size=(40, 6))
        span = icc(numbered(table)).interval
        hits += span is not None and span.low <= 1 / 2.25 <= span.high

    assert 0.91 <= hits / 400 <= 0.985


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (np.full((3, 2), np.nan), "no_answers"),
        (np.array([[1.0], [2.0]]), "fewer_than_two_annotators"),
        (np.array([[1.0, np.nan], [np.nan, 2.0]]), "no_overlap"),
        (np.array([[1.0, 2.0]]), "no_pairable_item"),
        (np.ones((5, 3)), "zero_variance"),
    ],
)
def test_icc_says_why_it_is_undefined(table: np.ndarray, reason: str) -> None:
    assert icc(numbered(table)).undefined_reason == reason


def test_names_have_no_variance() -> None:
    assert icc(answers([(0, 0, "a"), (0, 1, "b")])).undefined_reason == "unknown_distance"


def test_bland_and_altmans_own_example() -> None:
    limits = bland_altman(numbered(np.column_stack([LARGE, MINI])), (0, 1))

    assert limits.bias.value == pytest.approx(-2.1, abs=0.05)
    assert limits.bias.params["sd"] == pytest.approx(38.8, abs=0.05)
    assert (limits.lower.value, limits.upper.value) == pytest.approx((-78.1, 73.9), abs=0.1)
    assert limits.bias.interval is not None
    assert limits.bias.interval.low == pytest.approx(-22.0, abs=0.2)


def test_the_other_order_turns_the_signs() -> None:
    two = numbered(np.column_stack([LARGE, MINI]))
    one, other = bland_altman(two, (0, 1)), bland_altman(two, (1, 0))

    assert one.bias.value == -other.bias.value
    assert one.lower.value == pytest.approx(-other.upper.value)


def test_limits_of_nothing_say_why_and_a_pair_of_one_is_refused() -> None:
    apart = numbered(np.array([[1.0, np.nan], [np.nan, 2.0]]))

    assert bland_altman(apart, (0, 1)).bias.undefined_reason == "no_overlap"
    assert bland_altman(numbered(np.ones((1, 2))), (0, 1)).upper.undefined_reason == "no_pairable_item"
    with pytest.raises(Refused, match="two different indexes"):
        bland_altman(apart, (0, 0))
