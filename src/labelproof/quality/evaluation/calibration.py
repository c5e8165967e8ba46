"""Whether a posterior means what it says, and what makes it mean that."""

import numpy as np

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.answers import refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.evaluation.scoring import UNIT, clamped, with_gold
from labelproof.quality.statistics.certainty import normal_interval, small_n
from labelproof.quality.statistics.resampling import percentile, resample
from labelproof.quality.statistics.seeded import keyed

BINS = 10
_MOST = 5_000
_COLDEST, _HOTTEST, _STEPS = 0.05, 20.0, 80
_GOLDEN = 0.6180339887498949


def brier(result: Consensus, gold: IntArray) -> Estimate:
    """The mean squared distance of the posterior from the gold value.

    Shape:   gold (items,), -1 where there is none.
    Unit:    0 (sure and right) to 2 (sure and wrong); normal interval over items.
    Missing: items without gold are left out.
    Undefined: no_gold. Refused("answers.bad") when the method has no posterior.
    Source:  Brier, Verification of Forecasts Expressed in Terms of Probability (1950).

    >>> brier(Consensus("m@1", np.array([1]), np.array([0]), posterior=np.array([[0.8, 0.2]])), np.array([0])).value
    0.08
    """
    method = f"brier/{result.method}"
    try:
        posterior, known = _scored(result, gold)
    except Undefined as error:
        return undefined(error.reason, method, 0, UNIT)
    apart = (posterior * posterior).sum(axis=1) + 1 - 2 * posterior[np.arange(len(known)), known]
    n, value = len(known), round(float(apart.mean()), 15)
    se = float(apart.std(ddof=1) / np.sqrt(n)) if n > 1 else None
    interval = None if se is None else normal_interval(value, se, least=0.0, most=2.0)
    return Estimate(value, interval, n, UNIT, method, se=se, notes=clamped(result) + small_n(n))


def calibration_error(result: Consensus, gold: IntArray, *, rng: np.random.Generator | None = None) -> Estimate:
    """Expected calibration error: how far the best value's probability lies from how often it is right, over ten bins.

    It is above 0 for a perfect model too, the more so the fewer gold items there are: read it beside its interval.

    Shape:   gold (items,), -1 where there is none.
    Unit:    share, 0 to 1; bins of equal width.
    Missing: as brier; with more than 5,000 gold items the bootstrap is left out.
    Undefined: no_gold. Refused("answers.bad") when the method has no posterior.
    Source:  Naeini, Cooper & Hauskrecht (2015).

    >>> sure = Consensus("m@1", np.array([1, 1]), np.array([0, 0]), posterior=np.array([[1.0, 0.0], [1.0, 0.0]]))
    >>> calibration_error(sure, np.array([0, 1])).value
    0.5
    """
    method = f"calibration_error/{BINS}/{result.method}"
    try:
        posterior, known = _scored(result, gold)
    except Undefined as error:
        return undefined(error.reason, method, 0, UNIT)
    top = posterior.max(axis=1)
    best = posterior >= top[:, None] - 1e-9
    right = best[np.arange(len(known)), known] / best.sum(axis=1)
    slot = np.minimum((top * BINS).astype(np.int64), BINS - 1)
    apart = np.zeros((len(known), BINS))
    apart[np.arange(len(known)), slot] = right - top
    n = len(known)
    value = float(np.abs(apart.sum(axis=0)).sum() / n)
    interval, seed, notes = None, None, ("interval_undefined",)
    if n <= _MOST:
        if rng is None:
            order = np.lexsort((right, top))
            apart = apart[order]
            rng, seed = keyed(method, np.round(1e9 * np.stack([top[order], right[order]])))
        samples = resample(np.ones(n, dtype=np.int64), lambda w: np.abs(w @ apart).sum(axis=1) / n, rng)
        interval, notes = percentile(samples, n)
    return Estimate(value, interval, n, UNIT, method, seed=seed, notes=clamped(result) + small_n(n) + notes)


def temperature(posterior: FloatArray, gold: IntArray) -> float:
    """The power 1 / t that brings posteriors nearest to gold, by log loss; above 1 they were too sure.

    Shape:   posterior (items, K); gold (items,), -1 where there is none.
    Unit:    none; from .05 to 20.
    Missing: items without gold are left out.
    Errors:  Undefined("no_gold").
    Source:  Guo, Pleiss, Sun & Weinberger, On Calibration of Modern Neural Networks (2017), section 4.2.

    >>> said = np.tile([0.99, 0.01], (10, 1))
    >>> temperature(said, np.array([0] * 8 + [1] * 2)) > 2
    True
    """
    known = with_gold(gold, len(posterior))
    logs, right = np.log(np.maximum(posterior[known], 1e-300)), gold[known]

    def loss(log_t: float) -> float:
        scaled = logs / np.exp(log_t)
        top = scaled.max(axis=1)
        own = scaled[np.arange(len(right)), right]
        return float((np.log(np.exp(scaled - top[:, None]).sum(axis=1)) + top - own).sum())

    low, high = float(np.log(_COLDEST)), float(np.log(_HOTTEST))
    for _ in range(_STEPS):  # golden section: the loss has one minimum in 1 / t, so in log t
        left, right_end = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        low, high = (low, right_end) if loss(left) < loss(right_end) else (left, high)
    return float(np.exp((low + high) / 2))


def tempered(posterior: FloatArray, t: float) -> FloatArray:
    """Posteriors recalibrated by a temperature; t = 1 leaves them as they are.

    >>> tempered(np.array([[0.8, 0.2]]), 2.0).round(4).tolist()
    [[0.6667, 0.3333]]
    """
    scaled = np.log(np.maximum(posterior, 1e-300)) / t
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return scaled / scaled.sum(axis=1, keepdims=True)


def _scored(result: Consensus, gold: IntArray) -> tuple[FloatArray, IntArray]:
    known = with_gold(gold, len(result.codes))
    if result.posterior is None:
        raise refusal([Problem("posterior", f"is absent: {result.method} has none, and this scores probabilities")])
    return result.posterior[known], gold[known]
