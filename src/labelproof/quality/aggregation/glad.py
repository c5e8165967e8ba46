"""Annotators of different ability on items of different difficulty."""

from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.annotators import Skills
from labelproof.quality.crowd.coded import Coded, coded
from labelproof.quality.crowd.expectation import Stop
from labelproof.quality.crowd.posteriors import from_posterior
from labelproof.quality.crowd.voting import gold_index, voting

METHOD = "glad@1"
GAIN = 1e-5
SEARCH = (500, 1e-5)
_MOST = 100
_MEMORY = 5  # pairs of steps and slopes that the search remembers
_MOST_ODDS = 700.0  # the hyperbolic cosine of more is no double
_MEAN = 1.0  # of the priors of ability and of log ease, normal with variance 1


def glad(
    answers: Answers,
    *,
    iterations: int | Literal["converge"] = _MOST,
    gain: float | None = GAIN,
    search: tuple[int, float] = SEARCH,
    gold: IntArray | None = None,
) -> Consensus:
    """The values most probable when P(right) = 1 / (1 + exp(-ability * ease)), by annotator and by item.

    Ability is below 0 for somebody who answers against the truth. Prevalence is uniform. It stops when the objective and
    the posterior's entropy, over K n, gain less than `gain`: together they never fall. The objective alone, which other
    implementations watch, may fall at the second iteration and end it there (web: .800 against .822). `search` limits the search within one maximisation:
    steps, and the slope at which it ends. Loose limits, such as (25, 1e-2), are faster and leave the posteriors to the
    rounding of sums, and so to the order of rows: on real sets they move by up to .09, and with these by 1e-6.

    Shape:   answers of one question; gold (items,), -1 where there is none.
    Unit:    probabilities, 0 to 1.
    Missing: an item without a vote has value -1 and a uniform posterior.
    Errors:  Refused("answers.bad") for numbers and for options that are none of these.
    Source:  Whitehill, Ruvolo, Wu, Bergsma & Movellan, Whose Vote Should Count More (2009), section 3.

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [(i, who, "x" if (i % 2 == 0) != (who == "cy" and i < 4) else "y") for i in range(8) for who in ("ana", "ben", "cy")]
    >>> glad(from_columns(*zip(*rows))).value_index.tolist()
    [0, 1, 0, 1, 0, 1, 0, 1]
    """
    known = gold_index(gold, answers)
    answers = voting(answers)
    votes = _cast(coded(answers))
    stop = Stop.after(iterations, gain)
    point = np.full(votes.n_people + votes.n_items, _MEAN)
    posterior = np.full((votes.n_items, votes.n_values), 1.0 / max(votes.n_values, 1))
    here = known[votes.coded.answered] if len(known) else known
    change, value, iteration, converged = 0.0, -np.inf, 0, not len(votes.own)
    while iteration < stop.most and not converged:
        iteration += 1
        before, last = posterior, value
        posterior = _expect(votes, point, here)
        change = float(np.abs(posterior - before).max())
        point, value = _maximise(votes, posterior.ravel()[votes.own], point, search)
        value += _entropy(posterior) / max(votes.n_values * len(votes.own), 1)
        converged = change <= stop.change or (stop.gain is not None and value - last < stop.gain)
    right = np.bincount(votes.annotator, weights=posterior.ravel()[votes.own], minlength=votes.n_people)
    everyone = np.full((answers.n_items, votes.n_values), 1.0 / max(votes.n_values, 1))
    everyone[votes.coded.answered] = posterior
    who = votes.coded.row_annotator[votes.coded.start].tolist()
    n = votes.coded.by_annotator(votes.coded.row_count)
    return from_posterior(
        METHOD,
        answers,
        everyone,
        known,
        weight=votes.coded.weight,
        annotators=Skills(METHOD, who, right.astype(np.float64), n),
        iterations=iteration,
        converged=converged,
        last_change=change,
        notes=() if converged else ("not_converged",),
    )


@dataclass(frozen=True, slots=True)
class _Votes:
    """Who voted, on what, and where in a flat table of items by values; each (n,)."""

    coded: Coded
    annotator: IntArray
    item: IntArray
    own: IntArray
    n_people: int
    n_items: int
    n_values: int


def _cast(votes: Coded) -> _Votes:
    n_items, n_people = len(votes.answered), len(votes.start)
    item = np.repeat(np.arange(n_items), np.diff(votes.ptr))
    annotator = votes.of_annotator(np.arange(n_people))[votes.row]
    own = item * votes.n_values + votes.row_value[votes.row]
    return _Votes(votes, annotator, item, own, n_people, n_items, votes.n_values)


def _expect(votes: _Votes, point: FloatArray, gold: IntArray) -> FloatArray:
    """A vote speaks for its own value with log odds ability * ease + log(K - 1)."""
    ability, ease = point[: votes.n_people], np.exp(point[votes.n_people :])
    said = ability[votes.annotator] * ease[votes.item] + np.log(max(votes.n_values - 1, 1))
    if votes.coded.weight is not None:
        said = said * votes.coded.weight
    flat = np.bincount(votes.own, weights=said, minlength=votes.n_items * votes.n_values)
    scores = flat.astype(np.float64).reshape(-1, votes.n_values)
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores /= scores.sum(axis=1, keepdims=True)
    known = np.flatnonzero(gold >= 0)
    scores[known] = 0.0
    scores[known, gold[known]] = 1.0
    return scores


def _entropy(posterior: FloatArray) -> float:
    return -float((posterior * np.log(np.maximum(posterior, 1e-300))).sum())


def _maximise(
    votes: _Votes, right: FloatArray, point: FloatArray, search: tuple[int, float]
) -> tuple[FloatArray, float]:
    """Limited-memory BFGS from where the last search ended; returns the point and the objective over K n.

    Each parameter is measured in its own standard error there: somebody of a hundred answers is then as easily found as
    an item of five, in 98 looks at the objective where 263 were needed. The slope asked for holds in every unit.
    """
    from scipy.optimize import minimize  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

    unit = 1.0 / np.sqrt(_curvature(votes, point))

    def loss(steps: FloatArray) -> tuple[float, FloatArray]:
        value, slope = _loss(votes, right, steps * unit)
        return value, slope * unit

    options = {"maxiter": search[0], "gtol": search[1] * unit.min(initial=1.0), "ftol": 0.0, "maxcor": _MEMORY}
    found = cast("Any", minimize)(loss, point / unit, method="L-BFGS-B", jac=True, options=options)
    wrong = float((1 - right).sum()) * np.log(max(votes.n_values - 1, 1))
    constant = wrong + 0.5 * np.log(2 * np.pi) * len(point)
    return np.asarray(found.x) * unit, -(float(found.fun) + float(constant)) / (votes.n_values * len(right))


def _curvature(votes: _Votes, point: FloatArray) -> FloatArray:
    """The diagonal of Fisher's information, and 1 for the prior: by annotator, then by item."""
    ability, ease = point[: votes.n_people][votes.annotator], np.exp(point[votes.n_people :])[votes.item]
    odds = ability * ease
    told = 1.0 / (2.0 + 2.0 * np.cosh(np.clip(odds, -_MOST_ODDS, _MOST_ODDS)))  # chance (1 - chance)
    if votes.coded.weight is not None:
        told = told * votes.coded.weight
    of_people = np.bincount(votes.annotator, weights=told * ease * ease, minlength=votes.n_people)
    of_items = np.bincount(votes.item, weights=told * odds * odds, minlength=votes.n_items)
    return np.concatenate([of_people, of_items]).astype(np.float64) + 1.0


def _loss(votes: _Votes, right: FloatArray, x: FloatArray) -> tuple[float, FloatArray]:
    """Minus the expected log posterior of abilities and log ease, and its slope (equations 3 and 4).

    log P(right) and log P(wrong) are x - log(1 + e^x) and -log(1 + e^x), so that the values' number falls out.
    """
    ability, ease = x[: votes.n_people], np.exp(x[votes.n_people :])
    by, scale = ability[votes.annotator], ease[votes.item]
    odds = by * scale
    small = np.exp(-np.abs(odds))
    chance = np.where(odds >= 0, 1.0, small) / (1.0 + small)
    apart = (right - chance) * scale
    value = right * odds - np.maximum(odds, 0.0) - np.log1p(small)
    if votes.coded.weight is not None:
        apart, value = apart * votes.coded.weight, value * votes.coded.weight
    slope = x - _MEAN
    loss = 0.5 * float(slope @ slope) - float(value.sum())
    slope[: votes.n_people] -= np.bincount(votes.annotator, weights=apart, minlength=votes.n_people)
    slope[votes.n_people :] -= np.bincount(votes.item, weights=apart * by, minlength=votes.n_items)
    return loss, slope
