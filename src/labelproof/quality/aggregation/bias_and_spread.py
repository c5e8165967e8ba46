"""Numbers from annotators who each read too high or too low, and some more steadily than others."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.consensus import AnnotatorModel, Consensus
from labelproof.quality.crowd.annotators import Annotators
from labelproof.quality.crowd.expectation import Stop
from labelproof.quality.crowd.voting import voting
from labelproof.quality.estimate import Estimate, Interval
from labelproof.quality.statistics.certainty import LEVEL, Z, small_n

METHOD = "bias_and_spread@1"
PRIOR = 3.0
_FLOOR = 1e-12


def bias_and_spread(
    answers: Answers, *, iterations: int | Literal["converge"] = "converge", prior: float = PRIOR
) -> Consensus:
    """The most probable number of each item when answers are truth + bias + normal error of the annotator's own spread.

    Biases have mean zero over answers, since only differences of bias can be seen. Each variance counts `prior` further
    errors of the pooled size: without them one annotator's variance falls to 0, and the consensus becomes his answers.
    A bias is shrunk to 0 by as many.

    Shape:   answers that are numbers, or whose values are.
    Unit:    that of the numbers; se, the posterior's standard deviation given the annotators.
    Missing: an item without an answer is NaN.
    Errors:  Refused("answers.bad") for answers that are no numbers.
    Source:  Raykar et al., Learning from Crowds (2010), section 5, with a bias; EM as in Dempster, Laird & Rubin (1977).

    >>> from labelproof.quality.columns import from_columns
    >>> rows = [(i, who, i + off) for i in range(1, 9) for who, off in (("ana", 0.0), ("ben", 0.1), ("cy", -0.1))]
    >>> bias_and_spread(from_columns(*zip(*rows))).value.round(1).tolist()
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    """
    answers = voting(answers)
    x, item, who = answers.numbers, answers.item_index, answers.annotator_index
    n_items, n_people = answers.n_items, answers.n_annotators
    stop = Stop.after(iterations)
    n = np.bincount(who, minlength=n_people)
    bias, variance = np.zeros(n_people), np.ones(n_people)
    scale = (float(x.std()) if len(x) else 0.0) or 1.0
    truth = np.full(n_items, np.nan)
    own, change, done, converged = np.zeros(n_items), 0.0, 0, not len(x)
    while done < stop.most and not converged:
        done += 1
        precision = 1.0 / variance[who]
        own = np.bincount(item, weights=precision, minlength=n_items)
        with np.errstate(invalid="ignore", divide="ignore"):
            now = np.bincount(item, weights=precision * (x - bias[who]), minlength=n_items) / own
            own = 1.0 / own
        change = np.inf if done == 1 else float(np.nanmax(np.abs(now - truth))) / scale
        truth = now
        bias, variance = _maximise(x - truth[item], own[item], who, n, prior, (_FLOOR**0.5 * scale) ** 2)
        converged = change <= stop.change
    se = np.where(np.isnan(truth), np.nan, np.sqrt(own)) if len(x) else np.full(n_items, np.nan)
    return Consensus(
        METHOD,
        np.diff(answers.item_ptr),
        value=truth,
        se=se,
        annotators=_Readers(np.flatnonzero(n), n, bias, variance, prior),
        iterations=done,
        converged=converged,
        last_change=change if np.isfinite(change) else None,
        notes=() if converged else ("not_converged",),
    )


def _maximise(
    error: FloatArray, spread: FloatArray, who: IntArray, n: IntArray, prior: float, floor: float
) -> tuple[FloatArray, FloatArray]:
    """Biases and variances from errors against the expected truth, whose own variance is part of theirs."""
    bias = np.bincount(who, weights=error, minlength=len(n)) / (n + prior)
    bias -= float((bias * n).sum()) / max(int(n.sum()), 1)
    squares = np.bincount(who, weights=(error - bias[who]) ** 2 + spread, minlength=len(n))
    pooled = float(squares.sum()) / max(int(n.sum()), 1)
    return bias, np.maximum((squares + prior * pooled) / (n + prior), floor)


@dataclass(frozen=True, slots=True)
class _Readers(Annotators):
    """Bias and spread of those who answered, as estimates, made when somebody looks."""

    who: IntArray
    n: IntArray
    bias: FloatArray
    variance: FloatArray
    prior: float

    def __len__(self) -> int:
        return len(self.who)

    def one(self, at: int) -> AnnotatorModel:
        """The annotator at this place."""
        who = int(self.who[at])
        n, spread, bias = int(self.n[who]), float(np.sqrt(self.variance[who])), float(self.bias[who])
        return AnnotatorModel(
            who,
            n,
            bias=self._estimate("bias", bias, spread / np.sqrt(n + self.prior), n),
            spread=self._estimate("spread", spread, spread / np.sqrt(2 * (n + self.prior)), n),
        )

    def _estimate(self, name: str, value: float, se: float, n: int) -> Estimate:
        """A spread's interval is normal on the scale of its logarithm, which is never below 0."""
        if name == "spread":
            wide = float(np.exp(Z * se / value))
            low, high = value / wide, value * wide
        else:
            low, high = value - Z * se, value + Z * se
        notes = ("conditional_on_estimated_truth", *small_n(n))
        interval = Interval(float(low), float(high), LEVEL, "normal")
        return Estimate(value, interval, n, "answers", f"{name}/{METHOD}", se=float(se), notes=notes)
