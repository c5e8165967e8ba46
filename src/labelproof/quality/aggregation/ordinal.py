"""A scale with an order: a score beneath it, and each annotator's own cut-points on that score."""

from typing import Any, Literal, cast

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.annotators import Skills
from labelproof.quality.crowd.coded import Coded, coded
from labelproof.quality.crowd.expectation import Fit, Stop, fit
from labelproof.quality.crowd.posteriors import from_posterior
from labelproof.quality.crowd.voting import voting
from labelproof.quality.kernels.em import Parameters, Sums

METHOD = "ordinal@1"
NODES = np.linspace(-4.0, 4.0, 33)
"""Where the score's normal distribution is computed."""
_SHIFT, _SHARPNESS = 1.0, 0.5  # standard deviations of an annotator's shift and of log sharpness, before seeing answers
_TYPICAL = np.log(2.0)  # log sharpness that these lie around
_FLOOR = 1e-10
_STEPS = 20


def ordinal(answers: Answers, *, iterations: int | Literal["converge"] = 10) -> Consensus:
    """The most probable step of the scale, when P(answer above step l) = 1 / (1 + exp(-sharpness (score - cut_l - shift))).

    Scores are standard normal over items. The cuts between steps are everyone's; an annotator has a shift (severe or
    lenient) and a sharpness, so that his own cut-points are cut + shift. An item is above a step when, at its score, half
    of the answers would be, each weighted by what it tells of scores. `value` is the score's mean and `se` its standard deviation.

    Shape:   answers whose values are numbers, or are listed in the order of the scale.
    Unit:    probabilities of steps, 0 to 1; value and se in standard deviations of items.
    Missing: an item without a vote has value_index -1, a score of 0 and se 1.
    Errors:  Refused("answers.bad") for answers that are no values of a list. A scale of one step is answered by it.
    Source:  Samejima, Graded Response Model (1969); EM over nodes: Bock & Aitkin (1981).

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [(i, who, min(i // 3 + (who == "cy"), 2)) for i in range(9) for who in ("ana", "ben", "cy")]
    >>> ordinal(from_columns(*zip(*rows))).value_index.tolist()
    [0, 0, 0, 1, 1, 1, 2, 2, 2]
    """
    answers = voting(answers)
    rank, n_steps = _ranks(answers), max(answers.n_values, 1)
    votes = coded(answers)
    step = rank[votes.row_value]
    model = _start(votes, step, n_steps)

    def maximise(sums: Sums, used: Parameters | None) -> Parameters:
        nonlocal model
        model = _maximise(votes, step, sums.counts, model, n_steps)
        return _parameters(votes, step, model, n_steps)

    nodes = np.tile(np.exp(_log_weights()), (len(votes.answered), 1))
    ended = fit(
        votes,
        maximise,
        (votes.n_rows, len(NODES)),
        Stop.after(iterations),
        np.empty(0, dtype=np.int32),
        start=_parameters(votes, step, model, n_steps),
        posterior=nodes,
    )
    return _consensus(answers, votes, ended, _boundaries(votes, step, model, n_steps), rank)


def _ranks(answers: Answers) -> IntArray:
    """The place of each value on the scale: by size where the values are numbers, else by their order in the list."""
    numeric = [isinstance(each, (int, float)) and not isinstance(each, bool) for each in answers.values]
    if answers.values and all(numeric):
        return np.argsort(np.argsort(np.asarray(answers.values, dtype=np.float64)))
    return np.arange(answers.n_values)


def _log_weights() -> FloatArray:
    weight = np.exp(-0.5 * NODES * NODES)
    return np.log(weight / weight.sum())


def _start(votes: Coded, step: IntArray, n_steps: int) -> FloatArray:
    """Cuts from the shares of answers, then shifts of 0 and typical sharpness: one flat vector."""
    from scipy import special  # pyright: ignore[reportMissingTypeStubs]

    share = np.cumsum(np.bincount(step, weights=votes.row_count, minlength=n_steps))[:-1]
    share = (share + 0.5) / (float(votes.row_count.sum()) + 1.0)
    cuts: FloatArray = np.asarray(cast("Any", special).ndtri(share), dtype=np.float64)
    cuts += 1e-3 * np.arange(n_steps - 1)
    return np.concatenate([cuts, np.zeros(len(votes.start)), np.full(len(votes.start), _TYPICAL)])


def _parameters(votes: Coded, step: IntArray, model: FloatArray, n_steps: int) -> Parameters:
    table = np.log(np.maximum(_chance(votes, step, model, n_steps)[0], _FLOOR))
    return Parameters(table, _log_weights())


def _chance(votes: Coded, step: IntArray, model: FloatArray, n_steps: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """P(answer of a row | node), and the P(above) at its lower and at its upper cut; each (rows, nodes)."""
    n_cuts, n_people = n_steps - 1, len(votes.start)
    cuts = np.concatenate([[-np.inf], model[:n_cuts], [np.inf]])
    shift = votes.of_annotator(model[n_cuts : n_cuts + n_people])
    sharp = np.exp(votes.of_annotator(model[n_cuts + n_people :]))
    above = [
        1.0 / (1.0 + np.exp(np.clip(-sharp[:, None] * (NODES - (cuts[at] + shift)[:, None]), -700, 700)))
        for at in (step, step + 1)
    ]
    return above[0] - above[1], above[0], above[1]


def _maximise(votes: Coded, step: IntArray, counts: FloatArray, model: FloatArray, n_steps: int) -> FloatArray:
    from scipy.optimize import minimize  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

    def loss(x: FloatArray) -> tuple[float, FloatArray]:
        return _loss(votes, step, counts, x, n_steps)

    options = {"maxiter": _STEPS}
    found = cast("Any", minimize)(loss, model, method="L-BFGS-B", jac=True, options=options)
    better = np.asarray(found.x)
    better[: n_steps - 1] = np.maximum.accumulate(better[: n_steps - 1])
    return better


def _loss(votes: Coded, step: IntArray, counts: FloatArray, x: FloatArray, n_steps: int) -> tuple[float, FloatArray]:
    """Minus the expected log posterior of cuts, shifts and log sharpness, and its slope.

    With u = sharp (node - cut - shift), the chance of a step is P(above lower) - P(above upper), and P' = P (1 - P).
    """
    n_cuts, n_people = n_steps - 1, len(votes.start)
    chance, lower, upper = _chance(votes, step, x, n_steps)
    chance = np.maximum(chance, _FLOOR)
    sharp = np.exp(votes.of_annotator(x[n_cuts + n_people :]))
    by_lower = counts / chance * lower * (1 - lower)
    by_upper = -counts / chance * upper * (1 - upper)
    at_lower, at_upper = by_lower.sum(axis=1) * sharp, by_upper.sum(axis=1) * sharp
    slope = np.zeros(len(x))
    inner = np.bincount(step, weights=at_lower, minlength=n_steps)[1:]
    inner = inner + np.bincount(step, weights=at_upper, minlength=n_steps)[:-1]
    slope[:n_cuts] = inner
    slope[n_cuts : n_cuts + n_people] = votes.by_annotator(at_lower + at_upper)
    cuts = np.concatenate([[0.0], x[:n_cuts], [0.0]])  # at the ends P' is 0, whatever the cut
    shift = votes.of_annotator(x[n_cuts : n_cuts + n_people])
    moved = by_lower * (NODES - (cuts[step] + shift)[:, None]) + by_upper * (NODES - (cuts[step + 1] + shift)[:, None])
    slope[n_cuts + n_people :] = -votes.by_annotator(moved.sum(axis=1) * sharp)
    shifts, sharpness = x[n_cuts : n_cuts + n_people], x[n_cuts + n_people :] - _TYPICAL
    slope[n_cuts : n_cuts + n_people] += shifts / _SHIFT**2
    slope[n_cuts + n_people :] += sharpness / _SHARPNESS**2
    prior = 0.5 * float(shifts @ shifts) / _SHIFT**2 + 0.5 * float(sharpness @ sharpness) / _SHARPNESS**2
    return prior - float((counts * np.log(chance)).sum()), slope


def _boundaries(votes: Coded, step: IntArray, model: FloatArray, n_steps: int) -> FloatArray:
    """The scores at which half of the answers lie above each step, an answer counting as much as it tells of the score.

    That is sharpness squared, the information of a logistic answer: unweighted, those who answer at random pull the
    boundaries together (web: .68 against .75).
    """
    n_cuts, n_people = n_steps - 1, len(votes.start)
    shift, sharp = model[n_cuts : n_cuts + n_people], np.exp(model[n_cuts + n_people :])
    weight = votes.by_annotator(votes.row_count) * sharp**2
    boundaries = np.zeros(n_cuts)
    for at in range(n_cuts):
        power = np.clip(-sharp[:, None] * (NODES - (model[at] + shift)[:, None]), -700, 700)
        above = weight @ (1.0 / (1.0 + np.exp(power))) / max(float(weight.sum()), _FLOOR)
        boundaries[at] = np.interp(0.5, above, NODES)
    return np.maximum.accumulate(boundaries)


def _consensus(answers: Answers, votes: Coded, ended: Fit, cuts: FloatArray, rank: IntArray) -> Consensus:
    half = (NODES[1] - NODES[0]) / 2
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    inside = np.minimum(edges[1:], (NODES + half)[:, None]) - np.maximum(edges[:-1], (NODES - half)[:, None])
    cell = np.maximum(inside, 0.0) / (2 * half)  # (nodes, steps): a node's mass lies evenly around it
    nodes = np.tile(np.exp(_log_weights()), (answers.n_items, 1))
    nodes[votes.answered] = ended.posterior
    score = nodes @ NODES
    se = np.sqrt(np.maximum(nodes @ (NODES * NODES) - score * score, 0.0))
    posterior = (nodes @ cell)[:, rank]
    posterior /= posterior.sum(axis=1, keepdims=True)
    item = np.repeat(votes.answered, np.diff(votes.ptr))
    right = np.bincount(votes.row, weights=posterior[item, votes.row_value[votes.row]], minlength=votes.n_rows)
    people = votes.row_annotator[votes.start].tolist()
    n = votes.by_annotator(votes.row_count)
    return from_posterior(
        METHOD,
        answers,
        posterior,
        np.empty(0, dtype=np.int32),
        weight=votes.weight,
        annotators=Skills(METHOD, people, votes.by_annotator(right.astype(np.float64)), n),
        value=score,
        se=se,
        iterations=ended.iterations,
        converged=ended.converged,
        last_change=ended.sums.change,
        log_likelihood=ended.sums.log_likelihood,
        notes=() if ended.converged else ("not_converged",),
    )
