"""Whether a posterior means what it says: hand-made forecasts, and the temperature that mends them."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import majority
from labelproof.quality.consensus import Consensus
from labelproof.quality.evaluation.calibration import brier, calibration_error, temperature, tempered
from tests.quality.aggregation.crowds import answers


def forecast(posterior: np.ndarray) -> Consensus:
    n = len(posterior)
    return Consensus("m@1", np.ones(n, dtype=int), posterior.argmax(axis=1), posterior=posterior)


def drawn(n: int, t: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Truths drawn from probabilities, and forecasts that are those to the power 1 / t."""
    rng = np.random.default_rng(seed)
    honest = rng.dirichlet(np.ones(3), n)
    truth = (rng.random(n)[:, None] > np.cumsum(honest, axis=1)).sum(axis=1)
    return tempered(honest, t), truth


def test_brier_is_the_mean_squared_distance() -> None:
    said, truth = drawn(500, 1.0)
    result = brier(forecast(said), truth)
    each = ((said - np.eye(3)[truth]) ** 2).sum(axis=1)

    assert result.value == pytest.approx(each.mean(), abs=1e-12)
    assert result.se == pytest.approx(each.std(ddof=1) / np.sqrt(500))
    assert (result.interval.low, result.interval.high) == pytest.approx(
        (each.mean() - 1.959964 * result.se, each.mean() + 1.959964 * result.se), abs=1e-6
    )


def test_calibration_error_is_the_gap_of_each_bin_by_its_share() -> None:
    """Ten items said .95 of which eight are right, and ten said .55 of which six are."""
    said = np.repeat([[0.95, 0.05], [0.55, 0.45]], 10, axis=0)
    truth = np.array([0] * 8 + [1] * 2 + [0] * 6 + [1] * 4)

    assert calibration_error(forecast(said), truth).value == pytest.approx(0.5 * 0.15 + 0.5 * 0.05)


def test_a_tied_forecast_is_half_right() -> None:
    assert calibration_error(forecast(np.full((10, 2), 0.5)), np.zeros(10, dtype=int)).value == pytest.approx(0.0)


def test_honest_forecasts_are_nearly_calibrated_and_overconfident_ones_are_not() -> None:
    honest, bold = (calibration_error(forecast(said), truth) for said, truth in (drawn(4_000, 1.0), drawn(4_000, 0.4)))

    assert honest.value < 0.03
    assert bold.value > 0.1
    assert honest.interval.low <= honest.value <= honest.interval.high + 0.01


def test_the_interval_is_the_same_each_time_and_for_any_order_of_items() -> None:
    said, truth = drawn(300, 1.0)
    order = np.random.default_rng(1).permutation(300)
    one, other = calibration_error(forecast(said), truth), calibration_error(forecast(said[order]), truth[order])

    assert (one.value, one.seed) == (pytest.approx(other.value), other.seed)
    assert one.interval.low == pytest.approx(other.interval.low)


@pytest.mark.parametrize("t", [0.4, 1.0, 2.5])
def test_the_temperature_undoes_what_was_done(t: float) -> None:
    said, truth = drawn(8_000, t)
    found = temperature(said, truth)

    assert found == pytest.approx(1 / t, rel=0.1)
    assert calibration_error(forecast(tempered(said, found)), truth).value < 0.03


def test_tempered_rows_sum_to_one_and_keep_their_order() -> None:
    said, _ = drawn(200, 1.0)
    cold = tempered(said, 0.05)

    assert np.abs(cold.sum(axis=1) - 1).max() < 1e-12
    assert (cold.argmax(axis=1) == said.argmax(axis=1)).all()
    assert np.abs(tempered(said, 1.0) - said).max() < 1e-12


@pytest.mark.parametrize("score", [brier, calibration_error])
def test_without_gold_there_is_no_score_and_without_posteriors_a_refusal(score: object) -> None:
    assert callable(score)
    assert score(forecast(np.ones((2, 1))), np.array([-1, -1])).undefined_reason == "no_gold"
    with pytest.raises(Refused, match="posterior is absent"):
        score(majority(answers([0], [0], [0], 1, 1, 2)), np.array([0]))
