"""A group of annotators against the others: on the same items, each item weighing the same on both sides."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Undefined
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.bias.alphas import alpha_between, alpha_within, comparable
from labelproof.quality.bias.contrast import Contrast, Seen, contrast, estimated, without
from labelproof.quality.bias.groups import Groups, group_of_rows, shown_rows
from labelproof.quality.bias.made import OTHERS, UNIT, Made, labels_to_compare, rate_of
from labelproof.quality.crowd.others import accord
from labelproof.quality.estimate import Estimate
from labelproof.quality.statistics.small_groups import LEAST_PEOPLE

RATE, MEAN = "bias/label-rate/shared-items@1", "bias/mean/shared-items@1"
ERROR, OUTVOTED = "bias/error-against-the-others@1", "bias/outvoted@1"
ALPHA = "bias/alpha-between-less-within/nominal@1"


def by_annotator(answers: Answers, division: Groups, concealed: set[int]) -> Iterator[Made]:
    """Every comparison of each group with the rest of those shown.

    Label rates are compared on the items that both sides answered, each item weighing the same on both, so that who
    was given which items makes no difference. Of two groups the rates of one are enough: the other's are the same
    comparison. Error is against what the rest says on the item, its own members judged without their own answer.
    """
    said = answers.take(shown_rows(division, answers, concealed))
    group = group_of_rows(division, said)
    shown = [n for n in range(len(division.keys)) if n not in concealed and (group == n).any()]
    for n in range(len(division.keys)):
        key = division.keys[n]
        if n in concealed:
            rows = group_of_rows(division, answers) == n
            yield from _withheld(answers, key, int(rows.sum()))
        elif n in shown and len(shown) > 1:
            against = next(division.keys[m] for m in shown if m != n) if len(shown) == 2 else OTHERS
            is_here = group == n
            if len(shown) > 2 or n == shown[0]:
                for measure, made in _levels(said, is_here):
                    yield Made(measure, key, against, made)
            if said.value is None:
                for measure, made in _consensus(said, is_here):
                    yield Made(measure, key, against, made)


def _withheld(answers: Answers, key: Json, n: int) -> Iterator[Made]:
    names = [("mean", MEAN, False)]
    if answers.value is None:
        names = [(rate_of(answers, value), RATE, True) for value in labels_to_compare(answers)]
        names += [("error", ERROR, True), ("outvoted", OUTVOTED, True), ("alpha", ALPHA, False)]
    for measure, method, is_share in names:
        said = without("withheld_small_group", method, UNIT, n, 0, is_share=is_share)
        yield Made(measure, key, OTHERS, said)


def _levels(said: Answers, is_here: BoolArray) -> Iterator[tuple[str, Contrast]]:
    if said.value is not None:
        yield "mean", _contrast(said, is_here, said.value, MEAN, is_share=False)
        return
    for value in labels_to_compare(said):
        chosen = (said.codes == value).astype(np.float64)
        yield rate_of(said, value), _contrast(said, is_here, chosen, RATE)


def _consensus(said: Answers, is_here: BoolArray) -> Iterator[tuple[str, Contrast]]:
    everyone = np.ones(len(said), dtype=np.bool_)
    for measure, method, votes in (("error", ERROR, ~is_here), ("outvoted", OUTVOTED, everyone)):
        wrong = 1 - accord(said.item_index, said.codes, votes)
        yield measure, _contrast(said, is_here, wrong, method)
    yield "alpha", _alphas(said, is_here)


def _contrast(said: Answers, is_here: BoolArray, value: FloatArray, method: str, *, is_share: bool = True) -> Contrast:
    """On items with a value on both sides."""
    known = ~np.isnan(value)
    counts = [np.bincount(said.item_index[known & side], minlength=said.n_items) for side in (is_here, ~is_here)]
    rows = np.flatnonzero(known & ((counts[0] > 0) & (counts[1] > 0))[said.item_index])
    item, here = said.item_index[rows], is_here[rows]
    weight = 1 / np.where(here, counts[0][item], counts[1][item])
    seen = Seen(value[rows], weight, here, said.annotator_index[rows], item, _people(said.annotator_index[rows], here))
    return contrast(seen, method, UNIT, is_share=is_share)


def _people(annotator: IntArray, is_here: BoolArray) -> tuple[int, int]:
    return len(np.unique(annotator[is_here])), len(np.unique(annotator[~is_here]))


def _alphas(said: Answers, is_here: BoolArray) -> Contrast:
    """Alpha between the group and the rest (here) less that within the group (there): below 0, the group sees it alike
    among itself and otherwise than the rest."""
    rows = np.flatnonzero(comparable(said.item_index, is_here))
    item, code, here = said.item_index[rows], said.codes[rows], is_here[rows]
    who = said.annotator_index[rows]
    n_people = _people(who, here)
    seen = Seen(np.zeros(len(rows)), np.ones(len(rows)), here, who, item, n_people)
    n_here = int(here.sum())
    try:
        if len(rows) and min(n_people) < LEAST_PEOPLE:
            raise Undefined("withheld_small_group")
        between, within = alpha_between(item, code, here), alpha_within(item, code, here)
    except Undefined as error:
        return without(error.reason, ALPHA, UNIT, n_here, len(rows) - n_here, is_share=False)
    notes = ("small_n",) if len(np.unique(item)) < 30 else ()
    levels: list[Estimate] = []
    for linear, n in ((between, len(rows)), (within, n_here)):
        level, _ = estimated(linear.value, linear.influence, seen, ALPHA, UNIT, notes)
        levels.append(replace(level, n=n))
    apart, p = estimated(between.value - within.value, between.influence - within.influence, seen, ALPHA, UNIT, notes)
    return Contrast(levels[0], levels[1], apart, None, p)
