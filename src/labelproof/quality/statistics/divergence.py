"""How far two distributions over the same cells lie apart."""

from collections.abc import Callable

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.item_columns import refusal
from labelproof.quality.statistics.certainty import normal_interval, small_n
from labelproof.quality.statistics.seeded import keyed

PERMUTATIONS = 1_999
_Divergence = Callable[[FloatArray, FloatArray], FloatArray]


def psi(expected: IntArray, actual: IntArray) -> Estimate:
    """Population stability index, sum of (a - e) ln(a / e) over cells.

    Shape:     counts of equal length, the same cell in the same place.
    Unit:      nats; 0 equal, .10 worth a look, .25 worth acting on (convention of credit scoring, no law of nature).
    Missing:   a cell that is empty on one side gets half a count there, or the sum were infinite; one that is empty
               on both is left out.
    Undefined: no_rows, when a side has no count; one_value_only, when one cell holds everything on both.
    Source:    Kullback & Leibler's J (1951) on two samples; interval by the delta method on both multinomials.

    >>> round(psi(np.array([500, 300, 200]), np.array([400, 400, 200])).value, 9)
    0.051082562
    """
    return _estimate(_psi, "psi/half-count/delta@1", expected, actual)


def jensen_shannon(expected: IntArray, actual: IntArray) -> Estimate:
    """Jensen-Shannon divergence in bits: the mean divergence of both from their mixture.

    Shape:     counts of equal length, the same cell in the same place.
    Unit:      bits, 0 equal to 1 disjoint (the divergence, not its root, which is the distance).
    Missing:   a cell that is empty on one side gets half a count there, as in `psi`; empty on both, it is left out.
    Undefined: no_rows; one_value_only.
    Source:    Lin, Divergence measures based on the Shannon entropy (1991); interval by the delta method.

    >>> round(jensen_shannon(np.array([500, 300, 200]), np.array([400, 400, 200])).value, 9)
    0.009185925
    """
    return _estimate(_jensen_shannon, "jensen-shannon/base-2/half-count/delta@1", expected, actual)


def permutation_p(expected: IntArray, actual: IntArray) -> Estimate:
    """The share of random splits of the pooled rows whose PSI is at least the one seen.

    Shape:     counts of equal length.
    Unit:      probability, (1 + hits) / (1 + 1999).
    Missing:   as `psi`.
    Undefined: as `psi`.
    Source:    Phipson & Smyth, Permutation p-values should never be zero (2010); splits drawn as counts, which is the
               multivariate hypergeometric distribution.

    >>> permutation_p(np.array([50, 50]), np.array([0, 40])).value
    0.0005
    """
    method, seen = "psi/permutation@1", psi(expected, actual)
    if seen.value is None:
        return undefined(seen.undefined_reason or "no_rows", method, seen.n, seen.n_unit)
    pooled, n_actual = np.sort(expected + actual), int(actual.sum())  # names and places of cells decide nothing
    pooled = pooled[pooled > 0]
    rng, seed = keyed(method, pooled, np.array([n_actual]))
    drawn = rng.multivariate_hypergeometric(pooled, n_actual, size=PERMUTATIONS)
    values = _psi(*_shares(pooled - drawn, drawn))
    p = (1 + int((values >= seen.value - 1e-12).sum())) / (1 + PERMUTATIONS)
    return Estimate(p, None, seen.n, seen.n_unit, method, seed=seed, params={"permutations": PERMUTATIONS})


def _psi(expected: FloatArray, actual: FloatArray) -> FloatArray:
    return np.sort((actual - expected) * np.log(actual / expected), axis=-1).sum(axis=-1)


def _jensen_shannon(expected: FloatArray, actual: FloatArray) -> FloatArray:
    middle = (expected + actual) / 2
    both = expected * np.log2(expected / middle) + actual * np.log2(actual / middle)
    return np.sort(both, axis=-1).sum(axis=-1) / 2


def _shares(expected: IntArray, actual: IntArray) -> tuple[FloatArray, FloatArray]:
    """Shares with half a count for what is empty on one side; along the last axis."""
    e, a = np.where(expected == 0, 0.5, expected), np.where(actual == 0, 0.5, actual)
    return e / e.sum(axis=-1, keepdims=True), a / a.sum(axis=-1, keepdims=True)


def _estimate(divergence: _Divergence, method: str, expected: IntArray, actual: IntArray) -> Estimate:
    expected, actual = np.asarray(expected), np.asarray(actual)
    if expected.shape != actual.shape or expected.ndim != 1 or min(expected.min(initial=0), actual.min(initial=0)) < 0:
        raise refusal([Problem("actual", f"and expected are counts of the same cells, not {actual} and {expected}")])
    used = (expected + actual) > 0
    expected, actual = expected[used], actual[used]
    n = int(min(expected.sum(), actual.sum()))
    unit = "rows on the smaller side"
    if not n:
        return undefined("no_rows", method, n, unit)
    if len(expected) < 2:
        return undefined("one_value_only", method, n, unit)
    e, a = _shares(expected, actual)
    value = float(divergence(e, a))
    se = float(
        np.sqrt(_variance(divergence, e, a, expected.sum()) + _variance(_turned(divergence), a, e, actual.sum()))
    )
    interval = normal_interval(value, se, kind="delta", least=0.0)
    notes = small_n(n)
    halved = int((expected == 0).sum() + (actual == 0).sum())
    return Estimate(value, interval, n, unit, method, params={"halved_cells": halved}, se=se, notes=notes)


def _turned(divergence: _Divergence) -> _Divergence:
    return lambda actual, expected: divergence(expected, actual)


def _variance(divergence: _Divergence, moved: FloatArray, other: FloatArray, n: int) -> float:
    """By the delta method, with derivatives from central differences: one rule for every divergence."""
    step = moved * 1e-6
    up, down = moved + np.diag(step), moved - np.diag(step)
    slope = (divergence(up, other[None, :]) - divergence(down, other[None, :])) / (2 * step)
    return float(np.sort(moved * (slope - (moved * slope).sum()) ** 2).sum() / n)
