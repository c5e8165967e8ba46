"""The interval of a median: Conover's ranks, its coverage whatever the distribution, and what is undefined."""

import numpy as np
import pytest
from scipy import stats

from labelproof.kernel.refused import Refused
from labelproof.quality.statistics.median_interval import lower_rank, median_estimate


@pytest.mark.parametrize(("n", "rank"), [(5, 0), (6, 1), (8, 1), (9, 2), (16, 4), (20, 6), (25, 8), (100, 40)])
def test_the_ranks_are_those_of_the_sign_test(n: int, rank: int) -> None:
    """Twice the binomial tail below the rank is at most .05, and one rank further it is not."""
    tails = [2 * stats.binom.cdf(each - 1, n, 0.5) for each in (rank, rank + 1)]

    assert lower_rank(n) == rank
    assert (tails[0] if rank else 0.0) <= 0.05 < tails[1]


def test_it_covers_as_often_as_it_says_where_a_normal_interval_would_not() -> None:
    """Times have a long tail: a mean with two standard errors holds their median in hardly any sample."""
    rng = np.random.Generator(np.random.Philox(key=7))
    samples = rng.lognormal(0, 1, size=(2_000, 40))
    found = [median_estimate(each).interval for each in samples]
    naive = [(each.mean() - 1.96 * each.std() / 40**0.5, each.mean() + 1.96 * each.std() / 40**0.5) for each in samples]

    covered = np.mean([span is not None and span.low <= 1 <= span.high for span in found])

    assert 0.945 <= covered <= 0.985
    assert np.mean([low <= 1 <= high for low, high in naive]) < 0.5


def test_one_long_pause_moves_neither_the_median_nor_its_interval() -> None:
    calm = np.arange(1.0, 100)
    paused = np.append(calm[:-1], 1e6)

    assert median_estimate(calm) == median_estimate(paused)


def test_the_order_of_numbers_decides_nothing() -> None:
    numbers = np.arange(40.0)

    assert median_estimate(numbers) == median_estimate(numbers[::-1])


def test_five_numbers_have_a_median_and_no_interval_and_none_have_neither() -> None:
    few, none = median_estimate(np.arange(5.0)), median_estimate(np.empty(0))

    assert (few.value, few.interval, few.notes) == (2.0, None, ("small_n", "interval_undefined"))
    assert (none.value, none.undefined_reason) == (None, "no_answers")


def test_what_was_not_measured_is_refused() -> None:
    with pytest.raises(Refused, match="finite"):
        median_estimate(np.array([1.0, np.nan]))
