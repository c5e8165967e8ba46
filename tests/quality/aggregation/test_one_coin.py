"""One number an annotator: written out in loops, beside crowd-kit, and the laws."""

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, kernels
from labelproof.quality.aggregation.one_coin import one_coin
from tests.quality.aggregation.crowds import answers, crowd, renamed
from tools.peers import Peers

both = pytest.mark.parametrize("kernel", kernels.available())


def written_out(given: Answers, rounds: int, uniform: bool) -> tuple[np.ndarray, float]:
    """Posterior and log-likelihood, in loops over probabilities."""
    k = given.n_values
    votes = list(zip(*(each.tolist() for each in (given.item_index, given.annotator_index, given.codes)), strict=True))
    p = np.zeros((given.n_items, k))
    for i, _, v in votes:
        p[i, v] += 1
    p /= p.sum(axis=1, keepdims=True)
    likelihood = 0.0
    for _ in range(rounds):
        right, n = np.zeros(given.n_annotators), np.zeros(given.n_annotators)
        for i, w, v in votes:
            right[w] += p[i, v]
            n[w] += 1
        skill = right / n
        joint = np.tile(np.full(k, 1 / k) if uniform else p.mean(axis=0), (given.n_items, 1))
        for i, w, v in votes:
            joint[i] *= np.where(np.arange(k) == v, skill[w], (1 - skill[w]) / (k - 1))
        likelihood = float(np.log(joint.sum(axis=1)).sum())
        p = joint / joint.sum(axis=1, keepdims=True)
    return p, likelihood


@both
@pytest.mark.parametrize("prevalence", ["uniform", "estimated"])
def test_it_is_em_written_out(kernel: str, prevalence: str) -> None:
    made, _ = crowd(50, 6, 3, 4, seed=2)
    with kernels.using(kernel):
        result = one_coin(made, prevalence=prevalence, iterations=6)
    posterior, likelihood = written_out(made, 6, prevalence == "uniform")

    assert np.abs(result.posterior - posterior).max() < 1e-9
    assert result.log_likelihood == pytest.approx(likelihood, abs=1e-8)


@both
@pytest.mark.parametrize("rounds", [1, 4, 11])
def test_with_estimated_prevalence_it_is_crowd_kit_after_as_many_rounds(kernel: str, rounds: int, peers: Peers) -> None:
    made, _ = crowd(300, 12, 4, 5, seed=4)
    columns = (made.item_index, made.annotator_index, made.codes)
    sizes = made.n_items, made.n_values
    theirs = peers.ask("aggregation.posterior", "OneCoinDawidSkene", *columns, *sizes, n_iter=rounds, tol=-np.inf)
    with kernels.using(kernel):
        ours = one_coin(made, prevalence="estimated", iterations=rounds).posterior

    assert np.abs(ours - theirs).max() < 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_new_names_and_another_order_of_rows_change_nothing(seed: int) -> None:
    made, _ = crowd(60, 7, 3, 3, seed)
    other, of_item, of_value = renamed(made, seed)

    before, after = one_coin(made).posterior, one_coin(other).posterior

    assert np.abs(after[np.ix_(of_item, of_value)] - before).max() < 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_the_likelihood_never_falls(seed: int) -> None:
    made, _ = crowd(60, 7, 3, 3, seed)
    likelihood = [one_coin(made, iterations=n).log_likelihood for n in range(1, 12)]

    assert (np.diff(likelihood) >= -1e-8).all()


def test_skills_are_found() -> None:
    rng = np.random.default_rng(0)
    truth, skill = rng.integers(0, 4, 3_000), np.array([0.95, 0.8, 0.65, 0.5, 0.35])
    right = rng.random((3_000, 5)) < skill
    said = np.where(right, truth[:, None], (truth[:, None] + rng.integers(1, 4, (3_000, 5))) % 4)
    made = answers(np.repeat(np.arange(3_000), 5), np.tile(np.arange(5), 3_000), said.ravel(), 3_000, 5, 4)

    found = [model.accuracy.value for model in one_coin(made).annotators]

    assert found == pytest.approx(skill, abs=0.03)


def test_gold_decides_who_is_right() -> None:
    truth = np.arange(40) % 2
    item, person = np.repeat(np.arange(40), 2), np.tile([0, 1], 40)
    made = answers(item, person, np.where(person == 0, truth[item], 1 - truth[item]), 40, 2, 2)

    assert (one_coin(made, gold=np.where(np.arange(40) < 10, truth, -1)).value_index == truth).all()


def test_another_prevalence_is_refused() -> None:
    with pytest.raises(Refused, match="prevalence is"):
        one_coin(answers([0], [0], [0], 1, 1, 1), prevalence="flat")
