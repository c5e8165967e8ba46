"""Which answers a figure of agreement is about, and what is said of them."""

from dataclasses import replace

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.quality.answers import PROBE, SHOWN, Answers
from labelproof.quality.arrays import BoolArray, IntArray

FEW = 10
_LOOKED_AT = 8_192


def planned(answers: Answers) -> Answers:
    """The planned reads that saw no suggestion, one vote a family.

    Shape:   answers of one question.
    Unit:    none.
    Missing: rows of other kinds, and families of two minds about an item, are left out.
    Errors:  none.
    Source:  statistics.md, Input.

    >>> from labelproof.quality.columns import from_columns
    >>> len(planned(from_columns(["i", "i"], ["ana", "ben"], ["x", "y"])))
    2
    """
    return one_vote_a_family(answers.for_agreement())


def after_a_suggestion(answers: Answers) -> Answers:
    """The reads that a suggestion was shown to: a question of its own, never pooled with the others.

    They copy the suggestion and so agree through it; what is measured is how alike people follow it.

    Shape, Unit, Missing, Errors, Source: as `planned`; without the column `assist` nobody was shown any.

    >>> from labelproof.quality.columns import from_columns
    >>> len(after_a_suggestion(from_columns(["i", "i"], ["ana", "ben"], ["x", "y"])))
    0
    """
    if answers.assist is None:
        return answers.take(np.zeros(len(answers), dtype=np.bool_))
    shown = answers.take(answers.assist == SHOWN)
    return replace(shown, assist=None)


def one_vote_a_family(answers: Answers) -> Answers:
    """One answer for each family on an item: what most of it says; a family that is split there has no one vote.

    Copies of one model agree with each other by construction and would raise every figure.

    Shape:   answers of one question; family_index per row, or None: then everybody is a family.
    Unit:    none; the family votes as its first annotator. Numbers: the family's mean.
    Missing: a split family's rows are absent.
    Errors:  none.
    Source:  statistics.md, Input.

    >>> from labelproof.quality.columns import from_columns
    >>> three = from_columns(["i"] * 3, ["ana", "m1", "m2"], ["x", "y", "y"])
    >>> len(one_vote_a_family(replace(three, family_index=np.array([0, 1, 1]))))
    2
    """
    family = answers.family_index
    if family is None or not len(answers):
        return answers
    person = np.full(int(family.max()) + 1, answers.n_annotators, dtype=np.int32)
    np.minimum.at(person, family, answers.annotator_index)
    group = answers.item_index.astype(np.int64) * len(person) + family
    ids, first, of = np.unique(group, return_index=True, return_inverse=True)
    if answers.value is not None:
        number = np.bincount(of, weights=answers.value) / np.bincount(of)
        kept = answers.take(first)
        return replace(kept, annotator_index=person[family[first]], value=number)
    value, clear = _plurality(of, answers.codes, len(ids), answers.n_values)
    kept = answers.take(first[clear])
    return replace(kept, annotator_index=person[family[first[clear]]], value_index=value[clear])


def _plurality(of: IntArray, codes: IntArray, n_groups: int, n_values: int) -> tuple[IntArray, BoolArray]:
    runs, count = np.unique(of * n_values + codes, return_counts=True)
    group, value = np.divmod(runs, max(n_values, 1))
    most = np.zeros(n_groups, dtype=np.int64)
    np.maximum.at(most, group, count)
    leads = count == most[group]
    winner = np.zeros(n_groups, dtype=np.int32)
    winner[group[leads]] = value[leads]
    return winner, np.bincount(group[leads], minlength=n_groups) == 1


def said_of(answers: Answers) -> tuple[str, ...]:
    """Notes on who answered and what was left aside."""
    notes: tuple[str, ...] = ()
    if len(answers) and _few(answers.annotator_index):
        notes += ("few_annotators",)
    if answers.item_weight is not None:
        notes += ("item_weights_not_used",)  # no figure of agreement has an agreed weighted form; n - 1 has no meaning
    return notes


def _few(annotator: IntArray) -> bool:
    """Whether fewer than 10 annotators answered; the first rows nearly always show that there are more."""
    some = annotator[:_LOOKED_AT]
    return all(np.count_nonzero(np.bincount(each)) < FEW for each in (some, annotator))


def counted(answers: Answers) -> dict[str, Json]:
    """What the result says about rows that are not in it: repeats, skips and probes, where there were any."""
    n_probes = 0 if answers.kind is None else int((answers.kind == PROBE).sum())
    each = {"n_repeats_dropped": answers.n_repeats_dropped, "n_skipped": answers.n_skipped, "n_probes": n_probes}
    return {name: n for name, n in each.items() if n}
