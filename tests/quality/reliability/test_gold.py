"""Accuracy on gold: the specification's figures, and what looking again and again does."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import from_columns
from labelproof.quality.reliability import (
    chance_below,
    gold_accuracy,
    gold_accuracy_by_label,
    gold_rate,
    gold_signals,
)
from labelproof.quality.statistics.distributions import beta_below
from tests.quality.reliability.people import answers


def people_at(accuracy: float, n: int, n_people: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((n_people, n)) < accuracy


def as_answers(right: np.ndarray, timed: bool = True):
    n_people, n = right.shape
    item, person = (each.ravel() for each in np.meshgrid(np.arange(n), np.arange(n_people), indexing="ij"))
    at = np.arange(right.size, dtype=float) if timed else None
    return answers(item, person, (~right.T).ravel(), n, n_people, 2, at), np.zeros(n, dtype=np.int32)


def test_the_posterior_of_forty_two_in_fifty() -> None:
    result = gold_accuracy(42, 8)

    assert result.value == pytest.approx(50.5 / 60)
    assert result.interval is not None and result.interval.low < 0.8417 < result.interval.high
    assert gold_accuracy(0, 0).undefined_reason == "no_gold"


def test_thirty_six_of_fifty_is_no_finding_and_thirty_three_is() -> None:
    assert [round(chance_below(0.8, k, 50 - k), 2) for k in (36, 33)] == [0.85, 0.97]


def test_looking_after_each_answer_flags_one_in_eight_of_those_at_the_bar() -> None:
    right = people_at(0.80, 150, 4000).cumsum(axis=1)
    n = np.arange(1, 151)
    always = (beta_below(8.5 + right, 1.5 + n - right, 0.8) > 0.95).any(axis=1).mean()
    three = (beta_below(8.5 + right, 1.5 + n - right, 0.8) > 0.95)[:, [29, 59, 119]].any(axis=1).mean()

    assert always == pytest.approx(0.13, abs=0.015)
    assert three <= 0.05


def test_only_the_first_thirty_sixty_or_hundred_and_twenty_are_judged() -> None:
    right = np.ones((1, 59), dtype=bool)
    right[0, 30:] = False
    given, gold = as_answers(right)
    signal = gold_signals(given, gold)[0]

    assert not signal.opens_finding
    assert "30 of the first 30" in signal.reason
    assert signal.statistic.n == 59


def test_someone_who_guesses_is_found_at_the_first_look() -> None:
    given, gold = as_answers(people_at(0.5, 30, 3))

    assert all(each.opens_finding for each in gold_signals(given, gold))


def test_without_times_only_a_look_itself_is_a_look() -> None:
    thirty, gold_30 = as_answers(np.zeros((1, 30), dtype=bool), timed=False)
    more, gold_31 = as_answers(np.zeros((1, 31), dtype=bool), timed=False)

    assert gold_signals(thirty, gold_30)[0].opens_finding
    assert not gold_signals(more, gold_31)[0].opens_finding


@pytest.mark.slow
def test_a_sequence_may_be_watched_all_the_time() -> None:
    """Once it has excluded .80 it never includes it again, so its last word is its only one."""
    honest, gold = as_answers(people_at(0.80, 400, 150))
    guessing, gold_60 = as_answers(people_at(0.5, 100, 20))

    assert np.mean([each.opens_finding for each in gold_signals(honest, gold, watched=True)]) <= 0.05
    assert np.mean([each.opens_finding for each in gold_signals(guessing, gold_60, watched=True)]) > 0.9


def test_each_label_has_its_own_accuracy() -> None:
    given = from_columns(["i", "j", "k"], ["ana"] * 3, ["x", "y", "x"])
    cells = gold_accuracy_by_label(given, np.array([0, 1, 1]), 0).cells

    assert [(cell.n, round(cell.value or 0, 3)) for cell in cells] == [(1, 0.864), (2, 0.792)]


def test_answers_with_a_suggestion_on_the_screen_say_nothing_about_a_person() -> None:
    given, gold = as_answers(np.zeros((1, 30), dtype=bool))
    object.__setattr__(given, "assist", np.ones(30, dtype=np.uint8))

    assert gold_signals(given, gold)[0].statistic.undefined_reason == "no_gold"


def test_gold_that_does_not_fit_is_refused() -> None:
    given, gold = as_answers(np.zeros((1, 3), dtype=bool))

    with pytest.raises(Refused, match=r"answers\.bad"):
        gold_signals(given, gold + 9)
    with pytest.raises(Refused, match=r"gold\.bad"):
        gold_accuracy(-1, 3)


def test_gold_is_never_rarer_than_three_in_a_hundred() -> None:
    assert [gold_rate(n) for n in (0, 49, 50, 5000)] == [0.15, 0.15, 0.05, 0.05]
    with pytest.raises(Refused, match=r"gold\.bad") as refused:
        gold_rate(10, first=0.5, then=0.01)
    assert [each.field for each in refused.value.problems] == ["first", "then"]
