"""The weighted vote whose weights learn, from near nothing, how often each annotator agrees with it."""

from typing import Literal

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.annotators import Skills
from labelproof.quality.crowd.ballots import outcome, slots, tally
from labelproof.quality.crowd.voting import family_weight, n_votes, voting

METHOD = "zero_based_skill@1"
_LEVEL = 1e-9
_HALVED_EVERY = 20
_ABOVE_CHANCE = 1e-5


def zero_based_skill(
    answers: Answers, *, iterations: int = 100, ties: Literal["shared", "first"] = "shared"
) -> Consensus:
    """The vote weighted by skills that move, each round, towards the share of agreement with the vote they gave.

    They start just above 1 / K; the rate of learning starts at 1 and halves every 20 rounds. Ties as in wawa.

    Shape:   answers of one question.
    Unit:    indexes of values; share of the votes' weight, 0 to 1.
    Missing: an item without a vote has value -1 and no tie.
    Errors:  Refused("answers.bad") for numbers, and for fewer rounds than one.
    Source:  Ustalov, Pavlichenko & Tseitlin, Learning from Crowds with Crowd-Kit (2023); ties are shared, as in Wawa.

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [("i", "ana", "x"), ("i", "ben", "x"), ("i", "cy", "y"), ("j", "ana", "x"), ("j", "cy", "y")]
    >>> zero_based_skill(from_columns(*zip(*rows))).value_index.tolist()
    [0, 0]
    """
    if iterations < 1:
        raise refusal([Problem("iterations", f"is 1 or more, not {iterations}")])
    if ties not in ("shared", "first"):
        raise refusal([Problem("ties", f'is "shared" or "first", not {ties!r}')])
    answers = voting(answers)
    family = family_weight(answers)
    where = slots(answers)
    who, n_annotators = answers.annotator_index, answers.n_annotators
    n = np.bincount(who, minlength=n_annotators)
    skill = np.full(n_annotators, 1 / max(answers.n_values, 1) + _ABOVE_CHANCE)
    agreed = np.zeros(n_annotators)
    for each in range(1, iterations + 1):
        rate = 0.5 ** (each // _HALVED_EVERY)
        weight = skill[who] if family is None else skill[who] * family
        first = outcome(where, tally(where, weight), _LEVEL, share_ties=ties == "shared")
        agreed = np.bincount(who, weights=first.credit[where.slot], minlength=n_annotators)
        skill += rate * (agreed / np.maximum(n, 1) - skill)
    weight = skill[who] if family is None else skill[who] * family
    scores = tally(where, weight)
    first = outcome(where, scores, _LEVEL)
    total = np.bincount(answers.item_index, weights=weight, minlength=answers.n_items)
    share = np.full(answers.n_items, np.nan)
    voted = np.flatnonzero(where.voted & (total > 0))
    share[voted] = scores[first.leader[voted]] / total[voted]
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
        iterations=iterations,
    )
