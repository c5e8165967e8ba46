"""Confusion matrices and the spammer score: known values, the floor of noise, who is found."""

import numpy as np
import pytest
from scipy import stats

from labelproof.kernel.refused import Refused
from labelproof.quality.reliability import (
    confusion_signals,
    confusions,
    informedness,
    spammer_score,
    spammer_signals,
)
from labelproof.quality.reliability.confusion import confusion_counts
from labelproof.quality.reliability.spammer import _distance
from tests.quality.reliability.people import crowd, opened, replaced


def test_posteriors_of_one_and_zero_count_as_gold_does() -> None:
    given, truth = crowd(np.random.default_rng(1))

    assert confusion_counts(given, np.eye(3)[truth]) == pytest.approx(confusion_counts(given, truth))


def test_a_cell_of_a_dirichlet_row_is_beta() -> None:
    given, truth = crowd(np.random.default_rng(2), n_people=5)
    counts = confusion_counts(given, truth)
    pooled = counts.sum(axis=0) + 1
    a = counts[3] + 3 * pooled / pooled.sum(axis=1, keepdims=True)
    found = confusions(given, truth)[3]

    assert found.low[1, 2] == pytest.approx(stats.beta.ppf(0.025, a[1, 2], a[1].sum() - a[1, 2]))
    assert found.share.sum(axis=1) == pytest.approx(np.ones(3))


def test_somebody_who_takes_one_value_for_another_is_found_and_told_which() -> None:
    given, truth = crowd(np.random.default_rng(3))
    own = truth[given.item_index[given.annotator_index == 4]]
    signals = confusion_signals(replaced(given, 4, np.where(own == 1, 2, own)), truth)

    assert opened(signals) == {4}
    assert signals[4].label == 1
    assert "takes 1 for 2" in signals[4].reason


def test_without_a_known_truth_there_is_no_confusion() -> None:
    given, truth = crowd(np.random.default_rng(3))
    nothing = np.full_like(truth, -1)

    assert {each.statistic.undefined_reason for each in confusion_signals(given, nothing)} == {"no_gold"}
    with pytest.raises(Refused, match=r"answers\.bad"):
        confusion_signals(given, np.ones((3, 3)))


def test_for_two_values_the_score_is_that_of_raykar_and_yu() -> None:
    share = np.array([[0.9, 0.1], [0.3, 0.7]])

    assert _distance(share) == pytest.approx((0.9 + 0.7 - 1) ** 2)


def test_a_perfect_annotator_scores_one_and_a_constant_one_zero() -> None:
    assert spammer_score(np.eye(4) * 30).value == pytest.approx(1)
    assert spammer_score(np.repeat([[30, 0, 0]], 3, axis=0)).value == pytest.approx(0)


def random_spammers(n_values: int, per_row: int, draws: int) -> np.ndarray:
    rng = np.random.default_rng(4)
    return rng.multinomial(per_row, np.full(n_values, 1 / n_values), size=(draws, n_values))


def test_uncorrected_a_random_spammer_with_ten_values_scores_well() -> None:
    """With four gold answers of each value: .228 in the specification, (1 - 1/K) / n = .225 exactly."""
    drawn = random_spammers(10, 4, 2000)
    raw = _distance(drawn / 4).mean()
    corrected = np.mean([spammer_score(table).value for table in drawn[:200]])

    assert raw == pytest.approx(0.228, abs=0.006)
    assert corrected == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    "truth", [np.full((3, 3), 1 / 3), np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7]])]
)
def test_the_interval_of_the_score_covers_as_it_says(truth: np.ndarray) -> None:
    rng, hits, draws = np.random.default_rng(5), 0, 300
    for _ in range(draws):
        table = np.stack([rng.multinomial(40, row) for row in truth])
        interval = spammer_score(table, rng=rng).interval
        assert interval is not None
        hits += interval.low - 1e-9 <= _distance(truth) <= interval.high + 1e-9

    assert hits / draws >= 0.92


def test_a_spammer_and_an_adversary_are_two_findings() -> None:
    rng = np.random.default_rng(6)
    given, truth = crowd(rng, n_items=1200, n_people=10, n_values=3)
    size = int((given.annotator_index == 2).sum())
    given = replaced(given, 2, rng.integers(0, 3, size))
    given = replaced(given, 7, (truth[given.item_index[given.annotator_index == 7]] + 1) % 3)
    signals = spammer_signals(given, truth)

    assert opened([each for each in signals if each.name == "spammer"]) == {2}
    assert opened([each for each in signals if each.name == "adversarial"]) == {7}


def test_a_value_without_gold_makes_nobody_an_adversary() -> None:
    """Somebody who always gives the value that no gold has looks away; that is not contradicting."""
    given, truth = crowd(np.random.default_rng(7), n_items=900, n_people=6)
    gold = np.where(truth == 2, -1, truth)
    signals = spammer_signals(replaced(given, 1, 2), gold)

    assert opened([each for each in signals if each.name == "adversarial"]) == set()
    assert opened([each for each in signals if each.name == "spammer"]) == {1}


def test_with_fewer_than_twenty_of_a_value_nothing_is_found() -> None:
    given, truth = crowd(np.random.default_rng(8), n_items=40, n_people=5)
    signals = spammer_signals(replaced(given, 0, 0), truth)

    assert opened(signals) == set()
    assert "20 are needed" in signals[0].reason


def test_what_cannot_be_computed_says_why() -> None:
    assert spammer_score(np.array([[5.0]])).undefined_reason == "one_value_only"
    assert spammer_score(np.array([[5, 0], [0, 1]])).undefined_reason == "no_gold"
    assert informedness(np.array([[5, 0], [0, 0]])).undefined_reason == "no_gold"
