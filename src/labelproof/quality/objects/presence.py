"""Whether each of several candidates is there, from annotators who said so or did not: a span, a box, a label of a set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.consensus import AnnotatorModel
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.statistics.proportions import wilson

ITERATIONS = 5
SMOOTHING = 3.0
_FLOOR = 1e-10
_MOST_ODDS = 700.0  # exp of more is no double
_MOST_UNSEEN = 20.0  # for each thing seen; a first guess of nearly 1 would drown the votes in things nobody saw


@dataclass(frozen=True, slots=True)
class Ballots:
    """One row for each annotator of an item and each candidate on it.

    Shape:   candidate, annotator (n,) indexes; said (n,). stratum (candidates,): candidates of one stratum share a
             prevalence. weight (annotators,), or None: one each. marked_only: a candidate is one because somebody
             said yes; what nobody marked is not among them.
    """

    candidate: IntArray
    annotator: IntArray
    said: BoolArray
    n_annotators: int
    stratum: IntArray
    weight: FloatArray | None = None
    marked_only: bool = False

    @property
    def weights(self) -> FloatArray:
        """One for each row."""
        return np.ones(len(self.said)) if self.weight is None else self.weight[self.annotator]


@dataclass(frozen=True, slots=True)
class Presence:
    """How sure each candidate is: a share of votes or a posterior, each 0 to 1. One half decides nothing."""

    method: str
    support: FloatArray
    annotators: tuple[AnnotatorModel, ...] = ()
    iterations: int | None = None
    last_change: float | None = None


def by_share(ballots: Ballots) -> Presence:
    """Each candidate's share of the votes, weighted if there are weights.

    Shape:   see Ballots; support (candidates,).
    Unit:    share, 0 to 1.
    Missing: a candidate without a vote, or with votes of no weight, has one half.
    Errors:  none.
    Source:  quality.md section 4.

    >>> rows = np.array([0, 0, 0]), np.array([0, 1, 2]), np.array([True, True, False])
    >>> by_share(Ballots(*rows, 3, np.array([0]))).support.round(3).tolist()
    [0.667]
    """
    weights = ballots.weights
    n = len(ballots.stratum)
    for_it, all_of_it = _sums(ballots.candidate, weights * ballots.said, n), _sums(ballots.candidate, weights, n)
    support = np.divide(for_it, all_of_it, out=np.full(n, 0.5), where=all_of_it > 0)
    return Presence("share", support)


def by_skill(ballots: Ballots) -> Presence:
    """One two-valued Dawid-Skene for each stratum, all with the same annotators.

    An annotator's confusion of "there" and "not there" is one for all strata, since one label of many is seen too
    rarely to know a person by; how often a candidate is there is each stratum's own. Smoothing, start and number of
    iterations are those of the model for categories (quality.md section 4).

    With `marked_only` votes are read given that somebody said yes, and confusions count the things that nobody
    marked, as many as the model expects: without them everybody seems to say yes to much that is not there, and the
    model falls below the plain vote (crowds of five at .7 and .1: F1 .876 against .904, and .901 so). It is no panacea:
    where three good people mark rare things the vote keeps an edge (.984 against .956).

    Shape:   see Ballots; support (candidates,).
    Unit:    posterior probability.
    Missing: a candidate nobody voted on has its stratum's prevalence.
    Errors:  none.
    Source:  Dawid & Skene (1979); for marks, Dempster, Laird & Rubin (1977), section 4.2, truncated data.

    >>> rows = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([True, True, False, False])
    >>> by_skill(Ballots(*rows, 2, np.array([0, 0]))).support.round(2).tolist()
    [0.91, 0.09]
    """
    weights, posterior = ballots.weights, by_share(ballots).support
    counts, change = np.zeros((ballots.n_annotators, 2, 2)), 0.0
    unseen = np.zeros((2, len(posterior)))
    for _ in range(ITERATIONS):
        counts = _counts(ballots, posterior, weights, unseen)
        log_confusion = np.log(np.maximum(_confusion(counts), _FLOOR))
        evidence, unseen = _evidence(ballots, weights, log_confusion)
        log_odds = np.clip(_prior(ballots.stratum, posterior) + evidence, -_MOST_ODDS, _MOST_ODDS)
        before, posterior = posterior, 1 / (1 + np.exp(-log_odds))
        change = float(np.abs(posterior - before).max(initial=0))
    models = tuple(_model(a, counts[a], table) for a, table in enumerate(_confusion(counts)))
    method = "dawid_skene/marked_only" if ballots.marked_only else "dawid_skene"
    return Presence(method, posterior, models, ITERATIONS, change)


VOTES: Mapping[str, Callable[[Ballots], Presence]] = {"share": by_share, "dawid_skene": by_skill}


def vote_named(name: str) -> Callable[[Ballots], Presence]:
    """The way to decide of this name; Refused("vote.unknown") when there is none."""
    if name not in VOTES:
        fix = f"choose from {', '.join(VOTES)}"
        raise Refused("vote.unknown", f"{name!r} is no way to vote", fix, (Problem("vote", fix),))
    return VOTES[name]


def _counts(ballots: Ballots, posterior: FloatArray, weights: FloatArray, unseen: FloatArray) -> FloatArray:
    """(annotators, truth, said): expected ballots, those on what nobody marked included."""
    cell = 2 * ballots.annotator.astype(np.int64) + ballots.said
    there = weights * posterior[ballots.candidate]
    size = 2 * ballots.n_annotators
    truths = [_sums(cell, part, size).reshape(-1, 2) for part in (weights - there, there)]
    for truth, nobody in zip(truths, unseen * np.stack([1 - posterior, posterior]), strict=True):
        truth[:, 0] += _sums(ballots.annotator, weights * nobody[ballots.candidate], ballots.n_annotators)
    return np.stack(truths, axis=1)


def _evidence(ballots: Ballots, weights: FloatArray, log_confusion: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Log odds that the votes on each candidate speak for it; (truth, candidates) unseen ones for each seen."""
    n, said = len(ballots.stratum), ballots.said.astype(np.intp)
    speaks = (log_confusion[:, 1, :] - log_confusion[:, 0, :])[ballots.annotator, said]
    evidence, unseen = _sums(ballots.candidate, weights * speaks, n), np.zeros((2, n))
    if ballots.marked_only:
        silent = [_sums(ballots.candidate, weights * log_confusion[ballots.annotator, t, 0], n) for t in (0, 1)]
        nobody = np.minimum(np.exp(silent), 1 - _FLOOR)
        evidence = evidence + np.log1p(-nobody[0]) - np.log1p(-nobody[1])
        unseen = np.minimum(nobody / (1 - nobody), _MOST_UNSEEN)
    return evidence, unseen


def _sums(index: IntArray, weights: FloatArray, n: int) -> FloatArray:
    return np.bincount(index, weights=weights, minlength=n).astype(np.float64)


def _confusion(counts: FloatArray) -> FloatArray:
    pooled = counts.sum(axis=0) + 1
    pooled /= pooled.sum(axis=1, keepdims=True)
    smooth = counts + SMOOTHING * pooled
    return smooth / smooth.sum(axis=2, keepdims=True)


def _prior(stratum: IntArray, posterior: FloatArray) -> FloatArray:
    n = np.bincount(stratum)
    share = (np.bincount(stratum, weights=posterior) + 1) / (n + 2)
    return (np.log(share) - np.log1p(-share))[stratum]


def _model(annotator: int, counts: FloatArray, confusion: FloatArray) -> AnnotatorModel:
    n = float(counts.sum())
    method = "presence/dawid_skene/wilson@1"
    if n <= 0:
        accuracy = undefined("no_answers", method, 0, "ballots")
    else:
        right = float(np.trace(counts)) / n
        interval = wilson(float(np.trace(counts)), n)
        accuracy = Estimate(right, interval, round(n), "ballots", method, target="conditional on estimated truth")
    return AnnotatorModel(annotator, round(n), accuracy, confusion=confusion)
