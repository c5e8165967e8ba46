"""One pass of EM: both kernels give the same, and what a loop over votes gives."""

from typing import Any

import numpy as np
import pytest

from labelproof.quality import aggregate, kernels
from labelproof.quality.kernels.em import Parameters, Part, Pass, run
from labelproof.quality.kernels.winners import winners
from tests.quality.aggregation.crowds import crowd

both = pytest.mark.parametrize("kernel", kernels.available())
needs_both = pytest.mark.skipif(len(kernels.available()) < 2, reason="numba is not installed")


def part(n_items: int, n_values: int, *, weights: bool, gold: bool, seed: int = 0) -> Part:
    """Votes of five annotators, some items with many and some with one."""
    rng = np.random.default_rng(seed)
    ptr = np.concatenate([[0], np.cumsum(rng.integers(1, 9, n_items))])
    row_value = np.tile(np.arange(n_values), 5).astype(np.int32)
    row = rng.integers(0, len(row_value), ptr[-1]).astype(np.int32)
    posterior = rng.dirichlet(np.ones(n_values), n_items)
    known = rng.integers(-1, n_values, n_items).astype(np.int32) if gold else np.empty(0, dtype=np.int32)
    return Part(ptr, row, rng.random(len(row)) if weights else None, row_value, known, posterior)


def in_loops(given: Part, parameters: Parameters) -> tuple[np.ndarray, np.ndarray, float]:
    """Posterior, expected counts and log-likelihood, one vote after the other."""
    k = len(parameters.log_prevalence)
    posterior, counts, likelihood = np.empty_like(given.posterior), np.zeros_like(parameters.table), 0.0
    weight = np.ones(len(given.row)) if given.weight is None else given.weight
    for i in range(len(given.ptr) - 1):
        votes = range(given.ptr[i], given.ptr[i + 1])
        score = parameters.log_prevalence.copy()
        for a in votes:
            r = given.row[a]
            if parameters.table.ndim == 2:
                score += weight[a] * parameters.table[r]
            else:
                score[given.row_value[r]] += weight[a] * parameters.table[r]
        known = given.gold[i] if len(given.gold) else -1
        likelihood += score[known] if known >= 0 else np.logaddexp.reduce(score)
        posterior[i] = np.eye(k)[known] if known >= 0 else np.exp(score - np.logaddexp.reduce(score))
        for a in votes:
            r = given.row[a]
            counts[r] += weight[a] * (posterior[i] if counts.ndim == 2 else posterior[i, given.row_value[r]])
    return posterior, counts, likelihood


@both
@pytest.mark.parametrize("n_values", [1, 2, 4, 16, 17, 40])
@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize(("weights", "gold"), [(False, False), (True, False), (True, True)])
def test_a_pass_is_what_a_loop_over_votes_gives(
    kernel: str, n_values: int, flat: bool, weights: bool, gold: bool
) -> None:
    """Over 600 items, so that a block of the compiled kernel ends within them; K compiled in, and not."""
    given = part(600, n_values, weights=weights, gold=gold)
    rng = np.random.default_rng(1)
    n_rows = len(given.row_value)
    table = rng.normal(size=n_rows) if flat else np.log(rng.dirichlet(np.ones(n_values), n_rows))
    parameters = Parameters(table, np.log(rng.dirichlet(np.ones(n_values))))
    posterior, counts, likelihood = in_loops(given, parameters)
    before = given.posterior.copy()
    with kernels.using(kernel):
        sums = run(Pass.over(given, parameters, table.shape))

    assert np.abs(sums.posterior - posterior).max() < 1e-12
    assert np.abs(sums.counts - counts).max() < 1e-10
    assert np.abs(sums.prevalence - posterior.sum(axis=0)).max() < 1e-10
    assert sums.log_likelihood == pytest.approx(likelihood, rel=1e-12)
    assert sums.change == pytest.approx(np.abs(posterior - before).max(), abs=1e-12)


@both
@pytest.mark.parametrize("flat", [False, True])
def test_without_parameters_it_only_counts(kernel: str, flat: bool) -> None:
    given = part(600, 3, weights=True, gold=False)
    before = given.posterior.copy()
    counts = np.zeros(15) if flat else np.zeros((15, 3))
    item = np.repeat(np.arange(600), np.diff(given.ptr))
    own = before[item, given.row_value[given.row]] if flat else before[item]
    np.add.at(counts, given.row, (own.T * given.weight).T)
    with kernels.using(kernel):
        sums = run(Pass.over(given, None, counts.shape))

    assert np.abs(sums.counts - counts).max() < 1e-10
    assert (sums.posterior == before).all()


@both
def test_a_hopeless_value_has_probability_nothing_and_no_warning(kernel: str) -> None:
    """Scores a thousand apart: e to the difference is below every float64."""
    given = part(10, 2, weights=False, gold=False)
    table = np.tile([0.0, -1000.0], (10, 1))
    with kernels.using(kernel), np.errstate(all="raise", under="ignore"):
        sums = run(Pass.over(given, Parameters(table, np.log([0.5, 0.5])), table.shape))

    assert sums.posterior.tolist() == [[1.0, pytest.approx(0.0, abs=1e-300)]] * 10


@needs_both
@pytest.mark.parametrize("name", ["dawid_skene", "one_coin", "mace", "majority", "wawa", "ordinal"])
@pytest.mark.parametrize("options", [{}, {"iterations": 60}])
def test_both_kernels_end_with_the_same_posteriors(name: str, options: dict[str, Any]) -> None:
    if name in ("majority", "wawa"):
        options = {}
    made, _ = crowd(2_000, 30, 4, 5)
    results = []
    for kernel in kernels.available():
        with kernels.using(kernel):
            results.append(aggregate(made, name, **options))
    one, other = results

    assert one.value_index.tolist() == other.value_index.tolist()
    if one.posterior is not None:
        near = 1e-6 if name == "ordinal" else 1e-9  # a search ends where its tolerance lets it
        assert np.abs(one.posterior - other.posterior).max() < near


@both
@pytest.mark.parametrize("n_values", [1, 2, 5])
def test_the_leader_is_the_first_of_the_best(kernel: str, n_values: int) -> None:
    scores = np.random.default_rng(0).integers(0, 3, (500, n_values)).astype(np.float64)
    with kernels.using(kernel):
        leader, n_best = winners(scores + 1e-12 * np.arange(n_values), 1e-9)

    assert leader.tolist() == scores.argmax(axis=1).tolist()
    assert n_best.tolist() == (scores == scores.max(axis=1, keepdims=True)).sum(axis=1).tolist()
