"""When to stop asking, what the rules cost, and the bias that stopping brings into agreement."""

from dataclasses import replace

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, alpha, observed
from labelproof.quality.crowd.sequential import enough, two_and_one
from tests.quality.aggregation.crowds import answers


def test_an_item_is_settled_when_sure_after_enough_votes_or_asked_often_enough() -> None:
    posterior = np.array([[0.96, 0.04], [0.96, 0.04], [0.94, 0.06], [0.5, 0.5], [0.5, 0.5]])
    n_votes = np.array([2, 1, 2, 4, 5])

    assert enough(posterior, n_votes).tolist() == [True, False, False, False, True]
    assert enough(posterior, n_votes, sure=0.9).tolist() == [True, False, True, False, True]
    assert enough(posterior, n_votes, start=1).tolist() == [True, True, False, False, True]
    assert enough(posterior, n_votes, most=4).tolist() == [True, False, False, True, True]


def test_no_items_need_nothing() -> None:
    assert enough(np.empty((0, 2)), np.empty(0, dtype=int)).tolist() == []


def test_limits_that_are_none_are_refused_together() -> None:
    with pytest.raises(Refused, match=r"sure is a probability.*start is from 1.*posterior has shape") as refused:
        enough(np.ones((2, 2)) / 2, np.array([1]), sure=0.2, start=6, most=5)

    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(("p", "correct", "reads"), [(0.8, 0.896, 2.32), (0.9, 0.972, 2.18), (0.95, 0.99275, 2.095)])
def test_two_readers_and_an_adjudicator_give_what_the_formula_says(p: float, correct: float, reads: float) -> None:
    rng = np.random.default_rng(0)
    right = rng.random((200_000, 3)) < p
    settled = np.where(right[:, 0] == right[:, 1], right[:, 0], right[:, 2])
    expected = two_and_one(p)

    assert (expected.p_correct, expected.n_reads) == (correct, reads)
    assert settled.mean() == pytest.approx(correct, abs=0.003)
    assert 2 + (right[:, 0] != right[:, 1]).mean() == pytest.approx(reads, abs=0.005)


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_what_is_no_probability_is_refused(p: float) -> None:
    with pytest.raises(Refused, match="p is"):
        two_and_one(p)


def stopped(n: int, p: float, seed: int) -> Answers:
    """Two planned reads of each item by people of one accuracy, and a third where they differ."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, n)
    said = np.where(rng.random((n, 3)) < p, truth[:, None], 1 - truth[:, None])
    asked = np.where(said[:, 0] == said[:, 1], 2, 3)
    item, read = np.nonzero(np.arange(3) < asked[:, None])
    made = answers(item, read, said[item, read], n, 3, 2)
    return replace(made, planned=read < 2)


def test_stopping_on_disagreement_moves_agreement_and_planned_reads_do_not() -> None:
    """The trap: two readers of accuracy .8 agree on .680 of items; counting what they were later asked, it is not so."""
    made = stopped(40_000, 0.8, 0)
    everything = replace(made, planned=None)

    honest, naive = observed(made, interval=False).value, observed(everything, interval=False).value
    honest_alpha, naive_alpha = alpha(made, interval=False).value, alpha(everything, interval=False).value

    assert honest == pytest.approx(0.680, abs=0.006)
    assert honest_alpha == pytest.approx(0.360, abs=0.012)
    assert naive == pytest.approx(0.787, abs=0.006)
    assert naive_alpha == pytest.approx(0.448, abs=0.012)
