"""Many comparisons at once: p-values adjusted for how many were made."""

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray


def holm(p: FloatArray) -> FloatArray:
    """p-values adjusted so that one false claim among all is as rare as the level says; for claims.

    Shape:   p (m,), each 0 to 1; the result is in the same order.
    Unit:    probability; compare with the level itself.
    Missing: NaN (a comparison that could not be made) stays NaN and does not count.
    Errors:  Refused("p_values.bad").
    Source:  Holm, A Simple Sequentially Rejective Multiple Test Procedure (1979).

    >>> holm(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    order, kept = _ascending(p)
    m = len(order)
    adjusted = np.maximum.accumulate(kept[order] * np.arange(m, 0, -1))
    return _in_place(p, order, adjusted)


def benjamini_hochberg(p: FloatArray) -> FloatArray:
    """p-values adjusted so that among what is found the expected share of false ones is the level; for screening.

    Shape:   p (m,), each 0 to 1; the result is in the same order.
    Unit:    the smallest false discovery rate at which a comparison is found; compare with q.
    Missing: NaN (a comparison that could not be made) stays NaN and does not count.
    Errors:  Refused("p_values.bad").
    Source:  Benjamini & Hochberg, Controlling the False Discovery Rate (1995); independent or positively dependent p.

    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    order, kept = _ascending(p)
    m = len(order)
    scaled = kept[order] * m / np.arange(1, m + 1)
    return _in_place(p, order, np.minimum.accumulate(scaled[::-1])[::-1])


def _ascending(p: FloatArray) -> tuple[np.ndarray, FloatArray]:
    column = np.asarray(p, dtype=np.float64)
    known = column[~np.isnan(column)]
    if column.ndim != 1 or ((known < 0) | (known > 1)).any():
        problem = Problem("p", "is not one row of numbers between 0 and 1")
        raise Refused("p_values.bad", f"p {problem.what}", "give each comparison's p-value, NaN where none", (problem,))
    return np.argsort(column, kind="stable")[: len(known)], column


def _in_place(p: FloatArray, order: np.ndarray, adjusted: FloatArray) -> FloatArray:
    result = np.full(len(p), np.nan)
    result[order] = np.minimum(adjusted, 1.0)
    return result
