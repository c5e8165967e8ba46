"""Machine-like text, suggestions that mislead, and tests of admission."""

from dataclasses import replace

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import from_columns
from labelproof.quality.reliability import anchoring, calibration, machine_text_signals, passing, signals
from tests.quality.reliability.people import answers

WHO = np.repeat(np.arange(3), 20)


def test_one_sign_alone_is_no_finding_and_two_are() -> None:
    pasted, canary = WHO < 2, WHO == 1
    found = machine_text_signals(WHO, 3, was_pasted=pasted, followed_canary=canary)

    assert [each.statistic.value for each in found] == [1, 2, 0]
    assert [each.opens_finding for each in found] == [False, True, False]


def test_repeating_oneself_is_not_repeating_others() -> None:
    own_template = np.where(WHO == 0, 4, -1)
    shared = np.where((WHO == 1) | ((WHO == 2) & (np.arange(60) % 2 == 0)), 4, -1)

    assert [each.statistic.value for each in machine_text_signals(WHO, 3, cluster_index=own_template)] == [0, 0, 0]
    assert [each.statistic.value for each in machine_text_signals(WHO, 3, cluster_index=shared)] == [0, 1, 1]


def test_where_no_sign_was_looked_for_nothing_is_said() -> None:
    assert machine_text_signals(WHO, 3)[0].statistic.undefined_reason == "no_answers"
    with pytest.raises(Refused, match="was_pasted"):
        machine_text_signals(WHO, 3, was_pasted=np.ones(3, dtype=bool))


def assisted(seed: int, harm: float):
    """Errors .2 without a suggestion, which one answer in ten lacks at random; more by `harm` with it."""
    rng = np.random.default_rng(seed)
    item = np.repeat(np.arange(1500), 2)
    shown = rng.random(3000) < 0.9
    wrong = rng.random(3000) < 0.2 + harm * shown
    given = answers(item, np.tile([0, 1], 1500), wrong, 1500, 2, 2)
    return replace(given, assist=shown.astype(np.uint8)), np.zeros(1500, dtype=np.int32)


def test_a_suggestion_that_misleads_is_found() -> None:
    signal = anchoring(*assisted(1, 0.15))

    assert signal.opens_finding
    assert signal.annotator_index is None
    assert signal.statistic.value == pytest.approx(0.15, abs=0.06)


def test_a_harmless_suggestion_is_rarely_found() -> None:
    assert sum(anchoring(*assisted(seed, 0)).opens_finding for seed in range(40)) <= 4


def test_what_no_comparison_can_be_made_of_says_why() -> None:
    given, gold = assisted(2, 0)
    blind = replace(given, assist=np.zeros(3000, dtype=np.uint8))

    assert anchoring(given, gold - 1).statistic.undefined_reason == "no_gold"
    assert anchoring(blind, gold).statistic.undefined_reason == "no_overlap"
    assert anchoring(replace(given, assist=None), gold).statistic.undefined_reason == "no_overlap"


def test_seventeen_of_twenty_is_a_weak_test() -> None:
    assert [round(chance, 3) for chance in passing(17, 20).cells] == [0.107, 0.411, 0.648, 0.867, 0.984]
    with pytest.raises(Refused, match=r"gold\.bad"):
        passing(21, 20)


@pytest.mark.slow
def test_fewer_than_half_of_good_groups_pass_a_calibration_session() -> None:
    """Accuracy .95 each with two values is a true alpha of (2 * .95 - 1)^2 = .81."""
    result = calibration(0.95, draws=1000)

    assert result.session.value == pytest.approx(0.43, abs=0.05)
    assert calibration(0.85, draws=10).person == pytest.approx(1 - 0.15, abs=0.005)


def test_numbers_have_a_speed_and_nothing_else() -> None:
    given = replace(
        from_columns(["i", "i"], ["a", "b"], [1, 2]), value_index=None, value=np.array([1.0, 2.0]), values=()
    )
    given = replace(given, duration_s=np.array([3.0, 4.0]))

    assert {each.name for each in signals(given)} == {"speed"}
