"""Whether answers depend on the truth at all, and whether they contradict it."""

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.reliability.confusion import confusion_counts
from labelproof.quality.reliability.signal import Signal
from labelproof.quality.statistics.certainty import normal_interval, small_n
from labelproof.quality.statistics.resampling import RESAMPLES
from labelproof.quality.statistics.seeded import keyed

UNIT = "gold answers"
_KIND = "bootstrap-rows"
_BAR, _ROW = 0.05, 20


def spammer_score(counts: FloatArray, *, rng: np.random.Generator | None = None) -> Estimate:
    """How far a confusion matrix is from one whose rows are all alike, less what chance alone would show.

    Shape:   counts (K, K), rows the true value.
    Unit:    1 for a perfect annotator, 0 for one who does not look; below 0 by chance.
    Missing: a row with fewer than two answers is undefined: no_gold.
    Undefined: no_gold; one_value_only, when there is one value.
    Source:  Raykar & Yu, Eliminating Spammers and Ranking Annotators for Crowdsourced Labeling Tasks (2012), equation
             10, (sens + spec - 1)^2 for two values. The floor is the unbiased estimate of the noise in it,
             mean over rows of sum_l p(1 - p) / (n - 1): a random spammer with ten values and four gold answers of each
             scores .225 without. Interval: rows resampled, the floor taken off twice since a resample has it twice.

    >>> round(spammer_score(np.array([[90, 10], [20, 80]])).value, 3)
    0.487
    """
    method = f"spammer_score/{_KIND}@1"
    n = counts.sum(axis=1)
    if len(counts) < 2:
        return undefined("one_value_only", method, int(n.sum()), UNIT)
    if (n < 2).any():
        return undefined("no_gold", method, int(n.sum()), UNIT)
    share, seed = counts / n[:, None], None
    if rng is None:
        rng, seed = keyed(method, np.asarray(counts, dtype=np.int64))
    floor = float(_floor(share, n))
    drawn = np.stack([rng.multinomial(int(n[k]), share[k], size=RESAMPLES) for k in range(len(n))], axis=1)
    again = drawn / n[:, None]
    samples = _distance(again) - _floor(again, n) - floor
    low, high = (float(bound) for bound in np.quantile(samples, [0.025, 0.975]))
    value = float(_distance(share)) - floor
    notes = small_n(n.min(), least=_ROW)
    interval = Interval(min(low, value), max(high, value), 0.95, _KIND)
    return Estimate(value, interval, int(n.sum()), UNIT, method, params={"floor": floor}, seed=seed, notes=notes)


def informedness(counts: FloatArray) -> Estimate:
    """How much more often the right value is given than by somebody who guesses; below 0 contradicts the truth.

    Shape:   counts (K, K), rows the true value; columns beyond K are values that are never true.
    Unit:    1 always right, 0 guessing, -1 / (K - 1) always wrong; sens + spec - 1 for two values.
    Missing: a row without an answer is undefined: no_gold.
    Undefined: no_gold; one_value_only, when there is one value.
    Source:  Youden, Index for Rating Diagnostic Tests (1950), for K values (sum of the diagonal - 1) / (K - 1);
             normal interval with variances of Agresti & Coull's shares, so that a row all right or all wrong has one.

    >>> round(informedness(np.array([[1, 9], [8, 2]])).value, 2)
    -0.7
    """
    method = "informedness/normal@1"
    n = counts.sum(axis=1)
    if len(counts) < 2:
        return undefined("one_value_only", method, int(n.sum()), UNIT)
    if (n < 1).any():
        return undefined("no_gold", method, int(n.sum()), UNIT)
    right = np.diag(counts)
    guessed = (counts / n[:, None]).mean(axis=0)[: len(n)].sum()  # 1, unless there are values without a row
    value = float((right / n).sum() - guessed) / (len(n) - 1)
    smooth = (right + 2) / (n + 4)
    se = float(np.sqrt((smooth * (1 - smooth) / n).sum())) / (len(n) - 1)
    notes = small_n(n.min(), least=_ROW)
    interval = normal_interval(value, se, least=-1.0, most=1.0)
    return Estimate(value, interval, int(n.sum()), UNIT, method, se=se, notes=notes)


def spammer_signals(answers: Answers, gold: IntArray) -> list[Signal]:
    """Two signals an annotator: answers that do not depend on the truth, and answers against it.

    Shape:   gold (items,): the value's index, -1 where there is none.
    Unit:    as `spammer_score` and `informedness`.
    Missing: a finding needs 20 gold answers of each value that has gold at all.
    Errors:  Refused("answers.bad") for gold that does not fit.
    Source:  statistics.md, Annotators: upper bound below .05; adversarial is another finding.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns([f"i{n:03}" for n in range(200)], ["ana"] * 200, ["x", "y"] * 100)
    >>> [s.opens_finding for s in spammer_signals(votes, np.repeat(np.array([0, 1]), 100))]
    [True, False]
    """
    counts = confusion_counts(answers, gold)
    has_gold = np.bincount(gold[gold >= 0], minlength=answers.n_values) > 0
    found: list[Signal] = []
    for annotator, table in enumerate(counts):
        # A value without gold has no row; answers with it stay in the other rows, as one column more.
        rows = table[has_gold]
        square = np.column_stack([rows[:, has_gold], rows[:, ~has_gold]])
        enough = bool(len(rows) and rows.sum(axis=1).min() >= _ROW)
        score, informed = spammer_score(square), informedness(square)
        least = int(rows.sum(axis=1).min()) if len(rows) else 0
        found.append(_signal("spammer", annotator, score, _high(score) < _BAR and enough, least))
        found.append(_signal("adversarial", annotator, informed, _high(informed) < 0 and enough, least))
    return found


def _signal(name: str, annotator: int, statistic: Estimate, opens: bool, least: int) -> Signal:
    if statistic.value is None:
        reason = "too little gold of some value"
    elif least < _ROW:
        reason = f"{least} gold answers of some value; {_ROW} are needed of each"
    else:
        reason = f"{name} statistic {statistic.value:.3f}, at most {_high(statistic):.3f}"
    return Signal(name, annotator, statistic, opens, reason)


def _high(statistic: Estimate) -> float:
    return statistic.interval.high if statistic.interval else np.inf


def _distance(share: FloatArray) -> FloatArray:
    """Squared distance of the rows from their mean, over K - 1; any number of matrices at once."""
    return ((share - share.mean(axis=-2, keepdims=True)) ** 2).sum(axis=(-1, -2)) / (share.shape[-2] - 1)


def _floor(share: FloatArray, n: FloatArray) -> FloatArray:
    return (share * (1 - share) / (n[:, None] - 1)).sum(axis=(-1, -2)) / share.shape[-2]
