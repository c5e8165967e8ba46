"""A group of items against the others: errors, labels, what is missing, and how long it took."""

from collections.abc import Iterator

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.bias.contrast import Contrast, Seen, contrast
from labelproof.quality.bias.groups import Groups, group_of_rows
from labelproof.quality.bias.made import OTHERS, UNIT, Made, labels_to_compare, rate_of
from labelproof.quality.crowd.others import accord

RATE, MEAN, TIME = "bias/label-rate@1", "bias/mean@1", "bias/log-time@1"
ERROR, DISSENT = "bias/error-against-truth@1", "bias/dissent-from-the-others@1"
MISSING = "bias/missing@1"


def by_item(
    answers: Answers, everything: Answers, division: Groups, truth: IntArray | None, n_asked: IntArray | None
) -> Iterator[Made]:
    """Every comparison of each group of items with the other items that have a group.

    Annotators who answered on both sides cancel as far as they err alike on both; who answered on one side alone is
    part of the difference. `everything` holds the answers of all kinds, for what is missing.
    """
    group = group_of_rows(division, answers)
    there = [n for n in range(len(division.keys)) if (division.index == n).any()]
    for n in there if len(there) > 1 else []:
        against: Json = next(division.keys[m] for m in there if m != n) if len(there) == 2 else OTHERS
        if len(there) > 2 or n == there[0]:
            for measure, made in _answered(answers, group == n, group >= 0, truth):
                yield Made(measure, division.keys[n], against, made)
            yield Made("missing", division.keys[n], against, _missing(everything, division.index, n, n_asked))


def _answered(
    answers: Answers, is_here: BoolArray, placed: BoolArray, truth: IntArray | None
) -> Iterator[tuple[str, Contrast]]:
    def compared(value: FloatArray, method: str, *, is_share: bool = True) -> Contrast:
        rows = np.flatnonzero(placed & ~np.isnan(value))
        item, who = answers.item_index[rows], answers.annotator_index[rows]
        return contrast(
            Seen(value[rows], np.ones(len(rows)), is_here[rows], item, who, None), method, UNIT, is_share=is_share
        )

    if answers.value is not None:
        yield "mean", compared(answers.value, MEAN, is_share=False)
    else:
        for value in labels_to_compare(answers):
            yield rate_of(answers, value), compared((answers.codes == value).astype(np.float64), RATE)
        if truth is not None:
            true = truth[answers.item_index]
            yield "error", compared(np.where(true < 0, np.nan, answers.codes != true), ERROR)
        everyone = np.ones(len(answers), dtype=np.bool_)
        yield "dissent", compared(1 - accord(answers.item_index, answers.codes, everyone), DISSENT)
    if answers.duration_s is not None:
        known = answers.duration_s > 0  # NaN is not
        logs = np.full(len(answers), np.nan)
        logs[known] = np.log(answers.duration_s[known])
        yield "log time", compared(logs, TIME, is_share=False)


def _missing(everything: Answers, index: IntArray, n: int, n_asked: IntArray | None) -> Contrast:
    """Share of the answers asked for that are not there; without `n_asked`, of items that nobody answered."""
    given = np.diff(everything.item_ptr)
    asked = np.ones(len(given)) if n_asked is None else n_asked.astype(np.float64)
    items = np.flatnonzero((index >= 0) & (asked > 0))
    absent = 1 - np.minimum(given[items] / asked[items], 1.0)
    unit = "items" if n_asked is None else "items, by answers asked for"
    seen = Seen(absent, asked[items], index[items] == n, items, items, None)
    return contrast(seen, MISSING, unit, is_share=True)
