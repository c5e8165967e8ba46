"""GLAD and MACE beside crowd-kit, from the same start; and the laws."""

from typing import Any

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import aggregate, kernels
from labelproof.quality.aggregation.glad import glad
from labelproof.quality.aggregation.mace import _maximise, mace, start_at
from labelproof.quality.crowd.coded import coded
from labelproof.quality.crowd.expectation import Stop, fit
from tests.quality.aggregation.crowds import answers, crowd, renamed
from tools.peers import Peers

both = pytest.mark.parametrize("kernel", kernels.available())
NONE = np.empty(0, dtype=np.int32)


def test_glad_finds_crowd_kit_s_posteriors(peers: Peers) -> None:
    """Their search within a maximisation ends sooner than ours: the optimum is one, the way to it another."""
    made, truth = crowd(120, 8, 3, 5, seed=1)
    columns = (made.item_index, made.annotator_index, made.codes)
    options = {"n_iter": 100, "tol": 1e-7, "m_step_max_iter": 200, "m_step_tol": 1e-6, "silent": True}
    theirs = peers.ask("aggregation.posterior", "GLAD", *columns, made.n_items, made.n_values, **options)

    ours = glad(made, gain=1e-7)

    assert np.abs(ours.posterior - theirs).max() < 0.02
    assert np.abs(ours.posterior - theirs).mean() < 2e-3
    assert (ours.value_index == theirs.argmax(axis=1)).mean() > 0.99
    assert (ours.value_index == truth).mean() >= (theirs.argmax(axis=1) == truth).mean() - 0.005


def test_glad_s_objective_has_the_slope_it_says() -> None:
    from labelproof.quality.aggregation.glad import _cast, _loss

    made, _ = crowd(12, 4, 3, 3)
    votes = _cast(coded(made))
    rng = np.random.default_rng(0)
    right, x = rng.random(len(votes.own)), rng.normal(size=votes.n_people + votes.n_items)
    step = 1e-6 * np.eye(len(x))
    change = [(_loss(votes, right, x + d)[0] - _loss(votes, right, x - d)[0]) / 2e-6 for d in step]

    assert _loss(votes, right, x)[1] == pytest.approx(change, abs=1e-6)


def test_glad_knows_who_answers_against_the_truth() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, 200)
    item, person = np.repeat(np.arange(200), 5), np.tile(np.arange(5), 200)
    right = rng.random(1000) < np.array([0.9, 0.9, 0.85, 0.8, 0.1])[person]
    made = answers(item, person, np.where(right, truth[item], 1 - truth[item]), 200, 5, 2)
    result = glad(made)

    assert (result.value_index == truth).mean() > 0.95
    assert result.annotators[4].accuracy.value < 0.2


@both
@pytest.mark.parametrize("rounds", [1, 5, 50])
def test_mace_from_crowd_kit_s_start_is_crowd_kit_s(kernel: str, rounds: int, peers: Peers) -> None:
    """Their first round is an expectation, which they do not count."""
    made, _ = crowd(150, 9, 4, 4, seed=5)
    columns = (made.item_index, made.annotator_index, made.codes)
    theirs = peers.ask("aggregation.mace", *columns, made.n_items, made.n_values, rounds)
    votes = coded(made)
    habit = theirs["habit"][votes.row_annotator, votes.row_value]
    start = start_at(votes, theirs["knowing"], habit)
    with kernels.using(kernel):
        ended = fit(
            votes, lambda sums, used: _maximise(votes, sums, used, (0.5, 0.5), 10.0),
            (votes.n_rows,), Stop.after(rounds + 1), NONE, start=start,
        )  # fmt: skip

    assert np.abs(ended.posterior - theirs["posterior"]).max() < 1e-9


def test_mace_tells_habit_from_knowledge() -> None:
    """Two who always say the same and three who know: the vote is wrong wherever one of the three errs."""
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 300)
    item, person = np.repeat(np.arange(300), 5), np.tile(np.arange(5), 300)
    knows = rng.random(1500) < 0.9
    said = np.where(knows, truth[item], rng.integers(0, 3, 1500))
    made = answers(item, person, np.where(person < 2, 0, said), 300, 5, 3)

    result = mace(made)

    assert (result.value_index == truth).mean() > (aggregate(made, "majority").value_index == truth).mean() + 0.02
    assert [m.accuracy.value < 0.5 for m in result.annotators] == [True, True, False, False, False]


@pytest.mark.parametrize(("name", "options", "near"), [("glad", {}, 1e-5), ("mace", {}, 1e-9)])
@pytest.mark.parametrize("seed", range(3))
def test_new_names_and_another_order_of_rows_change_nothing(
    name: str, options: dict[str, Any], near: float, seed: int
) -> None:
    made, _ = crowd(60, 7, 3, 4, seed)
    other, of_item, of_value = renamed(made, seed)
    before, after = aggregate(made, name, **options).posterior, aggregate(other, name, **options).posterior

    assert np.abs(before.sum(axis=1) - 1).max() < 1e-12
    assert np.abs(after[np.ix_(of_item, of_value)] - before).max() < near


@pytest.mark.parametrize("name", ["glad", "mace"])
def test_gold_is_clamped(name: str) -> None:
    made, truth = crowd(60, 7, 3, 4)
    gold = np.where(np.arange(60) < 20, (truth + 1) % 3, -1)

    result = aggregate(made, name, gold=gold)

    assert (result.value_index[:20] == gold[:20]).all()
    assert "gold_clamped" in result.notes


def test_the_same_generator_gives_mace_the_same_restarts() -> None:
    made, _ = crowd(60, 7, 3, 4)
    one, other = (mace(made, rng=np.random.default_rng(3)).posterior for _ in range(2))

    assert one.tobytes() == other.tobytes()


def test_restarts_below_none_are_refused() -> None:
    with pytest.raises(Refused, match="restarts is 0 or more"):
        mace(answers([0], [0], [0], 1, 1, 1), restarts=-1)
