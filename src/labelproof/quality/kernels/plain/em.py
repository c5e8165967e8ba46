"""One pass of EM over a part in NumPy, with votes by items as a sparse matrix."""

from typing import Any

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray


def step(
    width: Any,
    ptr: IntArray,
    row: IntArray,
    row_value: IntArray,
    weight: FloatArray | None,
    gold: IntArray,
    table: FloatArray,
    log_prevalence: FloatArray,
    posterior: FloatArray,
    counts: FloatArray,
    prevalence: FloatArray,
) -> tuple[float, float]:
    """Expectation, then counts; returns the log-likelihood and the largest change of a probability."""
    scores = log_prevalence + _scores(ptr, row, row_value, weight, table, len(log_prevalence))
    clamped = np.flatnonzero(gold >= 0)
    at_gold = scores[clamped, gold[clamped]]
    top = _over_values(np.maximum, scores)
    scores -= top[:, None]
    np.exp(scores, out=scores)
    total = _over_values(np.add, scores)
    scores /= total[:, None]
    logs = np.log(total)
    logs += top
    logs[clamped] = at_gold
    scores[clamped] = 0.0
    scores[clamped, gold[clamped]] = 1.0
    np.subtract(posterior, scores, out=posterior)
    change = max(posterior.max(), -posterior.min())
    posterior[:] = scores
    count(width, ptr, row, row_value, weight, posterior, counts, prevalence)
    return float(logs.sum()), float(change)


def count(
    width: Any,
    ptr: IntArray,
    row: IntArray,
    row_value: IntArray,
    weight: FloatArray | None,
    posterior: FloatArray,
    counts: FloatArray,
    prevalence: FloatArray,
) -> None:
    """Expected counts of each row, by true value or of being right."""
    prevalence += posterior.sum(axis=0)
    if counts.ndim == 2:
        counts += _votes(ptr, row, weight, len(counts)).T @ posterior
        return
    right = posterior.ravel()[_at_own_value(ptr, row, row_value, posterior.shape[1])]
    counts += np.bincount(row, weights=right if weight is None else right * weight, minlength=len(counts))


def _scores(
    ptr: IntArray, row: IntArray, row_value: IntArray, weight: FloatArray | None, table: FloatArray, n_values: int
) -> FloatArray:
    if table.ndim == 2:
        return _votes(ptr, row, weight, len(table)) @ table
    said = table[row] if weight is None else table[row] * weight
    n_items = len(ptr) - 1
    own = _at_own_value(ptr, row, row_value, n_values)
    flat = np.bincount(own, weights=said, minlength=n_items * n_values).astype(np.float64)
    return flat.reshape(n_items, n_values)


def _at_own_value(ptr: IntArray, row: IntArray, row_value: IntArray, n_values: int) -> IntArray:
    """Where, in a flat table of items by values, each vote's own value lies."""
    return np.repeat(np.arange(len(ptr) - 1) * n_values, np.diff(ptr)) + row_value[row]


def _votes(ptr: IntArray, row: IntArray, weight: FloatArray | None, n_rows: int) -> Any:
    from scipy.sparse import csr_array  # pyright: ignore[reportMissingTypeStubs]

    return csr_array((np.ones(len(row)) if weight is None else weight, row, ptr), shape=(len(ptr) - 1, n_rows))


def _over_values(function: np.ufunc, scores: FloatArray) -> FloatArray:
    """A reduction over the few columns, column by column: NumPy's own over a short last axis is five times slower."""
    result = scores[:, 0].copy()
    for k in range(1, scores.shape[1]):
        function(result, scores[:, k], out=result)
    return result
