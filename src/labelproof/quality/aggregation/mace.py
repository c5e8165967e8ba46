"""Annotators who either know the value or answer by a habit of their own."""

from collections.abc import Callable
from typing import Any, Literal, cast

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.annotators import Skills
from labelproof.quality.crowd.coded import Coded, coded
from labelproof.quality.crowd.expectation import Fit, Stop, fit
from labelproof.quality.crowd.posteriors import from_fit
from labelproof.quality.crowd.voting import gold_index, voting
from labelproof.quality.kernels.em import Parameters, Sums

METHOD = "mace/variational@1"
FLOOR = 1e-10
KNOWS = (0.5, 0.5)
HABIT = 10.0


def mace(
    answers: Answers,
    *,
    iterations: int | Literal["converge"] = 50,
    restarts: int = 4,
    knows: tuple[float, float] = KNOWS,
    habit: float = HABIT,
    gold: IntArray | None = None,
    rng: np.random.Generator | None = None,
) -> Consensus:
    """The values most probable when an annotator knows a value with some probability, and otherwise answers by habit.

    Variational Bayes: a Beta prior on knowing, `habit` pseudo-answers on each value of a habit. The fit of the highest
    likelihood wins, out of one that starts at shares of votes and `restarts` others. Without `rng` these begin with
    everyone knowing equally often, from rarely to nearly always: no name or order of annotators can matter. With it
    each annotator begins somewhere else.

    Shape:   answers of one question; gold (items,), -1 where there is none.
    Unit:    probabilities, 0 to 1; log_likelihood in nats (of weights that variational Bayes leaves below one).
    Missing: an item without a vote has value -1 and a uniform posterior.
    Errors:  Refused("answers.bad") for numbers and for options that are none of these.
    Source:  Hovy, Berg-Kirkpatrick, Vaswani & Hovy, Learning Whom to Trust with MACE (2013), sections 2 and 3.

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [(i, who, "x" if i % 2 == 0 or who == "cy" else "y") for i in range(8) for who in ("ana", "ben", "cy")]
    >>> mace(from_columns(*zip(*rows))).value_index.tolist()
    [0, 1, 0, 1, 0, 1, 0, 1]
    """
    if restarts < 0:
        raise refusal([Problem("restarts", f"is 0 or more, not {restarts}")])
    known = gold_index(gold, answers)
    answers = voting(answers)
    votes = coded(answers)
    stop = Stop.after(iterations)
    here = known[votes.answered] if len(known) else known

    def run(start: Parameters | None) -> Fit:
        return fit(
            votes,
            lambda sums, used: _maximise(votes, sums, used, knows, habit),
            (votes.n_rows,),
            stop,
            here,
            start=start,
        )

    runs = [run(None), *(run(start_at(votes, *_somewhere(votes, n, restarts, rng))) for n in range(restarts))]
    best = max(runs, key=lambda each: each.sums.log_likelihood + each.used.constant)
    right, n = votes.by_annotator(best.sums.counts), votes.by_annotator(votes.row_count)
    who = votes.row_annotator[votes.start].tolist()
    return from_fit(METHOD, answers, votes, best, known, Skills(METHOD, who, right, n))


def start_at(votes: Coded, knowing: FloatArray, habit: FloatArray) -> Parameters:
    """Parameters of the pass over votes.

    Shape: knowing (annotators who answered, 2): by habit, by knowledge; habit (rows,): P(this answer | by habit).
    """
    by_habit = np.maximum(votes.of_annotator(knowing[:, 0]) * habit, FLOOR)
    by_knowledge = votes.of_annotator(knowing[:, 1])
    uniform = np.full(votes.n_values, -np.log(max(votes.n_values, 1)))
    return Parameters(np.log1p(by_knowledge / by_habit), uniform, float(votes.row_count @ np.log(by_habit)))


def _maximise(
    votes: Coded, sums: Sums, used: Parameters | None, knows: tuple[float, float], habit: float
) -> Parameters:
    """Of the votes that are right, the share by_knowledge / (by_habit + by_knowledge) was known: 1 - exp(-table)."""
    from scipy import special  # pyright: ignore[reportMissingTypeStubs]

    digamma = cast("Callable[[FloatArray], FloatArray]", cast("Any", special).digamma)

    share = 0.5 if used is None else -np.expm1(-used.table)
    known = sums.counts * share
    guessed = votes.row_count - known
    n_known, n_guessed = votes.by_annotator(known), votes.by_annotator(guessed)
    each = np.stack([n_guessed + knows[0], n_known + knows[1]], axis=1)
    knowing = np.exp(digamma(each) - digamma(each.sum(axis=1, keepdims=True)))
    total = votes.of_annotator(n_guessed + habit * votes.n_values)
    return start_at(votes, knowing, np.exp(digamma(guessed + habit) - digamma(total)))


def _somewhere(votes: Coded, n: int, of: int, rng: np.random.Generator | None) -> tuple[FloatArray, FloatArray]:
    """Where the n-th of so many restarts begins."""
    if rng is None:
        chance = (n + 1.0) / (of + 1.0)
        return np.tile([1 - chance, chance], (len(votes.start), 1)), np.full(votes.n_rows, 1.0 / max(votes.n_values, 1))
    knowing = rng.uniform(1.0, 2.5, (len(votes.start), 2))
    habit = rng.uniform(1.0, 2.5, votes.n_rows)
    return knowing / knowing.sum(axis=1, keepdims=True), habit / votes.of_annotator(votes.by_annotator(habit))
