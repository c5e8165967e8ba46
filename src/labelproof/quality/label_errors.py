"""Labels that a model, trained without them, confidently takes for another: how many, and which."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.item_columns import refusal
from labelproof.quality.kernels.confident import Confident, confident
from labelproof.quality.statistics.certainty import normal_interval, small_n
from labelproof.quality.table import Table

METHOD = "label_errors/confident-joint@1"
_SUM_TOLERANCE = 1e-4  # models hand out float32 probabilities


@dataclass(frozen=True, slots=True)
class LabelErrors:
    """Which labels look wrong, and how many are.

    Shape:   flagged (n,); order: the flagged rows, the worst first; score (n,), low is bad; joint (K, K) counts, given
             by true, rows sum to the items given that label; confident_joint (K, K) counts as seen, thresholds (K,).
    """

    flagged: BoolArray
    order: IntArray
    score: FloatArray
    expected: Estimate
    by_label: Table[Estimate]
    joint: IntArray
    confident_joint: IntArray
    thresholds: FloatArray


@dataclass(frozen=True, slots=True)
class _Seen:
    given: IntArray
    table: FloatArray
    found: Confident
    joint: IntArray


def label_errors(
    value_index: IntArray, out_of_fold: FloatArray, *, filter_by: str = "noise_rate", rank: str = "self_confidence"
) -> LabelErrors:
    """Items whose given label is likely wrong, by confident learning, and the number of wrong labels expected.

    filter_by: "noise_rate" takes from each cell of the joint as many items as it counts, by margin; "class" from each
    label as many as are wrong, by self-confidence; "both" what the two agree on; "off_diagonal" what is confidently
    another label; "predicted" whatever the model calls otherwise. rank: "self_confidence" or "normalized_margin".

    The expected number takes every confident contradiction for a wrong label. Where the model itself is confidently
    wrong it is too high: with well parted classes it meets the truth, with a model that errs on 18 % of items it
    says half as many again (both are tests). The interval does not hold that, and is noted conditional_on_model.

    Shape:     value_index (n,); out_of_fold (n, K) from models that did not see the item.
    Unit:      expected: number of wrong labels; scores 0 to 1.
    Missing:   refused; leave the item out.
    Errors:    Refused("columns.bad") with every problem; undefined_reason of `expected`: no_rows, one_value_only.
    Source:    Northcutt, Jiang & Chuang, Confident Learning (2021), sections 3.1 to 3.3.

    >>> table = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.3, 0.7], [0.95, 0.05]])
    >>> label_errors(np.array([0, 0, 0, 1, 1, 1]), table).order.tolist()
    [5, 2]
    """
    given, table = np.asarray(value_index), np.asarray(out_of_fold, dtype=np.float64)
    problems = _problems(given, table, filter_by, rank)
    if problems:
        raise refusal(problems)
    n_values = table.shape[1]
    found = confident(given, table)
    counts = _confident_joint(given, found.confident, n_values)
    joint = _calibrated(counts, np.bincount(given, minlength=n_values))
    flagged = _FILTERS[filter_by](_Seen(given, table, found, joint)) & (found.predicted != given)
    score = _RANKS[rank](given, table)
    rows = np.flatnonzero(flagged)
    return LabelErrors(
        flagged,
        rows[np.argsort(score[rows], kind="stable")],
        score,
        _expected(counts, joint, range(n_values), METHOD),
        Table("value_index", (*range(n_values),), tuple(_rate(counts, joint, k) for k in range(n_values))),
        joint,
        counts,
        found.thresholds,
    )


def _problems(given: IntArray, table: FloatArray, filter_by: str, rank: str) -> list[Problem]:
    problems: list[Problem] = []
    if filter_by not in _FILTERS:
        problems.append(Problem("filter_by", f"is one of {', '.join(_FILTERS)}, not {filter_by!r}"))
    if rank not in _RANKS:
        problems.append(Problem("rank", f"is one of {', '.join(_RANKS)}, not {rank!r}"))
    if table.ndim != 2 or given.shape != table.shape[:1]:
        return [*problems, Problem("out_of_fold", f"has shape {table.shape} for labels of shape {given.shape}")]
    if not np.issubdtype(given.dtype, np.integer):
        return [*problems, Problem("value_index", f"holds {given.dtype}, not integers")]
    if len(given) and (given.min() < 0 or given.max() >= table.shape[1]):
        problems.append(
            Problem("value_index", f"goes from {given.min()} to {given.max()} for {table.shape[1]} columns")
        )
    off = ~(np.abs(table @ np.ones(table.shape[1]) - 1) <= _SUM_TOLERANCE)
    if off.any():
        problems.append(Problem("out_of_fold", f"has {off.sum()} rows that do not sum to 1, first {off.argmax()}"))
    elif table.size and table.min() < 0:
        problems.append(Problem("out_of_fold", "has negative probabilities"))
    return problems


def _confident_joint(given: IntArray, confident: IntArray, n_values: int) -> IntArray:
    """Items by given and confident label. A label somebody gave counts itself once at least, as cleanlab does."""
    sure = confident >= 0
    cell = given[sure] * n_values + confident[sure]
    counts = np.bincount(cell, minlength=n_values**2).reshape(n_values, n_values)
    at = np.flatnonzero(np.bincount(given, minlength=n_values))
    counts[at, at] = np.maximum(counts[at, at], 1)
    return counts


def _calibrated(counts: IntArray, n_given: IntArray) -> IntArray:
    """Each row stretched to the items given that label, in whole items by largest remainder.

    In integers, so that equal remainders are equal; among those the later label goes first, which is as good as any.
    """
    row = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    whole, rest = np.divmod(counts * n_given[:, None], row)
    for k in np.flatnonzero(n_given):
        latest_first = np.lexsort((-np.arange(len(row)), -rest[k]))
        whole[k, latest_first[: n_given[k] - whole[k].sum()]] += 1
    return whole


def _largest(score: FloatArray, n: int) -> BoolArray:
    """The n largest; all that tie with the last of them, since the order of rows may not decide."""
    if n <= 0:
        return np.zeros(len(score), dtype=np.bool_)
    return score >= np.partition(score, len(score) - n)[len(score) - n]


def _by_noise_rate(seen: _Seen) -> BoolArray:
    """Where enough of a label's items are likelier the other one, the largest margins lie among what the model calls
    otherwise: one item in ten is looked at instead of all."""
    flagged = np.zeros(len(seen.given), dtype=np.bool_)
    for k, rows in enumerate(_rows_by_label(seen)):
        counts = seen.joint[k]
        if not counts[k]:  # one item of every label stays, and the others give way in proportion
            counts = counts * (len(rows) - 1) // max(len(rows), 1)
        otherwise = rows[seen.found.predicted[rows] != k]
        margin = seen.table[otherwise].T - seen.table[otherwise, k]
        n_likelier = (margin > 0).sum(axis=1)
        for other in np.flatnonzero(counts):
            n = int(counts[other])
            if other == k:
                continue
            if n_likelier[other] >= n:
                flagged[otherwise[_largest(margin[other], n)]] = True
            else:
                flagged[rows[_largest(seen.table[rows, other] - seen.table[rows, k], n)]] = True
    return flagged


def _rows_by_label(seen: _Seen) -> list[IntArray]:
    n_given = seen.joint.sum(axis=1)
    return np.split(np.argsort(seen.given, kind="stable"), np.cumsum(n_given)[:-1])


def _by_class(seen: _Seen) -> BoolArray:
    flagged = np.zeros(len(seen.given), dtype=np.bool_)
    for k, rows in enumerate(_rows_by_label(seen)):
        flagged[rows[_largest(-seen.table[rows, k], len(rows) - max(int(seen.joint[k, k]), 1))]] = True
    return flagged


_FILTERS: Mapping[str, Callable[[_Seen], BoolArray]] = {
    "noise_rate": _by_noise_rate,
    "class": _by_class,
    "both": lambda seen: _by_noise_rate(seen) & _by_class(seen),
    "off_diagonal": lambda seen: (seen.found.confident >= 0) & (seen.found.confident != seen.given),
    "predicted": lambda seen: seen.found.predicted != seen.given,
}


def _self_confidence(given: IntArray, table: FloatArray) -> FloatArray:
    return table[np.arange(len(given)), given]


def _normalized_margin(given: IntArray, table: FloatArray) -> FloatArray:
    """Half of 1 + p of the given label - the largest p of another."""
    own = _self_confidence(given, table)
    others = table.copy()
    others[np.arange(len(given)), given] = -1.0
    return (own - others.max(axis=1, initial=-1.0) + 1) / 2


_RANKS = {"self_confidence": _self_confidence, "normalized_margin": _normalized_margin}


def _expected(counts: IntArray, joint: IntArray, labels: range, method: str) -> Estimate:
    """The number of wrong labels: for each given label its items times the share of confident ones that are another.

    The interval is that of those shares, conditional on the thresholds and the model; half an item is added to either
    side, or a label without a confident error would seem certain.
    """
    n_given, sure, right = joint.sum(axis=1), counts.sum(axis=1), counts.diagonal()
    n = int(n_given.sum())
    try:
        if not n:
            raise Undefined("no_rows")
        if (n_given > 0).sum() < 2:
            raise Undefined("one_value_only")
    except Undefined as error:
        return undefined(error.reason, method, n, "items")
    at = np.array([k for k in labels if n_given[k]])
    wrong = 1 - right[at] / sure[at]
    damped = (sure[at] - right[at] + 0.5) / (sure[at] + 1)
    value = float((n_given[at] * wrong).sum())
    se = float(np.sqrt((n_given[at] ** 2 * damped * (1 - damped) / (sure[at] + 1)).sum()))
    most = float(n_given[at].sum())
    interval = normal_interval(value, se, kind="delta", least=0.0, most=most)
    notes = ("conditional_on_model", *small_n(n))
    return Estimate(value, interval, int(most), "items", method, se=se, notes=notes)


def _rate(counts: IntArray, joint: IntArray, label: int) -> Estimate:
    if not joint[label].any():
        return undefined("no_rows", METHOD, 0, "items")
    return _expected(counts, joint, range(label, label + 1), METHOD)
