"""One pass of EM over a part, compiled: expectation and counting in blocks of items that stay in the cache.

`width` is a tuple of K zeros, so that K is a constant when a function is compiled and a row of K numbers is held in
registers; None where K is not to be one. `weight` is None or an array and `table` of one or two dimensions: each
combination is compiled by itself, so a branch on them costs nothing when it runs.

Of the time at 4 values a third each goes to reading tables (a row of 32 bytes at a random place a vote), to
exponentials and to adding to counts. All three are bound by the second-level cache and by float64's width.
"""

from typing import Any

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.kernels.compiled.exponential import exponentials
from labelproof.quality.kernels.compiled.held import add, held, plus, put
from labelproof.quality.kernels.compiled.jit import jit

_BLOCK = 256
_PRODUCT = 32  # the logarithm is taken of so many numbers' product; each is at most K, and K^32 is no overflow


@jit
def step(
    width: Any,
    ptr: IntArray,
    row: IntArray,
    row_value: IntArray,
    weight: Any,
    gold: IntArray,
    table: FloatArray,
    log_prevalence: FloatArray,
    posterior: FloatArray,
    counts: FloatArray,
    prevalence: FloatArray,
) -> tuple[float, float]:
    """Expectation, then counts; returns the log-likelihood and the largest change of a probability."""
    n_values = len(log_prevalence) if width is None else len(width)
    scores, whole = np.empty(_BLOCK * n_values), np.empty(_BLOCK * n_values)
    flat = posterior.reshape(-1)
    likelihood = change = 0.0
    n_items = len(ptr) - 1
    for first in range(0, n_items, _BLOCK):
        last = min(first + _BLOCK, n_items)
        _score(width, ptr, row, row_value, weight, table, log_prevalence, scores, first, last)
        likelihood += _normalise(width, gold, log_prevalence, scores, whole, first, last)
        begin = first * n_values
        for n in range((last - first) * n_values):
            change = max(change, abs(scores[n] - flat[begin + n]))
            flat[begin + n] = scores[n]
        _count(width, ptr, row, row_value, weight, flat, counts, prevalence, first, last)
    return likelihood, change


@jit
def count(
    width: Any,
    ptr: IntArray,
    row: IntArray,
    row_value: IntArray,
    weight: Any,
    posterior: FloatArray,
    counts: FloatArray,
    prevalence: FloatArray,
) -> None:
    """Expected counts of each row, by true value or of being right."""
    _count(width, ptr, row, row_value, weight, posterior.reshape(-1), counts, prevalence, 0, len(ptr) - 1)


@jit
def _score(
    width: Any,
    ptr: IntArray,
    row: IntArray,
    row_value: IntArray,
    weight: Any,
    table: FloatArray,
    log_prevalence: FloatArray,
    scores: FloatArray,
    first: int,
    last: int,
) -> None:
    """Log prevalence and, for each vote, what it says of each value."""
    n_values = len(log_prevalence) if width is None else len(width)
    flat = table.reshape(-1)
    for i in range(first, last):
        at = (i - first) * n_values
        if width is not None and table.ndim == 2:
            each = held(width, log_prevalence, 0)
            for a in range(ptr[i], ptr[i + 1]):
                each = plus(each, flat, int(row[a]) * n_values, 1.0 if weight is None else weight[a])
            put(scores, at, each)
            continue
        for k in range(n_values):
            scores[at + k] = log_prevalence[k]
        for a in range(ptr[i], ptr[i + 1]):
            r = row[a]
            w = 1.0 if weight is None else weight[a]
            if table.ndim == 1:
                scores[at + row_value[r]] += w * flat[r]
            else:
                for k in range(n_values):
                    scores[at + k] += w * flat[int(r) * n_values + k]


@jit
def _normalise(
    width: Any, gold: IntArray, log_prevalence: FloatArray, scores: FloatArray, whole: FloatArray, first: int, last: int
) -> float:
    """Scores of a block of items made probabilities in place; returns their log-likelihood."""
    n_values = len(log_prevalence) if width is None else len(width)
    any_gold = len(gold) > 0
    likelihood = 0.0
    for i in range(last - first):
        at = i * n_values
        top = scores[at]
        for k in range(1, n_values):
            top = max(top, scores[at + k])
        likelihood += scores[at + gold[first + i]] if any_gold and gold[first + i] >= 0 else top
        for k in range(n_values):
            scores[at + k] -= top
    exponentials(scores, whole, (last - first) * n_values)
    product = 1.0
    for i in range(last - first):
        at = i * n_values
        if any_gold and gold[first + i] >= 0:
            for k in range(n_values):
                scores[at + k] = 1.0 if k == gold[first + i] else 0.0
            continue
        total = 0.0
        for k in range(n_values):
            total += scores[at + k]
        product *= total
        if i % _PRODUCT == 0:
            likelihood += np.log(product)
            product = 1.0
        part = 1.0 / total  # one division an item: four would take longer than the exponentials
        for k in range(n_values):
            scores[at + k] *= part
    return likelihood + np.log(product)


@jit
def _count(
    width: Any,
    ptr: IntArray,
    row: IntArray,
    row_value: IntArray,
    weight: Any,
    posterior: FloatArray,
    counts: FloatArray,
    prevalence: FloatArray,
    first: int,
    last: int,
) -> None:
    """To each vote's row, what its item's posterior is; `posterior` is flat."""
    n_values = len(prevalence) if width is None else len(width)
    flat = counts.reshape(-1)
    for i in range(first, last):
        at = i * n_values
        for k in range(n_values):
            prevalence[k] += posterior[at + k]
        if width is not None and counts.ndim == 2:
            each = held(width, posterior, at)
            for a in range(ptr[i], ptr[i + 1]):
                add(flat, int(row[a]) * n_values, each, 1.0 if weight is None else weight[a])
            continue
        for a in range(ptr[i], ptr[i + 1]):
            r = row[a]
            w = 1.0 if weight is None else weight[a]
            if counts.ndim == 1:
                flat[r] += w * posterior[at + row_value[r]]
            else:
                for k in range(n_values):
                    flat[int(r) * n_values + k] += w * posterior[at + k]
