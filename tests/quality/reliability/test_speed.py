"""Haste: residuals against their formula, honest people, people in a hurry, and why a scale for each item will not do."""

from dataclasses import replace

import numpy as np
import pytest

from labelproof.quality.reliability import speed_residuals, speed_signals
from labelproof.quality.reliability.speed import _median_of_others, _medians
from tests.quality.reliability.people import crowd, opened


def timed(seed: int, per_item: int = 3, hasty: int | None = None, share: float = 0.3):
    rng = np.random.default_rng(seed)
    given, _ = crowd(rng, per_item=per_item, n_items=400)
    log_t = 2 + rng.normal(0, 0.6, 400)[given.item_index] + rng.normal(0, 0.4, 20)[given.annotator_index]
    log_t += rng.normal(0, 0.5, len(given))
    if hasty is not None:
        rush = (given.annotator_index == hasty) & (rng.random(len(given)) < share)
        log_t[rush] -= 3.5
    return replace(given, duration_s=np.exp(log_t))


def test_the_median_of_others_leaves_out_the_row_itself() -> None:
    rng = np.random.default_rng(1)
    item = np.sort(rng.integers(0, 30, 200))
    item = item[np.bincount(item)[item] > 1]
    value = rng.random(len(item))
    by_hand = [np.median(value[(item == i) & (np.arange(len(item)) != row)]) for row, i in enumerate(item)]

    assert _median_of_others(np.unique(item, return_inverse=True)[1], value) == pytest.approx(by_hand)


def test_medians_of_groups_are_numpys() -> None:
    rng = np.random.default_rng(2)
    group, value = rng.integers(0, 9, 100), rng.random(100)

    assert _medians(group, value, 10) == pytest.approx([*(np.median(value[group == g]) for g in range(9)), 0])


@pytest.mark.parametrize("per_item", [2, 3, 5])
def test_honest_residuals_are_close_to_standard_normal(per_item: int) -> None:
    z = speed_residuals(timed(3, per_item))

    assert np.median(z) == pytest.approx(0, abs=0.1)
    assert np.std(z) == pytest.approx(1, abs=0.15)
    assert (z < -3).mean() < 0.005


def test_a_scale_for_each_item_flags_one_honest_answer_in_eighteen() -> None:
    times = np.random.default_rng(4).normal(size=(40_000, 3))
    middle = np.median(times, axis=1, keepdims=True)
    mad = 1.4826 * np.median(np.abs(times - middle), axis=1, keepdims=True)
    naive = ((times - middle) / mad < -3).mean()

    assert naive == pytest.approx(0.055, abs=0.002)
    assert (speed_residuals(timed(4)) < -3).mean() < 0.005


def test_honest_people_are_not_found_however_fast_they_are() -> None:
    for seed in range(5):
        assert opened(speed_signals(timed(seed))) == set()


@pytest.mark.parametrize("per_item", [2, 3, 5])
def test_somebody_who_rushes_three_answers_in_ten_is_found(per_item: int) -> None:
    assert opened(speed_signals(timed(5, per_item, hasty=6))) == {6}


def test_one_answer_in_twenty_is_no_finding() -> None:
    assert opened(speed_signals(timed(6, hasty=6, share=0.05))) == set()


def test_the_unit_of_time_changes_nothing() -> None:
    given = timed(7)
    assert given.duration_s is not None
    slower = replace(given, duration_s=given.duration_s * 60)

    assert speed_residuals(slower) == pytest.approx(speed_residuals(given), abs=1e-9)


def test_without_times_there_is_no_speed() -> None:
    given, _ = crowd(np.random.default_rng(8))
    alone = replace(given, duration_s=np.full(len(given), np.nan))

    assert {each.statistic.undefined_reason for each in speed_signals(given)} == {"no_answers"}
    assert {each.statistic.undefined_reason for each in speed_signals(alone)} == {"no_answers"}
