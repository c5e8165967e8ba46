"""Numbers and scales: simple sums written out, and known biases, spreads and cut-points found again."""

import statistics
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, aggregate, from_columns
from labelproof.quality.aggregation.bias_and_spread import bias_and_spread
from labelproof.quality.aggregation.median import median, trimmed_mean
from labelproof.quality.aggregation.ordinal import ordinal
from tests.quality.agreement.crowds import numbered

lists = st.lists(st.lists(st.floats(-1e3, 1e3), min_size=0, max_size=9), min_size=1, max_size=6)


def numbers(said: list[list[float]]) -> Answers:
    width = max(map(len, said))
    return numbered(np.array([[*row, *[np.nan] * (max(width, 1) - len(row))] for row in said]))


@given(said=lists)
def test_the_median_is_the_middle_one(said: list[list[float]]) -> None:
    found = median(numbers(said)).value

    for row, value in zip(said, found, strict=True):
        assert np.isnan(value) if not row else value == pytest.approx(statistics.median(row))


@given(said=lists, share=st.sampled_from([0.0, 0.1, 0.2, 0.4]))
def test_the_trimmed_mean_is_scipy_s(said: list[list[float]], share: float) -> None:
    result = trimmed_mean(numbers(said), share=share)

    for row, value, se in zip(said, result.value, result.se, strict=True):
        if not row:
            assert np.isnan(value)
            continue
        kept = len(row) - 2 * int(share * len(row) + 1e-12)
        assert value == pytest.approx(stats.trim_mean(row, share), abs=1e-9)
        if kept > 1:
            pulled = stats.mstats.winsorize(np.array(row), (share + 1e-12, share + 1e-12)).astype(float)
            expected = np.sqrt(((pulled - pulled.mean()) ** 2).sum() / (kept * (kept - 1)))
            assert se == pytest.approx(expected, abs=1e-9)


def test_a_wild_answer_moves_the_mean_and_not_these() -> None:
    one = numbers([[1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 2.0, 3.0, 4.0, 5e6]])

    assert median(one).value.tolist() == [3.0, 3.0]
    assert trimmed_mean(one).value.tolist() == [3.0, 3.0]


def readers(
    n: int, bias: list[float], spread: list[float], missing: float = 0.0, seed: int = 0
) -> tuple[Answers, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.normal(50, 20, n)
    said = truth[:, None] + bias + rng.normal(size=(n, len(bias))) * spread
    said[rng.random(said.shape) < missing] = np.nan
    return numbered(said), truth


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_biases_and_spreads_are_found(missing: float) -> None:
    """The steadiest is drawn towards the crowd the most: the truth is nearly his answers, which say little of his spread."""
    bias, spread = [3.0, -1.0, 0.0, -2.0], [1.0, 2.0, 4.0, 8.0]
    made, truth = readers(3_000, bias, spread, missing)
    result = bias_and_spread(made)

    assert [m.bias.value for m in result.annotators] == pytest.approx(bias, abs=0.4)
    assert [m.spread.value for m in result.annotators] == pytest.approx(spread, rel=0.25)
    assert [m.spread.value for m in result.annotators][1:] == pytest.approx(spread[1:], rel=0.05)
    assert np.nanmean((result.value - truth) ** 2) < 0.8 * np.nanmean((median(made).value - truth) ** 2)
    assert result.converged


def test_its_standard_errors_cover_the_truth() -> None:
    made, truth = readers(3_000, [0.0] * 4, [1.0, 2.0, 3.0, 4.0])
    result = bias_and_spread(made)
    z = (result.value - truth) / result.se

    assert 0.92 < np.mean(np.abs(z) < 1.96) < 0.98


def test_no_annotator_s_spread_falls_to_nothing() -> None:
    """The trap: with no prior the likelihood has no bound where one annotator is the truth."""
    crowds = [readers(6, [0.0] * 3, [1.0] * 3, seed=seed)[0] for seed in range(20)]

    def least(**options: Any) -> list[float]:
        return [min(m.spread.value for m in bias_and_spread(each, **options).annotators) for each in crowds]

    assert min(least()) > 0.3
    assert np.mean(np.array(least(prior=1e-12, iterations=1_000)) < 0.1) > 0.2


def test_a_shift_of_everything_shifts_everything_and_a_scale_scales() -> None:
    made, _ = readers(100, [1.0, -1.0, 0.0], [1.0, 2.0, 3.0])
    moved = numbered((3 * made.numbers + 7).reshape(100, 3))
    before, after = bias_and_spread(made), bias_and_spread(moved)

    assert after.value == pytest.approx(3 * before.value + 7, abs=1e-3)
    assert after.annotators[2].spread.value == pytest.approx(3 * before.annotators[2].spread.value, rel=1e-3)


def scale(n: int, shifts: list[float], sharpness: list[float], cuts: list[float]) -> tuple[Answers, np.ndarray]:
    """Answers by the model itself: P(above cut) = 1 / (1 + exp(-sharp (score - cut - shift)))."""
    rng = np.random.default_rng(0)
    score = rng.normal(size=n)
    power = (score[:, None, None] - np.array(cuts) - np.array(shifts)[:, None]) * np.array(sharpness)[:, None]
    above = 1 / (1 + np.exp(-power))
    said = (rng.random((n, len(shifts), 1)) < above).sum(axis=2)
    item, who = np.repeat(np.arange(n), len(shifts)), np.tile(np.arange(len(shifts)), n)
    made = Answers(
        item.astype(np.int32), who.astype(np.int32), said.ravel().astype(np.int32),
        n, len(shifts), len(cuts) + 1, values=list(range(1, len(cuts) + 2)),
    )  # fmt: skip
    return made, score


def test_scores_beneath_a_scale_are_found() -> None:
    """As near to the truth as with the shifts, sharpness and cuts known, and nearer than the mean step."""
    shifts, sharpness, cuts = np.array([0.0, 0.5, -0.5, 0.3, -0.3]), np.array([4.0, 3, 3, 1, 2]), [-1.0, 0.0, 1.0]
    made, score = scale(1_500, shifts.tolist(), sharpness.tolist(), cuts)
    result = ordinal(made)
    mean = np.bincount(made.item_index, weights=made.codes) / 5
    nodes = np.linspace(-4, 4, 161)
    edges = np.array([-99.0, *cuts, 99.0]) + shifts[:, None]
    above = 1 / (1 + np.exp(-(nodes[:, None, None] - edges) * sharpness[:, None]))
    logs = np.log(above[..., :-1] - above[..., 1:])[:, made.annotator_index, made.codes].reshape(161, 1_500, 5)
    weight = np.exp(logs.sum(axis=2) - nodes[:, None] ** 2 / 2)
    known = nodes @ weight / weight.sum(axis=0)

    assert np.corrcoef(result.value, score)[0, 1] > np.corrcoef(known, score)[0, 1] - 0.002
    assert np.corrcoef(result.value, score)[0, 1] > np.corrcoef(mean, score)[0, 1] + 0.005
    assert 0.92 < np.mean(np.abs(result.value - score) < 1.96 * result.se) < 0.98


def test_severe_annotators_do_not_move_the_steps() -> None:
    """Three of five put their cuts a step higher: the vote follows them on every item near a cut."""
    cuts = [-1.0, 0.0, 1.0]
    made, score = scale(1_500, [0.0, 0.0, 0.9, 0.9, 0.9], [5.0] * 5, cuts)
    true_step = np.searchsorted(np.array(cuts) + 0.54, score)  # the crowd's mean shift is its zero

    right = (ordinal(made).value_index == true_step).mean()

    assert right > (aggregate(made, "majority").value_index == true_step).mean() + 0.02


def test_a_scale_read_backwards_gives_the_scale_backwards() -> None:
    made, _ = scale(200, [0.0, 0.2, -0.2], [3.0, 2.0, 2.0], [-1.0, 0.0, 1.0])
    turned = Answers(
        made.item_index, made.annotator_index, (3 - made.codes).astype(np.int32), 200, 3, 4, values=[1, 2, 3, 4]
    )
    before, after = ordinal(made), ordinal(turned)

    assert after.value == pytest.approx(-before.value, abs=0.02)
    assert np.abs(after.posterior[:, ::-1] - before.posterior).max() < 0.02


def test_the_order_of_the_scale_is_that_of_its_numbers() -> None:
    """Canonical order puts 10 before 9."""
    rows = [(i, w, (1, 9, 10)[i % 3]) for i in range(30) for w in "abc"]
    made = from_columns(*(list(each) for each in zip(*rows, strict=True)))
    result = ordinal(made)

    assert [made.values[v] for v in result.value_index] == [(1, 9, 10)[i % 3] for i in range(30)]
    assert result.value[0] < result.value[1] < result.value[2]


def test_a_share_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="share is from 0"):
        trimmed_mean(numbers([[1.0]]), share=0.5)
