"""Alpha by label, segment, guideline version, group of people, and without each annotator."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.quality.agreement.alpha import Measured, alpha, named
from labelproof.quality.agreement.interval import Asked
from labelproof.quality.agreement.pairable import UNIT, n_pairable
from labelproof.quality.agreement.planned import planned
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import BoolArray, IntArray
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.statistics.small_groups import withheld
from labelproof.quality.table import Table

By = Literal["label", "segment", "guideline_version", "annotator", "group"]
_COLUMNS = {"segment": ("segment_index", "segments"), "guideline_version": ("guideline_index", "guidelines")}


def alpha_by(
    answers: Answers,
    by: By,
    distance: Measured = "nominal",
    *,
    group_of: IntArray | None = None,
    interval: Asked = None,
    rng: np.random.Generator | None = None,
) -> Table[Estimate]:
    """Alpha for each part of the answers, each with its own n and interval.

    Shape:   by "label": each value against the rest, in order. "segment", "guideline_version": rows with that index.
             "annotator": all rows but that annotator's, so a cell far above the others names who differs.
             "group": answers of people of one group, group_of (n_annotators,) naming it.
    Unit:    as alpha.
    Missing: as alpha. A cell without a pairable item says so; none is left out.
    Errors:  none raised for data; groups below 5 people are withheld_small_group, and so is the smallest other group
             while those withheld are fewer than 5 people together: they would be the difference from the whole.
             Refused("answers.bad") for a column that is absent.
    Source:  Krippendorff, Content Analysis (2019), section 12; withholding: statistics.md, Bias.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j", "j"], ["ana", "ben"] * 2, ["x", "x", "y", "y"])
    >>> [(label, each.value) for label, each in alpha_by(votes, "label").rows()]
    [('x', 1.0), ('y', 1.0)]
    """
    answers = planned(answers)
    if by == "label":
        return Table("label", _labels(answers), alpha_by_label(answers, interval=interval, rng=rng))
    parts = _parts(answers, by, group_of)
    hidden = _withheld(answers, [rows for _, rows in parts]) if by == "group" else set[int]()

    def cell(n: int, rows: BoolArray) -> Estimate:
        part = answers.take(rows)
        if n in hidden:
            return undefined("withheld_small_group", f"alpha/{named(distance).name}@1", n_pairable(part), UNIT)
        return alpha(part, distance, interval=interval, rng=rng)

    return Table(by, tuple(key for key, _ in parts), tuple(cell(n, rows) for n, (_, rows) in enumerate(parts)))


def alpha_by_label(
    answers: Answers, *, interval: Asked = None, rng: np.random.Generator | None = None
) -> tuple[Estimate, ...]:
    """Alpha of each value against all others: on which label the annotators part.

    Shape:   answers of one question; one estimate for each of its values, in their order.
    Unit:    none, as alpha.
    Missing: as alpha.
    Errors:  none raised; a value that no pairable item has is `one_value_only`.
    Source:  Krippendorff, Content Analysis (2019), section 12.

    >>> from labelproof.quality.columns import from_columns
    >>> [e.value for e in alpha_by_label(from_columns(["i", "i", "j", "j"], ["a", "b"] * 2, ["x", "x", "y", "y"]))]
    [1.0, 1.0]
    """
    each = (alpha(answers.against_the_rest(value), interval=interval, rng=rng) for value in range(answers.n_values))
    return tuple(replace(one, method=one.method.replace("nominal", "nominal/one-against-rest")) for one in each)


def _labels(answers: Answers) -> tuple[Json, ...]:
    return tuple(answers.values) or tuple(range(answers.n_values))


def _parts(answers: Answers, by: str, group_of: IntArray | None) -> list[tuple[Json, BoolArray]]:
    who = answers.annotator_index
    if by == "annotator":
        names: list[Json] = [str(each) for each in answers.annotators] or list(range(answers.n_annotators))
        return [(names[n], who != n) for n in np.unique(who).tolist()]
    if by == "group":
        if group_of is None or group_of.shape != (answers.n_annotators,):
            raise refusal([Problem("group_of", f"names a group for each of {answers.n_annotators} annotators")])
        return [(n, group_of[who] == n) for n in np.unique(group_of[who]).tolist()]
    if by not in _COLUMNS:
        raise refusal([Problem("by", f"is no breakdown: {by!r}")])
    index, list_of_names = _COLUMNS[by]
    column: IntArray | None = getattr(answers, index)
    if column is None:
        raise refusal([Problem(index, f"is absent, and {by} is broken down by it")])
    called: Sequence[Json] = getattr(answers, list_of_names) or range(int(column.max(initial=0)) + 1)
    return [(called[n], column == n) for n in np.unique(column).tolist()]


def _withheld(answers: Answers, parts: list[BoolArray]) -> set[int]:
    return withheld(np.array([len(np.unique(answers.annotator_index[rows])) for rows in parts], dtype=np.int64))
