"""Answers far faster than others take for the same item and than oneself takes otherwise."""

import numpy as np

from labelproof.quality.acceptance.error_rate import error_rate
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.reliability.own_work import own_work
from labelproof.quality.reliability.signal import Signal

METHOD = "speed/left-out-median@1"
UNIT = "timed answers"
_ROUNDS, _SETTLED = 15, 0.01  # of item and annotator in turn; log seconds
_NORMAL = 1.4826  # a normal's standard deviation over its median absolute deviation
_LEAST_S = 0.01  # the shortest time a browser tells apart
_Z, _SHARE, _ANSWERS = -3.0, 0.10, 10


def speed_residuals(answers: Answers) -> FloatArray:
    """How many deviations each answer was faster (below 0) or slower than expected of this person on this item.

    log t = item + annotator + residual. The item's part is the median of the *others*, so that one's own haste hides
    nothing and a rush of one other person moves little; the scale is pooled over all answers of the question. A scale
    for each item would rest on its two or three times: with three, 5.5 % of honest answers lie below z = -3.

    Shape:   answers with duration_s; z (n,), one for each answer.
    Unit:    standard deviations of log seconds.
    Missing: NaN where a time is unknown, or nobody else was timed on the item.
    Errors:  none.
    Source:  van der Linden, A Lognormal Model for Response Times (2006), with medians; spread of a residual against a
             median of m others: sqrt(1 + 1/m) for one and two, sqrt(1 + pi/2m) beyond.

    >>> from dataclasses import replace
    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j", "j"], ["ana", "ben"] * 2, ["x"] * 4)
    >>> speed_residuals(replace(votes, duration_s=np.array([5.0, 5.0, 9.0, np.nan]))).round(2).tolist()
    [0.0, 0.0, nan, nan]
    """
    z = np.full(len(answers), np.nan)
    if answers.duration_s is None:
        return z
    timed = np.isfinite(answers.duration_s)
    n_timed = np.bincount(answers.item_index[timed], minlength=answers.n_items)
    timed &= n_timed[answers.item_index] > 1
    if not timed.any():
        return z
    item, person = answers.item_index[timed], answers.annotator_index[timed]
    log_t = np.log(np.maximum(answers.duration_s[timed], _LEAST_S))
    pace = _medians(person, log_t - np.median(log_t), answers.n_annotators)
    for _ in range(_ROUNDS):
        gap = log_t - _median_of_others(item, log_t - pace[person])
        # Half a step: with two answers an item, full steps swing between two states for ever.
        step = (_medians(person, gap, answers.n_annotators) - pace) / 2
        step -= np.median(step)  # everybody's pace together is the items' part
        pace += step
        if np.abs(step).max() < _SETTLED:
            break
    gap = log_t - _median_of_others(item, log_t - pace[person])
    m = n_timed[item] - 1
    spread = np.sqrt(1 + np.where(m > 2, np.pi / 2, 1.0) / m)
    residual = (gap - pace[person]) / spread
    residual -= np.median(residual)
    scale = _NORMAL * float(np.median(np.abs(residual)))
    z[timed] = residual / scale if scale > 0 else 0.0
    return z


def speed_signals(answers: Answers, gold: IntArray | None = None) -> list[Signal]:
    """The share of each annotator's answers that were far too fast; a finding above one in ten.

    Shape:   answers with duration_s.
    Unit:    share of timed answers with z < -3.
    Missing: fewer than ten timed answers are no finding; none are undefined: no_answers.
    Errors:  none.
    Source:  statistics.md, Annotators.

    >>> from labelproof.quality.columns import from_columns
    >>> speed_signals(from_columns(["i"], ["ana"], ["x"]))[0].statistic.undefined_reason
    'no_answers'
    """
    own = own_work(answers)
    z = speed_residuals(own)
    known = np.isfinite(z)
    n = np.bincount(own.annotator_index[known], minlength=own.n_annotators)
    fast = np.bincount(own.annotator_index[known & _below(z)], minlength=own.n_annotators)
    return [_signal(annotator, int(fast[annotator]), int(n[annotator])) for annotator in range(own.n_annotators)]


def _signal(annotator: int, fast: int, n: int) -> Signal:
    if not n:
        nothing = undefined("no_answers", METHOD, 0, UNIT)
        return Signal("speed", annotator, nothing, False, "no answer has a time beside somebody else's")
    rate = error_rate(fast, n)
    statistic = Estimate(rate.value, rate.interval, n, UNIT, METHOD, params={"z": _Z}, notes=rate.notes)
    opens = n >= _ANSWERS and fast > _SHARE * n
    return Signal("speed", annotator, statistic, opens, f"{fast} of {n} answers took far less time than expected")


def _below(z: FloatArray) -> BoolArray:
    return np.nan_to_num(z) < _Z


def _median_of_others(item: IntArray, value: FloatArray) -> FloatArray:
    """For each row the median of the other rows of its item; every item has at least two."""
    order = np.lexsort((value, item))
    sizes = np.bincount(item)
    first = np.concatenate([[0], np.cumsum(sizes)])[item[order]]
    place = np.arange(len(item)) - first
    m = sizes[item[order]] - 1
    ranked = value[order]

    def left(rank: IntArray) -> FloatArray:
        """The value at this rank once the row itself is taken out."""
        return ranked[first + rank + (rank >= place)]

    result = np.empty(len(value))
    result[order] = (left((m - 1) // 2) + left(m // 2)) / 2
    return result


def _medians(group: IntArray, value: FloatArray, n_groups: int) -> FloatArray:
    """The median of each group; 0 for an empty one."""
    order = np.lexsort((value, group))
    sizes = np.bincount(group, minlength=n_groups)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    some = sizes > 0
    ranked = value[order]
    result = np.zeros(n_groups)
    start, size = first[some], sizes[some]
    result[some] = (ranked[start + (size - 1) // 2] + ranked[start + size // 2]) / 2
    return result
