"""The confidence sequence against the paper's formulas in a plain loop, and against looking again and again."""

from math import log, sqrt

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality.acceptance import confidence_sequence, running_error_rate
from labelproof.quality.statistics.proportions import wilson


def capital(x: list[float], m: float, alpha: float) -> bool:
    """Whether a candidate mean stands after all of x, one observation at a time."""
    up = down = 1.0
    total, spread, variance = 0.0, 0.0, 0.25
    for t, each in enumerate(x, 1):
        bet = sqrt(2 * log(2 / alpha) / (variance * t * log(1 + t)))
        up *= 1 + min(bet, 0.5 / m) * (each - m)
        down *= 1 - min(bet, 0.5 / (1 - m)) * (each - m)
        if max(up / 2, down / 2) >= 1 / alpha:
            return False
        total += each
        mean = (0.5 + total) / (t + 1)
        spread += (each - mean) ** 2
        variance = (0.25 + spread) / (t + 1)
    return True


def test_the_bounds_are_those_of_the_formulas_in_a_loop() -> None:
    x = (np.random.default_rng(1).random(700) < 0.2).astype(float)
    low, high = confidence_sequence(x)
    for n in (40, 512, 513, 700):
        standing = [m for m in np.linspace(0, 1, 1001)[1:-1] if capital(x[:n].tolist(), float(m), 0.05)]

        assert low[n - 1] == pytest.approx(min(standing) - 0.001, abs=1e-9)
        assert high[n - 1] == pytest.approx(max(standing) + 0.001, abs=1e-9)


def test_the_interval_only_ever_narrows() -> None:
    low, high = confidence_sequence(np.random.default_rng(2).random(900))

    assert (np.diff(low) >= 0).all()
    assert (np.diff(high) <= 0).all()


@pytest.mark.slow
def test_looking_after_every_item_misses_the_truth_far_more_often_than_one_time_in_twenty() -> None:
    rng, p, n, draws = np.random.default_rng(3), 0.05, 400, 300
    naive = betting = 0
    known = {(k, m): wilson(k, m) for m in range(30, n + 1) for k in range(min(m, 60) + 1)}
    for _ in range(draws):
        x = (rng.random(n) < p).astype(float)
        k = x.cumsum().astype(int)
        spans = [known[int(k[m - 1]), m] for m in range(30, n + 1)]
        naive += any(not span.low <= p <= span.high for span in spans)
        low, high = confidence_sequence(x)
        betting += bool(((low > p) | (high < p)).any())

    assert naive / draws > 0.20
    assert betting / draws <= 0.05


def test_a_running_rate_has_the_last_bounds() -> None:
    x = np.random.default_rng(4).random(300) < 0.1
    low, high = confidence_sequence(x.astype(float))
    result = running_error_rate(x)

    assert result.value == x.mean()
    assert result.interval is not None
    assert (result.interval.low, result.interval.high) == (low[-1], high[-1])
    assert running_error_rate(x[:0]).undefined_reason == "no_answers"


def test_what_lies_outside_zero_to_one_is_refused() -> None:
    with pytest.raises(Refused, match=r"sequence\.bad"):
        confidence_sequence(np.array([0.5, 1.2]))
