"""Workers' agreement with the aggregate: the vote again, each vote weighted by how often its annotator agreed with it."""

from typing import Literal

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.annotators import Skills
from labelproof.quality.crowd.ballots import outcome, slots, tally
from labelproof.quality.crowd.voting import family_weight, n_votes, voting

METHOD = "wawa@1"
_LEVEL = 1e-9  # weights are sums of fractions: nearer than this is a tie


def wawa(answers: Answers, *, ties: Literal["shared", "first"] = "shared") -> Consensus:
    """The weighted vote, where a vote weighs as much as its annotator agreed with the plain vote.

    A tied vote is half (a third, ...) an agreement with each of its leaders, so that no order of rows decides; with
    ties="first" the first of them has it all, as in crowd-kit.

    Shape:   answers of one question.
    Unit:    indexes of values; share of the votes' weight, 0 to 1.
    Missing: an item without a vote has value -1 and no tie.
    Errors:  Refused("answers.bad") for numbers.
    Source:  Appen, Calculating Worker Agreement with Aggregate (Wawa).

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [("i", "ana", "x"), ("i", "ben", "x"), ("i", "cy", "y"), ("j", "ana", "x"), ("j", "cy", "y")]
    >>> wawa(from_columns(*zip(*rows))).value_index.tolist()
    [0, 0]
    """
    if ties not in ("shared", "first"):
        raise refusal([Problem("ties", f'is "shared" or "first", not {ties!r}')])
    answers = voting(answers)
    family = family_weight(answers)
    where = slots(answers)
    who, n_annotators = answers.annotator_index, answers.n_annotators
    vote = outcome(where, tally(where, family), _LEVEL, share_ties=ties == "shared")
    agreed = np.bincount(who, weights=vote.credit[where.slot], minlength=n_annotators)
    n = np.bincount(who, minlength=n_annotators)
    weight = (agreed / np.maximum(n, 1))[who]
    if family is not None:
        weight = weight * family
    scores = tally(where, weight)
    first = outcome(where, scores, _LEVEL)
    total = np.bincount(answers.item_index, weights=weight, minlength=answers.n_items)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (
            np.where(where.voted, scores[first.leader] / total, np.nan) if len(scores) else np.full(len(total), np.nan)
        )
    seen = np.flatnonzero(n)
    return Consensus(
        METHOD,
        n_votes(answers, family),
        value_index=first.value_index,
        values=answers.values,
        tied_ptr=first.tied_ptr,
        tied_values=first.tied_values,
        share=share,
        annotators=Skills(METHOD, seen.tolist(), agreed[seen].astype(np.float64), n[seen].astype(np.float64)),
    )
