"""Dawid and Skene's model at work: for the aggregators that are built on it."""

from typing import Literal

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.ports.executor import Executor
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.annotators import Confusions
from labelproof.quality.crowd.coded import Coded, coded
from labelproof.quality.crowd.expectation import Stop, fit
from labelproof.quality.crowd.posteriors import from_fit
from labelproof.quality.crowd.voting import gold_index, voting
from labelproof.quality.kernels.em import Parameters, Sums

FLOOR = 1e-10
Smoothing = tuple[str, float] | None
POOLED: Smoothing = ("pooled", 3.0)
"""With 5 iterations, the default. On seven crowds, whole and thinned to 2, 3, 5 and 7 votes an item, strengths 1 to 5 with
3 to 5 iterations are level in accuracy (.004 at most, its standard error over crowds .002); without smoothing it is .006
to .017 worse, with 20 iterations up to .016, with strength 10 up to .006. Answers left out are foretold best by
strengths 3 to 5, and worse by 1. Where annotators have 10 answers or fewer, 3 iterations do better (by .010 and more),
and they cost .009 on bluebird as it is: `python -m bench.crowd --thin`."""


def confusions(
    name: str,
    answers: Answers,
    *,
    smoothing: Smoothing = POOLED,
    iterations: int | Literal["converge"] = 5,
    gain: float | None = None,
    prevalence: Literal["estimated", "uniform"] = "estimated",
    gold: IntArray | None = None,
    executor: Executor | None = None,
) -> Consensus:
    """The consensus of confusion matrices; see aggregation/dawid_skene.py for what the options mean.

    Shape:   answers of one question; gold (items,), -1 where there is none.
    Unit:    probabilities, 0 to 1; log_likelihood in nats.
    Missing: an item without a vote has value -1, and the prevalence as its posterior.
    Errors:  Refused("answers.bad") for numbers and for options that are none of these.
    Source:  Dawid & Skene (1979); pooling: Paun et al. (2018).

    >>> from labelproof.quality.columns import from_columns
    >>> confusions("m", from_columns(["i", "i", "i"], ["ana", "ben", "cy"], ["x", "x", "y"])).value_index.tolist()
    [0]
    """
    _check(smoothing, prevalence)
    known = gold_index(gold, answers)
    answers = voting(answers)
    votes = coded(answers)
    here = known[votes.answered] if len(known) else known
    ended = fit(
        votes,
        lambda sums, _: maximise(votes, sums, smoothing, prevalence == "uniform"),
        (votes.n_rows, votes.n_values),
        Stop.after(iterations, gain),
        here,
        executor=executor,
    )
    method = f"{name}/{'plain' if smoothing is None else smoothing[0]}@1"
    annotators = Confusions(method, votes, ended.sums.counts, pseudo_counts(votes, ended.sums.counts, smoothing))
    return from_fit(method, answers, votes, ended, known, annotators)


def maximise(votes: Coded, sums: Sums, smoothing: Smoothing, uniform: bool) -> Parameters:
    """The most probable confusion matrices and prevalence, given expected counts; unsmoothed, exactly those of 1979.

    Unsmoothed, an empty row of a matrix is uniform over the values its annotator used: the floor alone speaks there.
    """
    counts, k = sums.counts, votes.n_values
    prior = pseudo_counts(votes, counts, smoothing)
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


def pseudo_counts(votes: Coded, counts: FloatArray, smoothing: Smoothing) -> FloatArray | None:
    """What smoothing adds to each confusion matrix, (K, K), rows the true value; None when it adds nothing."""
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
