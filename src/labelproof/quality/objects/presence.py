"""Whether each of several candidates is there, from annotators who said so or did not: a span, a box, a label of a set."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.consensus import AnnotatorModel
from labelproof.quality.crowd.annotators import Confusions
from labelproof.quality.crowd.coded import Coded
from labelproof.quality.crowd.confusions import FLOOR, POOLED, maximise, pseudo_counts
from labelproof.quality.crowd.expectation import Stop, fit
from labelproof.quality.kernels.em import Parameters, Sums

ITERATIONS = 5
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
    annotators: Sequence[AnnotatorModel] = ()
    iterations: int | None = None
    last_change: float | None = None


def by_share(ballots: Ballots) -> Presence:
    """Each candidate's share of the votes, weighted if there are weights.

    Shape:   see Ballots; support (candidates,).
    Unit:    share, 0 to 1.
    Missing: a candidate without a vote, or with votes of no weight, has one half.
    Errors:  none.
    Source:  statistics.md, Aggregation.

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
    iterations are those of the model for categories (statistics.md, Aggregation), and so is the code: see `_coded`.

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
    people, votes = _people(ballots), _coded(ballots)
    share = by_share(ballots).support
    start = np.stack([1 - share, share], axis=1)
    ended = fit(
        votes,
        lambda sums, used: _maximise(ballots, people, sums, used),
        (votes.n_rows, 2),
        Stop.after(ITERATIONS),
        np.empty(0, dtype=np.intp),
        posterior=start,
    )
    method = "dawid_skene/marked_only" if ballots.marked_only else "dawid_skene"
    counts = _counts(ballots, ended.sums, ended.used)
    known = replace(people, row_count=counts.sum(axis=1))
    models = Confusions(f"presence/{method}@1", known, counts, pseudo_counts(known, counts, POOLED))
    return Presence(method, ended.posterior[:, 1], models, ended.iterations, ended.sums.change)


VOTES: Mapping[str, Callable[[Ballots], Presence]] = {"share": by_share, "dawid_skene": by_skill}


def vote_named(name: str) -> Callable[[Ballots], Presence]:
    """The way to decide of this name; Refused("vote.unknown") when there is none."""
    if name not in VOTES:
        fix = f"choose from {', '.join(VOTES)}"
        raise Refused("vote.unknown", f"{name!r} is no way to vote", fix, (Problem("vote", fix),))
    return VOTES[name]


def _people(ballots: Ballots) -> Coded:
    """The rows of the annotators' confusions: for each, "not there" and "there", whether or not both were said."""
    n = ballots.n_annotators
    return Coded(
        ptr=np.zeros(1, dtype=np.int64),
        row=np.empty(0, dtype=np.int32),
        weight=None,
        row_annotator=np.repeat(np.arange(n), 2),
        row_value=np.tile(np.arange(2), n),
        row_count=np.zeros(2 * n),
        start=2 * np.arange(n),
        answered=np.empty(0, dtype=np.intp),
        n_items=0,
        n_annotators=n,
        n_values=2,
    )


def _coded(ballots: Ballots) -> Coded:
    """Ballots as votes of the one EM, which knows one prevalence and no truncation: both become rows like a vote's.

    Each candidate has one more vote, by its stratum: that row's log-probabilities are the stratum's prevalence, and
    its expected counts are just what the next prevalence is made of. With `marked_only` it has another by itself,
    of -log P(not nobody marks it), and its counts say how much was not seen. So E is the kernel's, for all of them.
    """
    n, n_strata = len(ballots.stratum), int(ballots.stratum.max(initial=-1)) + 1
    each, first = np.arange(n), 2 * ballots.n_annotators
    more = [first + ballots.stratum, *([first + n_strata + each] if ballots.marked_only else [])]
    candidate = np.concatenate([ballots.candidate, *[each] * len(more)])
    row = np.concatenate([2 * ballots.annotator + ballots.said, *more])
    n_rows = first + n_strata + n * ballots.marked_only
    order = np.argsort(candidate, kind="stable")
    weight = None
    if ballots.weight is not None:
        weight = np.concatenate([ballots.weights, np.ones(n * len(more))])[order]
    return Coded(
        ptr=np.concatenate([[0], np.cumsum(np.bincount(candidate, minlength=n))]),
        row=row[order].astype(np.int32),
        weight=weight,
        row_annotator=np.zeros(n_rows, dtype=np.int32),
        row_value=np.zeros(n_rows, dtype=np.int32),
        row_count=np.bincount(row, minlength=n_rows).astype(np.float64),
        start=np.empty(0, dtype=np.intp),
        answered=each,
        n_items=n,
        n_annotators=ballots.n_annotators,
        n_values=2,
    )


def _maximise(ballots: Ballots, people: Coded, sums: Sums, used: Parameters | None) -> Parameters:
    """The next confusions, prevalences and chances that nobody marks a thing."""
    first = 2 * ballots.n_annotators
    confusion = maximise(people, replace(sums, counts=_counts(ballots, sums, used)), POOLED, uniform=True).table
    n_strata = int(ballots.stratum.max(initial=-1)) + 1
    held = sums.counts[first : first + n_strata] + 1
    tables = [confusion, np.log(held / held.sum(axis=1, keepdims=True))]
    if ballots.marked_only:
        silent = np.stack([_silent(ballots, confusion[0::2, truth]) for truth in (0, 1)], axis=1)
        tables.append(-np.log1p(-np.minimum(np.exp(silent), 1 - FLOOR)))
    return Parameters(np.concatenate(tables), np.zeros(2))


def _counts(ballots: Ballots, sums: Sums, used: Parameters | None) -> FloatArray:
    """Expected ballots by (annotator and what was said, truth), those on what nobody marked included."""
    first, n = 2 * ballots.n_annotators, len(ballots.stratum)
    counts = sums.counts[:first].copy()
    if not ballots.marked_only or used is None:
        return counts
    own = slice(len(sums.counts) - n, None)
    unseen = np.minimum(np.expm1(used.table[own]), _MOST_UNSEEN) * sums.counts[own]
    for truth in (0, 1):
        by_person = _sums(ballots.annotator, ballots.weights * unseen[ballots.candidate, truth], ballots.n_annotators)
        counts[0::2, truth] += by_person
    return counts


def _silent(ballots: Ballots, log_no: FloatArray) -> FloatArray:
    """The log-probability that nobody marks a candidate, of those who were asked."""
    return _sums(ballots.candidate, ballots.weights * log_no[ballots.annotator], len(ballots.stratum))


def _sums(index: IntArray, weights: FloatArray, n: int) -> FloatArray:
    return np.bincount(index, weights=weights, minlength=n).astype(np.float64)
