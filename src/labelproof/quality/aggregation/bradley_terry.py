"""How strong each of several contestants is, from which of two was preferred, ties included."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.voting import voting
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.statistics.certainty import normal_interval

RIDGE = 0.01
"""A prior s.d. of 10 on the log scale: no odds that data could show are far from it, and none are infinite."""

_SIDES = {"a": 0, "b": 1, "tie": 2}
_MOST_STEPS, _STILL = 100, 1e-10
_UNIT = "comparisons"


@dataclass(frozen=True, slots=True)
class Strengths:
    """Log strengths, centred within each component: i is preferred to j with odds exp(strength_i - strength_j).

    Shape: strengths, component (contestants,): contestants that no chain of comparisons connects are in different
           components, and nothing is known of them against each other. covariance (contestants, contestants).
           tie: log of Davidson's nu, or None when nobody said "tie". consensus: the same as arrays, with the fit.
    """

    strengths: tuple[Estimate, ...]
    component: IntArray
    covariance: FloatArray
    tie: Estimate | None
    consensus: Consensus

    def difference(self, one: int, other: int) -> Estimate:
        """How much stronger one contestant is than another; undefined across components."""
        a, b, s = self.strengths[one], self.strengths[other], self.covariance
        method, n = f"{self.consensus.method}/difference", a.n + b.n
        if a.value is None or b.value is None or self.component[one] != self.component[other]:
            return undefined("no_overlap", method, n, _UNIT)
        variance = float(s[one, one] + s[other, other] - 2 * s[one, other])
        return _estimate(a.value - b.value, variance, n, method, a.notes)


def bradley_terry(
    answers: Answers, first: IntArray, second: IntArray, n_contestants: int, *, ridge: float = RIDGE
) -> Strengths:
    """Strengths by Bradley and Terry's model, with ties by Davidson's, by Newton's method.

    P(i), P(j) and P(tie) are as e^i, e^j and nu sqrt(e^i e^j). The penalty ridge/2 times the sum of squares makes the
    estimate exist where the likelihood alone has none: for contestants that never met, and for one that always won.
    The first are reported as components, the second as the note `held_by_ridge`. One dense solve of contestants
    cubed a step, and few steps.

    Shape:   answers with the values "a", "b", "tie", one item a comparison; first, second (items,): the contestants
             shown as a and b. Every read of an item counts once.
    Unit:    log odds.
    Missing: a contestant without an answered comparison is undefined, `no_answers`.
    Errors:  Refused for other values, unknown contestants, one against itself, or a ridge of 0 or less.
    Source:  Bradley & Terry (1952); Davidson (1970), equation 2.3; Hunter (2004) on when the maximum exists.

    >>> from labelproof.quality.columns import from_columns
    >>> won = from_columns(["i"] * 4, ["ana", "ben", "cy", "dan"], ["a", "a", "a", "b"])
    >>> round(bradley_terry(won, np.array([0]), np.array([1]), 2, ridge=1e-9).difference(0, 1).value, 4)
    1.0986
    """
    answers = voting(answers)
    said = _sides(answers, first, second, n_contestants, ridge)
    games = _Games.of(first[answers.item_index], second[answers.item_index], said, n_contestants)
    component, held = _components(games)
    centre = _centre(component)
    fit = _maximise(games, ridge, centre)
    covariance = centre @ np.linalg.inv(fit.curvature)[:n_contestants, :n_contestants] @ centre.T
    return _strengths(games, fit, component, held, covariance)


@dataclass(frozen=True, slots=True)
class _Games:
    """Counts by pair of contestants: how often i, how often j, how often neither was preferred."""

    i: IntArray
    j: IntArray
    counts: FloatArray
    n_contestants: int

    @classmethod
    def of(cls, first: IntArray, second: IntArray, said: IntArray, n: int) -> "_Games":
        swapped = first > second
        i, j = np.where(swapped, second, first).astype(np.int64), np.where(swapped, first, second).astype(np.int64)
        side = np.where(swapped & (said < 2), 1 - said, said)
        pairs, row = np.unique(i * n + j, return_inverse=True)
        counts = np.bincount(row * 3 + side, minlength=3 * len(pairs)).reshape(-1, 3).astype(np.float64)
        return cls(pairs // max(n, 1), pairs % max(n, 1), counts, n)

    @property
    def has_ties(self) -> bool:
        return bool(self.counts[:, 2].any())

    @property
    def played(self) -> IntArray:
        n = self.counts.sum(axis=1)
        both = np.bincount(self.i, n, self.n_contestants) + np.bincount(self.j, n, self.n_contestants)
        return both.astype(np.int64)

    def chances(self, theta: FloatArray) -> FloatArray:
        """log P of i, j and a tie, for each pair; `theta` ends with log nu."""
        one, other = theta[self.i], theta[self.j]
        level = theta[-1] + (one + other) / 2 if self.has_ties else np.full(len(one), -np.inf)
        each = np.column_stack([one, other, level])
        return each - np.logaddexp.reduce(each, axis=1, keepdims=True)


@dataclass(frozen=True, slots=True)
class _Fit:
    theta: FloatArray
    curvature: FloatArray
    log_likelihood: float
    steps: int
    last_step: float


def _maximise(games: _Games, ridge: float, centre: FloatArray) -> _Fit:
    """Newton's steps, halved while they lead down: the penalised likelihood is strictly concave.

    Only the ridge holds a component's mean, at 0; with a small one rounding would move it for ever, so steps are
    centred.
    """
    theta = np.zeros(games.n_contestants + 1)
    height, moved, steps = _height(games, theta, ridge), np.inf, 0
    while moved > _STILL and steps < _MOST_STEPS:
        slope, curvature = _derivatives(games, theta, ridge)
        step, steps = np.linalg.solve(curvature, slope), steps + 1
        step[:-1] = centre @ step[:-1]
        while (reached := _height(games, theta + step, ridge)) < height - 1e-9 and np.abs(step).max() > _STILL:
            step /= 2
        theta, height, moved = theta + step, reached, float(np.abs(step).max())
    likelihood = height + ridge / 2 * float(theta @ theta)
    return _Fit(theta, _derivatives(games, theta, ridge)[1], likelihood, steps, 0.0 if moved == np.inf else moved)


def _height(games: _Games, theta: FloatArray, ridge: float) -> float:
    log_p = games.chances(theta)
    seen = games.counts > 0
    return float((games.counts[seen] * log_p[seen]).sum()) - ridge / 2 * float(theta @ theta)


def _derivatives(games: _Games, theta: FloatArray, ridge: float) -> tuple[FloatArray, FloatArray]:
    """Slope, and curvature with its sign turned; the last row and column are log nu's."""
    p = np.exp(games.chances(theta))
    n = games.counts.sum(axis=1)
    half = p[:, 0] + p[:, 2] / 2  # i's expected share of the points
    points = games.counts[:, 0] + games.counts[:, 2] / 2 - n * half
    slope = -ridge * theta
    np.add.at(slope, games.i, points)
    np.add.at(slope, games.j, -points)
    slope[-1] += (games.counts[:, 2] - n * p[:, 2]).sum()
    curvature = ridge * np.eye(len(theta))
    spread, with_tie = n * (p[:, 0] + p[:, 2] / 4 - half**2), n * p[:, 2] * (0.5 - half)
    for a, b, sign in ((games.i, games.i, 1), (games.j, games.j, 1), (games.i, games.j, -1), (games.j, games.i, -1)):
        np.add.at(curvature, (a, b), sign * spread)
    for a, sign in ((games.i, 1), (games.j, -1)):
        np.add.at(curvature[-1], a, sign * with_tie)
        np.add.at(curvature[:, -1], a, sign * with_tie)
    curvature[-1, -1] += (n * p[:, 2] * (1 - p[:, 2])).sum()
    return slope, curvature


def _components(games: _Games) -> tuple[IntArray, BoolArray]:
    """Who is connected with whom; and who is in a component that no chain of wins goes all around."""
    from scipy.sparse import coo_array, csgraph  # pyright: ignore[reportMissingTypeStubs]

    n, tied = games.n_contestants, games.counts[:, 2]
    wins = np.concatenate([games.counts[:, 0] + tied, games.counts[:, 1] + tied])
    ends = np.concatenate([games.i, games.j]), np.concatenate([games.j, games.i])
    graph: Any = coo_array((wins, ends), shape=(n, n)).tocsr()
    graph.eliminate_zeros()
    connected: Any = vars(csgraph)["connected_components"]
    component: IntArray = connected(graph, connection="weak")[1]
    around: IntArray = connected(graph, connection="strong")[1]
    n_around = np.array([len(np.unique(around[component == each])) for each in component], dtype=np.int64)
    return component, n_around > 1


def _centre(component: IntArray) -> FloatArray:
    same = (component[:, None] == component[None, :]).astype(np.float64)
    return np.eye(len(component)) - same / same.sum(axis=1, keepdims=True)


def _strengths(games: _Games, fit: _Fit, component: IntArray, held: BoolArray, covariance: FloatArray) -> Strengths:
    method = f"bradley_terry/{'davidson' if games.has_ties else 'no_ties'}/newton@1"
    played, value = games.played, fit.theta[:-1]
    apart = len(np.unique(component[played > 0])) > 1
    each: list[Estimate] = []
    for k, n in enumerate(played):
        notes = (("disconnected",) if apart else ()) + (("held_by_ridge",) if held[k] else ())
        known = _estimate(float(value[k]), float(covariance[k, k]), int(n), method, notes)
        each.append(known if n else undefined("no_answers", method, 0, _UNIT))
    tie = None
    if games.has_ties:
        variance = float(np.linalg.inv(fit.curvature)[-1, -1])
        tie = _estimate(float(fit.theta[-1]), variance, int(games.counts.sum()), method + "/log_nu", ())
    consensus = Consensus(
        method,
        played,
        value=np.where(played > 0, value, np.nan),
        se=np.where(played > 0, np.sqrt(np.maximum(np.diag(covariance), 0)), np.nan),
        iterations=fit.steps,
        converged=fit.last_step <= _STILL,
        last_change=fit.last_step,
        log_likelihood=fit.log_likelihood,
        notes=("disconnected",) if apart else (),
    )
    return Strengths(tuple(each), component, covariance, tie, consensus)


def _estimate(value: float, variance: float, n: int, method: str, notes: tuple[str, ...]) -> Estimate:
    se = float(np.sqrt(max(variance, 0.0)))
    interval = normal_interval(value, se, kind="wald")
    return Estimate(value, interval, n, _UNIT, method, se=se, notes=notes)


def _sides(answers: Answers, first: IntArray, second: IntArray, n_contestants: int, ridge: float) -> IntArray:
    problems: list[Problem] = []
    if answers.n_values != len(answers.values) or not all(value in _SIDES for value in answers.values):
        problems.append(Problem("values", f"are {', '.join(_SIDES)}"))
    for name, side in (("first", first), ("second", second)):
        if side.shape != (answers.n_items,):
            problems.append(Problem(name, f"has shape {side.shape}, not ({answers.n_items},)"))
        elif len(side) and (side.min() < 0 or side.max() >= n_contestants):
            problems.append(Problem(name, f"goes from {side.min()} to {side.max()}, outside 0 to {n_contestants - 1}"))
    if not problems and (first == second).any():
        problems.append(Problem("second", f"is the first itself on item {int((first == second).argmax())}"))
    if not ridge > 0:
        problems.append(Problem("ridge", f"is {ridge}, not above 0"))
    if problems:
        raise refusal(problems)
    return np.array([_SIDES[str(value)] for value in answers.values], dtype=np.int64)[answers.codes]
