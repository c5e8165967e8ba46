"""Dawid and Skene's model: the paper's example, crowd-kit step by step, EM written out in loops, and the laws."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, aggregate, kernels
from labelproof.quality.aggregation.dawid_skene import dawid_skene
from tests.quality.aggregation.crowds import answers, crowd, patients, renamed
from tools.peers import Peers

both = pytest.mark.parametrize("kernel", kernels.available())
PLAIN: dict[str, Any] = {"smoothing": None}


def written_out(given: Answers, rounds: int, strength: float | None) -> tuple[np.ndarray, float]:
    """Posterior and log-likelihood after so many rounds, in loops over probabilities: pooled prior, or none."""
    k, n_people = given.n_values, given.n_annotators
    votes = list(zip(*(each.tolist() for each in (given.item_index, given.annotator_index, given.codes)), strict=True))
    p = np.zeros((given.n_items, k))
    for i, _, v in votes:
        p[i, v] += 1
    p /= p.sum(axis=1, keepdims=True)
    likelihood = 0.0
    for _ in range(rounds):
        counts = np.zeros((n_people, k, k))
        for i, w, v in votes:
            counts[w, :, v] += p[i]
        pi = counts.copy()
        extra = 0.0
        if strength is not None:
            pooled = 1 + counts.sum(axis=0)
            pi, extra = counts + strength * pooled / pooled.sum(axis=1, keepdims=True), 1.0
        pi = np.maximum(pi, 1e-10) / np.maximum(pi, 1e-10).sum(axis=2, keepdims=True)
        prevalence = (p.sum(axis=0) + extra) / (given.n_items + extra * k)
        joint = np.tile(prevalence, (given.n_items, 1))
        for i, w, v in votes:
            joint[i] *= pi[w, :, v]
        likelihood = float(np.log(joint.sum(axis=1)).sum())
        p = joint / joint.sum(axis=1, keepdims=True)
    return p, likelihood


@both
def test_the_paper_s_patients_have_the_paper_s_prevalence_and_error_rates(kernel: str) -> None:
    """Dawid & Skene (1979), tables 2 to 4, to the precision printed there."""
    with kernels.using(kernel):
        result = dawid_skene(patients(), smoothing=None, iterations="converge")
    confusion = [(100 * model.confusion).round().astype(int).tolist() for model in result.annotators]

    assert result.converged
    assert result.prevalence.round(2).tolist() == [0.40, 0.42, 0.11, 0.07]
    assert confusion[0] == [[89, 11, 0, 0], [7, 88, 5, 0], [0, 34, 66, 0], [0, 0, 56, 44]]
    assert confusion[4] == [[100, 0, 0, 0], [16, 73, 11, 0], [0, 21, 79, 0], [0, 0, 33, 67]]
    assert [m.n_answers for m in result.annotators] == [135, 45, 45, 45, 45]
    assert "".join(str(v + 1) for v in result.value_index) == "142222132243121111222222112111131224233111212"
    assert result.posterior[[34, 37]].round(2).tolist() == [[0, 0.95, 0.05, 0], [0, 0.02, 0.98, 0]]


@both
@pytest.mark.parametrize("strength", [None, 3.0, 0.5])
@pytest.mark.parametrize("rounds", [1, 5])
def test_it_is_em_written_out(kernel: str, strength: float | None, rounds: int) -> None:
    made, _ = crowd(40, 6, 3, 4, seed=2)
    smoothing = None if strength is None else ("pooled", strength)
    with kernels.using(kernel):
        result = dawid_skene(made, smoothing=smoothing, iterations=rounds)
    posterior, likelihood = written_out(made, rounds, strength)

    assert np.abs(result.posterior - posterior).max() < 1e-9
    assert result.log_likelihood == pytest.approx(likelihood, abs=1e-8)


@both
@pytest.mark.parametrize("rounds", [1, 2, 5, 10, 11])
def test_unsmoothed_it_is_crowd_kit_after_as_many_rounds(kernel: str, rounds: int, peers: Peers) -> None:
    """With a tolerance of 0 they would end before the eleventh round: their bound may fall."""
    made, _ = crowd(300, 12, 4, 5, seed=4)
    columns = (made.item_index, made.annotator_index, made.codes)
    theirs = peers.ask(
        "aggregation.posterior", "DawidSkene", *columns, made.n_items, made.n_values, n_iter=rounds, tol=-np.inf
    )
    with kernels.using(kernel):
        ours = dawid_skene(made, smoothing=None, iterations=rounds).posterior

    assert np.abs(ours - theirs).max() < 1e-9


def test_one_round_more_is_another_result() -> None:
    made, _ = crowd(300, 12, 4, 5, seed=4)
    ten, eleven = (dawid_skene(made, smoothing=None, iterations=n).posterior for n in (10, 11))

    assert np.abs(ten - eleven).max() > 1e-4


crowds = st.builds(
    crowd,
    st.integers(1, 30),
    st.integers(2, 6),
    st.integers(1, 4),
    st.integers(1, 2),
    st.integers(0, 10_000),
)


@given(made=crowds)
@settings(max_examples=40)
def test_posteriors_sum_to_one_and_the_likelihood_never_falls(made: tuple[Answers, np.ndarray]) -> None:
    rounds = [dawid_skene(made[0], smoothing=None, iterations=n) for n in range(1, 9)]
    likelihood = np.array([each.log_likelihood for each in rounds])

    assert all(np.abs(each.posterior.sum(axis=1) - 1).max() < 1e-12 for each in rounds)
    assert (np.diff(likelihood) >= -1e-8).all()


@pytest.mark.parametrize("options", [{}, PLAIN, {"smoothing": ("laplace", 0.1)}, {"iterations": "converge"}])
@pytest.mark.parametrize("seed", range(4))
def test_new_names_and_another_order_of_rows_change_nothing(options: dict[str, Any], seed: int) -> None:
    made, _ = crowd(60, 7, 3, 3, seed)
    other, of_item, of_value = renamed(made, seed)
    before, after = dawid_skene(made, **options), dawid_skene(other, **options)

    assert np.abs(after.posterior[np.ix_(of_item, of_value)] - before.posterior).max() < 1e-9
    assert [after.tied(of_item[i]) != [] for i in range(60)] == [before.tied(i) != [] for i in range(60)]


def test_a_symmetric_item_stays_a_tie() -> None:
    made = answers([0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0], 2, 2, 2)
    result = dawid_skene(made)

    assert result.value_index.tolist() == [-1, -1]
    assert result.tied(0) == [0, 1]


@pytest.mark.parametrize("options", [{}, PLAIN])
def test_gold_clamps_its_rows_and_teaches_the_rest(options: dict[str, Any]) -> None:
    """Two people of whom one is always wrong: without gold nobody could tell which."""
    truth = np.arange(40) % 2
    item, person = np.repeat(np.arange(40), 2), np.tile([0, 1], 40)
    made = answers(item, person, np.where(person == 0, truth[item], 1 - truth[item]), 40, 2, 2)
    gold = np.where(np.arange(40) < 10, truth, -1)

    result = dawid_skene(made, gold=gold, iterations="converge", **options)

    assert result.posterior[:10].tolist() == np.eye(2)[truth[:10]].tolist()
    assert (result.value_index == truth).all()
    assert "gold_clamped" in result.notes
    assert set(dawid_skene(made).value_index.tolist()) == {-1}


def test_gold_on_an_item_without_a_vote_is_its_value() -> None:
    made = answers([0, 0], [0, 1], [1, 1], 2, 2, 2)

    assert dawid_skene(made, gold=np.array([-1, 0])).value_index.tolist() == [1, 0]


def test_it_says_when_it_did_not_converge_and_that_is_no_error() -> None:
    made, _ = crowd(200, 10, 4, 3)
    few, all_ = dawid_skene(made), dawid_skene(made, iterations="converge")

    assert (few.iterations, few.converged) == (5, False)
    assert "not_converged" in few.notes
    assert all_.converged
    assert all_.last_change < 1e-6
    assert "not_converged" not in all_.notes


def test_intervals_of_annotators_are_conditional_and_narrow_with_answers() -> None:
    made, _ = crowd(400, 8, 3, 4)
    result = dawid_skene(made)
    model = result.annotators[3]
    few = dawid_skene(made.take(made.item_index < 20)).annotators[3]

    assert np.abs(model.confusion.sum(axis=1) - 1).max() < 1e-12
    assert (model.low <= model.confusion).all()
    assert (model.confusion <= model.high).all()
    assert model.accuracy.notes == ("conditional_on_estimated_truth",)
    assert few.n_answers < 30
    assert "small_n" in few.accuracy.notes
    assert (few.high - few.low).mean() > (model.high - model.low).mean()


def test_one_family_is_one_vote() -> None:
    """A model and its copy say y, one person says x: the item stays open."""
    from dataclasses import replace

    made = answers([0, 0, 0, 1, 1], [0, 1, 2, 0, 1], [0, 1, 1, 0, 0], 2, 3, 2)
    copies = replace(made, family_index=np.array([0, 1, 1, 0, 1], dtype=np.int32))

    assert dawid_skene(copies).n_votes.tolist() == [2, 2]
    assert dawid_skene(made).posterior[0, 1] > dawid_skene(copies).posterior[0, 1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"smoothing": ("pooled", 0)}, "smoothing is"),
        ({"smoothing": ("dirichlet", 1), "prevalence": "flat"}, "smoothing is.*prevalence is"),
        ({"iterations": 0}, "iterations is a whole number from 1"),
        ({"iterations": "forever"}, "iterations is"),
        ({"gold": np.array([5])}, "outside -1 to 1"),
        ({"gold": np.array([0, 1])}, "one value an item"),
        ({"gold": np.array([0.0])}, "one value an item"),
    ],
)
def test_what_it_cannot_use_is_refused(options: dict[str, Any], said: str) -> None:
    made = answers([0, 0], [0, 1], [0, 1], 1, 2, 2)

    with pytest.raises(Refused, match=said):
        aggregate(made, "dawid_skene", **options)
