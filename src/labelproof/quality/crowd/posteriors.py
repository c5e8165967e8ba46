"""From a fitted model to the consensus that everyone reads."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.consensus import AnnotatorModel, Consensus
from labelproof.quality.crowd.ballots import Full, outcome
from labelproof.quality.crowd.coded import Coded
from labelproof.quality.crowd.expectation import Fit
from labelproof.quality.crowd.voting import n_votes

LEVEL = 1e-9
"""Posteriors nearer than this are a tie: sums in another order differ by no more (statistics.md, Speed)."""
_SHIFT = 0.15


def from_fit(
    method: str, answers: Answers, votes: Coded, ended: Fit, gold: IntArray, annotators: Sequence[AnnotatorModel]
) -> Consensus:
    """What EM ended with, for all items; those without votes have the prevalence as their posterior, and no value.

    Shape:   answers, and their votes as coded; gold per item, or empty.
    Unit:    probabilities; nats.
    Missing: an item without votes or gold: value -1, no tie.
    Errors:  none.
    Source:  statistics.md, Results and 4.

    >>> LEVEL
    1e-09
    """
    prevalence = np.exp(ended.used.log_prevalence)
    posterior = ended.posterior
    if len(votes.answered) < votes.n_items:
        posterior = np.tile(prevalence / prevalence.sum(), (votes.n_items, 1))
        posterior[votes.answered] = ended.posterior
    return from_posterior(
        method,
        answers,
        posterior,
        gold,
        weight=votes.weight,
        annotators=annotators,
        prevalence=prevalence,
        iterations=ended.iterations,
        converged=ended.converged,
        last_change=ended.sums.change,
        log_likelihood=ended.sums.log_likelihood + ended.used.constant,
        notes=_notes(votes, ended),
    )


def from_posterior(
    method: str,
    answers: Answers,
    posterior: FloatArray,
    gold: IntArray,
    *,
    weight: FloatArray | None = None,
    notes: tuple[str, ...] = (),
    **rest: Any,
) -> Consensus:
    """The most probable value of each item that has votes or gold, ties within 1e-9, beside the posterior itself.

    Shape:   posterior (items, K); gold (items,) or empty, -1 for none; `rest` are fields of Consensus.
    Unit:    probabilities.
    Missing: as from_fit.
    Errors:  none.
    Source:  statistics.md, Aggregation.

    >>> from labelproof.quality.columns import from_columns
    >>> two = from_columns(["i", "j"], ["ana", "ana"], ["x", "y"])
    >>> from_posterior("m@1", two, np.array([[0.9, 0.1], [0.5, 0.5]]), np.empty(0, int)).value_index.tolist()
    [0, -1]
    """
    total = n_votes(answers, weight)
    known = np.flatnonzero(gold >= 0)
    posterior[known] = 0.0
    posterior[known, gold[known]] = 1.0
    decided = total > 0
    decided[known] = True
    n_values = posterior.shape[1]
    leads = outcome(Full(np.empty(0, dtype=np.int64), decided, max(n_values, 1)), posterior.ravel(), LEVEL)
    return Consensus(
        method,
        total,
        value_index=leads.value_index,
        values=answers.values,
        tied_ptr=leads.tied_ptr,
        tied_values=leads.tied_values,
        posterior=posterior,
        notes=(("gold_clamped", *notes) if len(known) else notes),
        **rest,
    )


def _notes(votes: Coded, ended: Fit) -> tuple[str, ...]:
    """A class that was swallowed, labels that may have changed places, and no convergence: three different things."""
    n = max(len(votes.answered), 1)
    moved = 0.5 * float(np.abs(ended.sums.prevalence / n - ended.first).sum())
    said = {
        "not_converged": not ended.converged,
        "prevalence_shift": moved > _SHIFT,
        "labels_may_be_swapped": _most_are_below_chance(votes, ended),
    }
    return tuple(note for note, is_so in said.items() if is_so)


def _most_are_below_chance(votes: Coded, ended: Fit) -> bool:
    """Whether most annotators are wrong more often than a coin of K sides: rather the labels changed places."""
    counts = ended.sums.counts
    own = counts if counts.ndim == 1 else counts[np.arange(len(counts)), votes.row_value]
    right, n = votes.by_annotator(own), votes.by_annotator(votes.row_count)
    return len(n) > 0 and float(np.mean(right * votes.n_values < n)) > 0.5
