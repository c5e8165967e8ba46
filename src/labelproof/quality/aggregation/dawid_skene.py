"""Dawid and Skene's model: each annotator has a confusion matrix."""

from typing import Literal

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.ports.executor import Executor
from labelproof.quality.annotators import Confusions
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.coded import Coded, coded
from labelproof.quality.consensus import Consensus
from labelproof.quality.expectation import Stop, fit
from labelproof.quality.kernels.em import Parameters, Sums
from labelproof.quality.posteriors import from_fit
from labelproof.quality.voting import gold_index, voting

FLOOR = 1e-10
POOLED = ("pooled", 3.0)

Smoothing = tuple[str, float] | None


def dawid_skene(
    answers: Answers,
    *,
    smoothing: Smoothing = POOLED,
    iterations: int | Literal["converge"] = 5,
    gain: float | None = None,
    prevalence: Literal["estimated", "uniform"] = "estimated",
    gold: IntArray | None = None,
    executor: Executor | None = None,
) -> Consensus:
    """The values most probable when every annotator errs in his own way.

    `smoothing`: ("pooled", a) adds to each row of a confusion matrix a times the row of everyone's, (+1 per cell);
    ("laplace", a) adds a to each cell; None adds nothing. After 5 iterations, not at convergence: more likelihood is not
    more truth (weather_cf, unsmoothed: .857, .830, .787 after 2, 5 and all). `gain` stops sooner, when the bound on the
    log-likelihood per vote gains less. `gold` clamps the items it has. `executor` runs the parts elsewhere, to the same bits.

    Shape:   answers of one question; gold (items,), -1 where there is none.
    Unit:    probabilities, 0 to 1; log_likelihood in nats.
    Missing: an item without a vote has value -1, and the prevalence as its posterior.
    Errors:  Refused("answers.bad") for numbers and for options that are none of these.
    Source:  Dawid & Skene, Maximum Likelihood Estimation of Observer Error-Rates (1979); pooling: Paun et al. (2018).

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [(i, who, "x" if (i % 2 == 0) != (who == "cy" and i < 4) else "y") for i in range(8) for who in ("ana", "ben", "cy")]
    >>> dawid_skene(from_columns(*zip(*rows))).value_index.tolist()
    [0, 1, 0, 1, 0, 1, 0, 1]
    """
    _check(smoothing, prevalence)
    known = gold_index(gold, answers)
    answers = voting(answers)
    votes = coded(answers)
    here = known[votes.answered] if len(known) else known
    ended = fit(
        votes,
        lambda sums, _: _maximise(votes, sums, smoothing, prevalence == "uniform"),
        (votes.n_rows, votes.n_values),
        Stop.after(iterations, gain),
        here,
        executor=executor,
    )
    method = f"dawid_skene/{'plain' if smoothing is None else smoothing[0]}@1"
    annotators = Confusions(method, votes, ended.sums.counts, _prior(votes, ended.sums.counts, smoothing))
    return from_fit(method, answers, votes, ended, known, annotators)


def _maximise(votes: Coded, sums: Sums, smoothing: Smoothing, uniform: bool) -> Parameters:
    """The most likely confusion matrices and prevalence, given expected counts; unsmoothed, exactly those of 1979.

    Unsmoothed, an empty row of a matrix is uniform over the values its annotator used: the floor alone speaks there.
    """
    counts, k = sums.counts, votes.n_values
    prior = _prior(votes, counts, smoothing)
    table = np.maximum(counts, FLOOR) if prior is None else counts + prior.T[votes.row_value]
    total = votes.by_annotator(table if prior is None else counts)
    if prior is not None:
        total += prior.sum(axis=1)
    table /= votes.of_annotator(total)
    np.log(np.maximum(table, FLOOR, out=table), out=table)
    extra = 0.0 if smoothing is None else 1.0
    share = (sums.prevalence + extra) / max(float(sums.prevalence.sum()) + extra * k, FLOOR)
    if uniform:
        share = np.full(k, 1.0 / max(k, 1))
    return Parameters(table, np.log(np.maximum(share, FLOOR)))


def _prior(votes: Coded, counts: FloatArray, smoothing: Smoothing) -> FloatArray | None:
    """Pseudo-counts (K, K), rows the true value."""
    if smoothing is None:
        return None
    kind, strength = smoothing
    k = votes.n_values
    if kind == "laplace":
        return np.full((k, k), strength)
    pooled = np.ones((k, k))
    np.add.at(pooled.T, votes.row_value, counts)
    return strength * pooled / pooled.sum(axis=1, keepdims=True)


def _check(smoothing: Smoothing, prevalence: str) -> None:
    problems: list[Problem] = []
    if smoothing is not None and (smoothing[0] not in ("pooled", "laplace") or not smoothing[1] > 0):
        problems.append(
            Problem("smoothing", f'is ("pooled", a), ("laplace", a) with a > 0, or None, not {smoothing!r}')
        )
    if prevalence not in ("estimated", "uniform"):
        problems.append(Problem("prevalence", f'is "estimated" or "uniform", not {prevalence!r}'))
    if problems:
        raise refusal(problems)
