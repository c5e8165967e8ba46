"""Expectation and maximisation in turns, over parts of the votes, until told to stop."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.ports.executor import Executor
from labelproof.quality.answers import refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.crowd.coded import Coded
from labelproof.quality.kernels.em import Parameters, Pass, Sums, run

CONVERGED = 1e-6
"""`iterations="converge"` stops when no probability changes by more,"""
MOST = 200
"""or after so many iterations."""


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop: after `most` iterations, or before it, when no probability changes by more than `change`, or the
    expected log-likelihood with the entropy, per vote, gains less than `gain`."""

    most: int
    change: float = 0.0
    gain: float | None = None

    @classmethod
    def after(cls, iterations: int | str, gain: float | None = None) -> "Stop":
        """From the option `iterations`: a number, or "converge"."""
        if iterations == "converge":
            return cls(MOST, CONVERGED, gain)
        if isinstance(iterations, str) or iterations < 1:
            what = f'is a whole number from 1, or "converge", not {iterations!r}'
            raise refusal([Problem("iterations", what)])
        return cls(iterations, 0.0, gain)


@dataclass(frozen=True, slots=True)
class Fit:
    """Where EM ended. `sums` and `posterior` follow from `used`; `parameters` are the next ones, from `sums`.

    Shape: posterior (answered items, K); first (K,): each value's share of the votes, with which it began.
    """

    posterior: FloatArray
    sums: Sums
    used: Parameters
    parameters: Parameters
    iterations: int
    converged: bool
    first: FloatArray


def fit(
    votes: Coded,
    maximise: Callable[[Sums, Parameters | None], Parameters],
    shape: tuple[int, ...],
    stop: Stop,
    gold: IntArray,
    *,
    start: Parameters | None = None,
    posterior: FloatArray | None = None,
    executor: Executor | None = None,
) -> Fit:
    """Run EM from shares of votes, or from another posterior, or from parameters.

    Shape:   `maximise` makes the next parameters of expected counts, of shape (rows, K) or (rows,), and of those that
             gave the counts; gold per answered item, or empty.
    Unit:    none.
    Missing: items without votes are not in `votes`.
    Errors:  none.
    Source:  Dawid & Skene (1979).

    >>> Stop.after("converge").most
    200
    """
    posterior = shares(votes, gold) if posterior is None else posterior
    first = posterior.sum(axis=0) / max(len(posterior), 1)
    each_part = _mapping(executor)

    def pass_over(parameters: Parameters | None) -> Sums:
        work = (Pass.over(part, parameters, shape) for part in votes.parts(posterior, gold))
        return _added(each_part(work), posterior, shape)

    used = parameters = start or maximise(pass_over(None), None)
    sums = _added(iter(()), posterior, shape)
    bound, converged, iterations = -np.inf, False, 0
    while iterations < stop.most and not converged:
        used, iterations = parameters, iterations + 1
        sums = pass_over(used)
        parameters = maximise(sums, used)
        converged = sums.change <= stop.change
        if stop.gain is not None:
            before, bound = bound, _bound(votes, posterior, sums, used, parameters) / max(len(votes.row), 1)
            converged |= bound - before < stop.gain
    return Fit(posterior, sums, used, parameters, iterations, converged, first)


def shares(votes: Coded, gold: IntArray) -> FloatArray:
    """Each answered item's share of votes for each value; gold is all of them."""
    n = len(votes.answered)
    own = np.repeat(np.arange(n) * votes.n_values, np.diff(votes.ptr)) + votes.row_value[votes.row]
    table = np.bincount(own, weights=votes.weight, minlength=n * votes.n_values).reshape(n, votes.n_values)
    table = table / table.sum(axis=1, keepdims=True)
    known = np.flatnonzero(gold >= 0)
    table[known] = 0.0
    table[known, gold[known]] = 1.0
    return table


def _mapping(executor: Executor | None) -> Callable[[Iterable[Pass]], Iterator[Sums]]:
    return (lambda work: map(run, work)) if executor is None else (lambda work: executor.map(run, work))


def _added(results: Iterator[Sums], posterior: FloatArray, shape: tuple[int, ...]) -> Sums:
    """The parts' sums, added in the parts' order: the same bits whoever counted them."""
    total = Sums(np.zeros(shape), np.zeros(int(posterior.shape[1])), 0.0, 0.0, posterior)
    at = 0
    for result in results:
        here = posterior[at : at + len(result.posterior)]
        at += len(here)
        if not np.may_share_memory(here, result.posterior):  # it came back from another process
            here[:] = result.posterior
        total = total.add(result)
    return total


def _bound(votes: Coded, posterior: FloatArray, sums: Sums, used: Parameters, following: Parameters) -> float:
    """The expected log-likelihood of the next parameters and the posterior's entropy, as crowd-kit's classes have it.

    There the prevalence counts once for each vote and not for each item, so that this may fall, and ends EM earlier than
    the evidence bound would (weather_cf: .830 against .790). The entropy is the log-likelihood less its expectation.
    """
    held = posterior.T @ np.diff(votes.ptr)
    expected = _expected(sums, used) + float(sums.prevalence @ used.log_prevalence)
    entropy = sums.log_likelihood + used.constant - expected
    return entropy + _expected(sums, following) + float(held @ following.log_prevalence)


def _expected(sums: Sums, parameters: Parameters) -> float:
    """Of the votes alone, given the values."""
    return float((sums.counts * parameters.table).sum()) + parameters.constant
