"""Scores against gold: ties are worth what guessing would be, and a clamped model says that it was."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import from_columns, majority
from labelproof.quality.aggregation.dawid_skene import dawid_skene
from labelproof.quality.evaluation.scoring import accuracy, scores
from labelproof.quality.statistics.proportions import wilson
from tests.quality.aggregation.crowds import answers, crowd


def test_a_tie_of_m_values_scores_one_in_m() -> None:
    made = answers([0, 0, 0, 1, 1, 2, 3, 3], [0, 1, 2, 0, 1, 0, 0, 1], [0, 1, 2, 0, 1, 0, 0, 1], 5, 3, 3)
    gold = np.array([2, 1, 0, 2, -1])  # three tied, two tied, alone and right, two tied without it, none

    assert scores(majority(made), gold).tolist() == [pytest.approx(1 / 3), 0.5, 1.0, 0.0]
    assert accuracy(majority(made), gold).value == pytest.approx(11 / 24)


def test_ties_score_the_same_in_any_order_of_rows() -> None:
    """The trap: given to the value met first, a tie is right or wrong by the order of rows (weather_cf: .880 or .867)."""
    rows = [(i, w, "xy"[w]) for i in range(20) for w in (0, 1)]
    both = [from_columns(*(list(each) for each in zip(*some, strict=True))) for some in (rows, rows[::-1])]
    to_the_first = [np.array([made.codes[made.item_ptr[i]] for i in range(20)]) for made in both]
    gold = np.zeros(20, dtype=int)

    assert [accuracy(majority(made), gold).value for made in both] == [0.5, 0.5]
    assert (to_the_first[0] == gold).mean() != 0.5


def test_it_carries_wilson_s_interval_and_its_n() -> None:
    made, truth = crowd(100, 8, 3, 4)
    result = accuracy(majority(made), np.where(np.arange(100) < 60, truth, -1))

    assert result.n == 60
    assert result.interval == wilson(result.value * 60, 60)
    assert result.method == "accuracy/majority@1"
    assert result.notes == ()


def test_gold_items_without_a_value_are_wrong() -> None:
    made = answers([0], [0], [0], 2, 1, 2)

    assert accuracy(majority(made), np.array([0, 0])).value == 0.5


def test_without_gold_there_is_no_accuracy() -> None:
    made = answers([0], [0], [0], 1, 1, 2)

    assert accuracy(majority(made), np.array([-1])).undefined_reason == "no_gold"


def test_a_model_that_gold_went_into_says_so_beside_its_score() -> None:
    made, truth = crowd(40, 6, 3, 4)
    gold = np.where(np.arange(40) < 20, truth, -1)
    result = accuracy(dawid_skene(made, gold=gold), gold)

    assert result.notes == ("gold_clamped", "small_n")


@pytest.mark.parametrize("gold", [np.array([0, 1]), np.array([0.0])])
def test_gold_that_does_not_fit_is_refused(gold: np.ndarray) -> None:
    with pytest.raises(Refused, match="one value an item"):
        accuracy(majority(answers([0], [0], [0], 1, 1, 2)), gold)
