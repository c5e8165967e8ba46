"""Known traps (statistics.md, Aggregation), each on the crowd it was seen on: the naive method fails where ours does not."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.crowd import read_set
from labelproof.quality import aggregate
from labelproof.quality.consensus import Consensus
from labelproof.quality.evaluation.scoring import accuracy, scores
from tests.quality.aggregation.crowds import answers, crowd

Crowds = dict[str, tuple[Any, np.ndarray]]
CONVERGED: dict[str, Any] = {"iterations": "converge"}


@pytest.fixture(scope="module")
def crowds(shared: Path) -> Crowds:
    names = ("rte", "bluebird", "web", "s_adult", "weather_cf")
    return {name: read_set(shared / "data" / "crowd" / name) for name in names}


def run(crowds: Crowds, name: str, method: str = "dawid_skene", **options: Any) -> tuple[float, Consensus]:
    made, gold = crowds[name]
    result = aggregate(made, method, **options)
    return accuracy(result, gold).value or 0.0, result


def test_a_one_coin_model_with_estimated_prevalence_swallows_a_class(crowds: Crowds) -> None:
    collapsed, naive = run(crowds, "bluebird", "one_coin", prevalence="estimated")
    ours, _ = run(crowds, "bluebird", "one_coin")
    vote, _ = run(crowds, "bluebird", "majority")

    assert (round(collapsed, 3), round(ours, 3), round(vote, 3)) == (0.583, 0.722, 0.759)
    assert "prevalence_shift" in naive.notes
    assert min(np.bincount(naive.value_index, minlength=2)) < min(
        np.bincount(aggregate(*crowds["bluebird"][:1], "majority").value_index, minlength=2)
    )


def test_the_full_model_needs_its_prevalence_estimated(crowds: Crowds) -> None:
    uniform, naive = run(crowds, "s_adult", prevalence="uniform", **CONVERGED)
    estimated, _ = run(crowds, "s_adult", **CONVERGED)

    assert (round(uniform, 3), round(estimated, 3)) == (0.658, 0.745)
    assert "prevalence_shift" in naive.notes


def test_more_likelihood_is_not_more_truth(crowds: Crowds) -> None:
    steps = [run(crowds, "weather_cf", smoothing=None, iterations=n) for n in (2, 5, "converge")]
    ours, _ = run(crowds, "weather_cf")

    assert [each.log_likelihood for _, each in steps] == sorted(each.log_likelihood for _, each in steps)
    assert [score for score, _ in steps] == sorted((score for score, _ in steps), reverse=True)
    assert [round(score, 2) for score, _ in steps] == [0.86, 0.83, 0.78]
    assert round(ours, 3) == 0.890


@pytest.mark.parametrize("name", ["s_adult", "web"])
def test_five_rounds_beat_convergence(crowds: Crowds, name: str) -> None:
    for smoothing in (None, ("pooled", 3.0)):
        assert (
            run(crowds, name, smoothing=smoothing)[0] > run(crowds, name, smoothing=smoothing, **CONVERGED)[0] + 0.005
        )


def test_a_strong_prior_and_convergence_collapse(crowds: Crowds) -> None:
    collapsed, naive = run(crowds, "web", smoothing=("pooled", 10.0), **CONVERGED)

    assert round(collapsed, 3) == 0.732
    assert "prevalence_shift" in naive.notes
    assert round(run(crowds, "web")[0], 3) == 0.833


def test_smoothing_is_not_free(crowds: Crowds) -> None:
    """Laplace's helps one crowd and hurts another; pooling harms neither as much."""
    laplace: dict[str, Any] = {"smoothing": ("laplace", 0.1)}
    helped = [run(crowds, "weather_cf", **each)[0] for each in ({"smoothing": None}, laplace, {})]
    hurt = [run(crowds, "s_adult", **each)[0] for each in ({"smoothing": None}, laplace, {})]

    assert [round(each, 3) for each in helped] == [0.830, 0.887, 0.890]
    assert [round(each, 3) for each in hurt] == [0.769, 0.739, 0.754]


def test_glad_does_not_end_because_its_objective_fell(crowds: Crowds) -> None:
    """The expected log-likelihood alone falls at the second iteration of web, and a rule that watches it ends there."""
    two, early = run(crowds, "web", "glad", iterations=2, gain=None)
    ours, result = run(crowds, "web", "glad")

    assert early.iterations == 2
    assert result.iterations > 2
    assert result.converged
    assert ours > two + 0.02


def test_ties_given_to_the_value_met_first_are_the_order_of_rows(crowds: Crowds) -> None:
    """65 of 800 items of rte tie: .875, .919, or, shared, the published .897."""
    made, gold = crowds["rte"]
    result = aggregate(made, "majority")
    points = scores(result, gold)
    tied = result.value_index == -1

    assert tied.sum() == 65
    assert np.unique(points[tied]).tolist() == [0.5]
    by_first, by_last = (
        (np.where(tied, each, result.value_index) == gold).mean() for each in (np.zeros(800), np.ones(800))
    )
    assert sorted(round(each, 3) for each in (by_first, by_last)) == [0.875, 0.919]
    assert round(points.mean(), 3) == 0.897


def test_when_most_look_worse_than_chance_the_labels_may_be_swapped() -> None:
    """Gold of a few items on the wrong side turns the model over; nothing in the answers can tell."""
    made, truth = crowd(400, 9, 2, 5, seed=1)
    gold = np.where(np.arange(400) < 200, 1 - truth, -1)

    assert "labels_may_be_swapped" in aggregate(made, "dawid_skene", gold=gold, iterations="converge").notes
    assert "labels_may_be_swapped" not in aggregate(made, "dawid_skene", iterations="converge").notes


@pytest.mark.parametrize("name", ["dawid_skene", "one_coin", "mace", "glad"])
def test_no_method_warns_on_an_ordinary_crowd(name: str) -> None:
    made, _ = crowd(400, 9, 3, 5)

    assert not {"prevalence_shift", "labels_may_be_swapped"} & set(aggregate(made, name).notes)


def test_small_annotators_decide_and_their_n_is_reported() -> None:
    """Someone with three answers, all in agreement: unsmoothed he never errs, pooled he is like the others."""
    made, _ = crowd(200, 6, 3, 3)
    item = np.append(made.item_index, [0, 1, 2])
    order = np.argsort(item, kind="stable")
    vote = aggregate(made, "majority").value_index[:3]
    who, said = np.append(made.annotator_index, [6] * 3), np.append(made.codes, np.maximum(vote, 0))
    with_few = answers(item[order], who[order], said[order], 200, 7, 3)

    sure = aggregate(with_few, "dawid_skene", smoothing=None, iterations="converge").annotators[6]
    ours = aggregate(with_few, "dawid_skene").annotators[6]

    assert ours.n_answers == 3
    assert "small_n" in ours.accuracy.notes
    assert np.diag(ours.confusion).max() < 0.95
    assert np.nanmax(np.diag(sure.confusion)) > 0.99
