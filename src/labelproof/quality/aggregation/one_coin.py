"""One number an annotator: how often right, and equally often each other value when not."""

from typing import Literal

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.ports.executor import Executor
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.annotators import Skills
from labelproof.quality.crowd.coded import Coded, coded
from labelproof.quality.crowd.expectation import Stop, fit
from labelproof.quality.crowd.posteriors import from_fit
from labelproof.quality.crowd.voting import gold_index, voting
from labelproof.quality.kernels.em import Parameters, Sums

METHOD = "one_coin@1"
FLOOR = 1e-10


def one_coin(
    answers: Answers,
    *,
    iterations: int | Literal["converge"] = "converge",
    gain: float | None = None,
    prevalence: Literal["uniform", "estimated"] = "uniform",
    gold: IntArray | None = None,
    executor: Executor | None = None,
) -> Consensus:
    """The values most probable when an annotator is right with one probability and errs evenly otherwise.

    The prevalence is uniform: estimated, it feeds back into a model with one parameter and swallows a class (bluebird:
    .583 against .722, where the vote has .759).

    Shape:   answers of one question; gold (items,), -1 where there is none.
    Unit:    probabilities, 0 to 1; log_likelihood in nats.
    Missing: an item without a vote has value -1, and the prevalence as its posterior.
    Errors:  Refused("answers.bad") for numbers and for options that are none of these.
    Source:  Zhang, Chen, Zhou & Jordan, Spectral Methods meet EM (2016), section 4.

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [(i, who, "x" if (i % 2 == 0) != (who == "cy" and i < 4) else "y") for i in range(8) for who in ("ana", "ben", "cy")]
    >>> one_coin(from_columns(*zip(*rows))).value_index.tolist()
    [0, 1, 0, 1, 0, 1, 0, 1]
    """
    if prevalence not in ("estimated", "uniform"):
        raise refusal([Problem("prevalence", f'is "estimated" or "uniform", not {prevalence!r}')])
    known = gold_index(gold, answers)
    answers = voting(answers)
    votes = coded(answers)
    here = known[votes.answered] if len(known) else known
    ended = fit(
        votes,
        lambda sums, _: _maximise(votes, sums, prevalence == "uniform"),
        (votes.n_rows,),
        Stop.after(iterations, gain),
        here,
        executor=executor,
    )
    right, n = votes.by_annotator(ended.sums.counts), votes.by_annotator(votes.row_count)
    who = votes.row_annotator[votes.start].tolist()
    return from_fit(METHOD, answers, votes, ended, known, Skills(METHOD, who, right, n))


def _maximise(votes: Coded, sums: Sums, uniform: bool) -> Parameters:
    n = votes.by_annotator(votes.row_count)
    skill = np.clip(votes.by_annotator(sums.counts) / n, FLOOR, 1 - FLOOR)
    wrong = np.clip((1 - skill) / max(votes.n_values - 1, 1), FLOOR, 1 - FLOOR)
    share = sums.prevalence / max(float(sums.prevalence.sum()), FLOOR)
    if uniform:
        share = np.full(votes.n_values, 1.0 / max(votes.n_values, 1))
    odds = votes.of_annotator(np.log(skill) - np.log(wrong))
    return Parameters(odds, np.log(np.maximum(share, FLOOR)), float(n @ np.log(wrong)))
