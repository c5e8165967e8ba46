"""Answers less varied than the items seen would make them."""

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.reliability.own_work import MOST_VALUES, Others, own_work, rows_by_annotator
from labelproof.quality.reliability.signal import Signal
from labelproof.quality.statistics.seeded import keyed

METHOD = "answer_entropy/pearson@1"
UNIT = "answers"
_BAR, _ANSWERS, _DRAWS = -4.0, 30, 2_000


def entropy_z(said: IntArray, shares: FloatArray, rng: np.random.Generator) -> tuple[float, float, float]:
    """Entropy of one's answers, the entropy expected from the items, and the normal deviate of the difference.

    Counts of values are sums over items, so close to normal with the mean and covariance of those sums. Entropy of such
    counts is skewed, most where values are equally frequent: its plain z lies below -4 for about 1 % of honest people
    with two values, so the deviate is that of a curve with the same three moments.

    Shape:   said (n,) indexes; shares (n, K): the chance of each value on each item.
    Unit:    nats; standard normal deviates.
    Missing: does not occur.
    Errors:  none.
    Source:  multinomial sums; Wilson & Hilferty's transformation of the Pearson III curve (1931).

    >>> rng = np.random.Generator(np.random.Philox(key=1))
    >>> entropy_z(np.zeros(100, dtype=int), np.full((100, 2), 0.5), rng)[2] < -4
    True
    """
    k = shares.shape[1]
    own = abs(float(_entropy(np.bincount(said, minlength=k).astype(np.float64))))  # -0.0 of one value alone is 0
    covariance = np.diag(shares.sum(axis=0)) - shares.T @ shares
    counts = rng.multivariate_normal(shares.sum(axis=0), covariance, size=_DRAWS, method="eigh")
    drawn = _entropy(np.maximum(counts, 0))
    mean, spread = float(drawn.mean()), float(drawn.std())
    if spread == 0:
        return own, mean, 0.0
    x = (own - mean) / spread
    skew = float((((drawn - mean) / spread) ** 3).mean())
    if abs(skew) < 1e-6:
        return own, mean, x
    z = 6 / skew * (np.cbrt(max(1 + skew * x / 2, 0.0)) - 1) + skew / 6
    return own, mean, float(z)


def entropy_signals(answers: Answers, gold: IntArray | None = None) -> list[Signal]:
    """How varied each annotator's answers are beside what others answered on the same items; a finding at z < -4.

    Shape:   at most 256 values.
    Unit:    nats.
    Missing: fewer than 30 answers are no finding; none are undefined: no_answers.
    Errors:  none.
    Source:  `entropy_z`; statistics.md, Annotators.

    >>> from labelproof.quality.columns import from_columns
    >>> entropy_signals(from_columns(["i"], ["ana"], ["x"]))[0].reason
    '1 answers; 30 are needed'
    """
    own = own_work(answers)
    if own.n_values > MOST_VALUES:
        nothing = undefined("no_answers", METHOD, 0, UNIT)
        return [
            Signal("entropy", a, nothing, False, f"more than {MOST_VALUES} values") for a in range(own.n_annotators)
        ]
    others, codes = Others.of(own), own.codes
    found: list[Signal] = []
    for annotator, rows in enumerate(rows_by_annotator(own)):
        n, said = len(rows), codes[rows]
        if n < _ANSWERS:
            nothing = undefined("no_answers", METHOD, n, UNIT)
            found.append(Signal("entropy", annotator, nothing, False, f"{n} answers; {_ANSWERS} are needed"))
            continue
        shares = others.shares(own.item_index[rows], said)
        counts = np.bincount(said, minlength=own.n_values)
        rng, seed = keyed(METHOD, np.sort(counts), np.array([n]))
        value, expected, z = entropy_z(said, shares, rng)
        params = {"expected": expected, "z": z}
        statistic = Estimate(value, None, n, UNIT, METHOD, params=params, seed=seed)
        reason = f"entropy {value:.2f} where the items make {expected:.2f} (z = {z:.1f})"
        found.append(Signal("entropy", annotator, statistic, z < _BAR, reason))
    return found


def _entropy(counts: FloatArray) -> FloatArray:
    share = counts / counts.sum(axis=-1, keepdims=True)
    return -(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=-1)
