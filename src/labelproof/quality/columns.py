"""Answers from columns of any names, as people hold them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np

from labelproof.kernel.canonical import Json, value_json
from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.statistics.ordering import stable_order

REPEATS = ("last", "first", "keep", "refuse")
SHOWN = 20
"""A refusal names this many rows; a million bad ones would help nobody."""

T = TypeVar("T")
Column = TypeVar("Column", IntArray, FloatArray)


@dataclass(frozen=True, slots=True)
class Coded:
    """Rows in any order whose names are numbers already: what `assembled` sorts and rids of repeats.

    Shape: item and annotator (n,); value (n,), int32 into `values` or float64; others (n,) or None; row (n,): how people count
    the rows, where that is not their order here.
    """

    item: IntArray
    annotator: IntArray
    value: IntArray | FloatArray
    items: Sequence[Any]
    annotators: Sequence[Any]
    values: Sequence[Json] | None
    submitted_at: FloatArray | None = None
    segment: IntArray | None = None
    guideline: IntArray | None = None
    n_skipped: int = 0
    row: IntArray | None = None
    segments: Sequence[Any] = ()
    guidelines: Sequence[Any] = ()


def from_columns(
    items: Sequence[Hashable],
    annotators: Sequence[Hashable],
    values: Sequence[Json],
    *,
    submitted_at: Sequence[float] | None = None,
    repeats: str = "last",
) -> Answers:
    """Answers from three columns of any names; values count as equal when their canonical bytes are.

    Shape:   columns of equal length, in any order of rows.
    Missing: None in a column is refused: leave the row out.
    Errors:  Refused("answers.bad") with every problem at once: unequal lengths, missing cells, repeated
             (item, annotator) rows that differ when `submitted_at` is absent, or at all when repeats="refuse".
    Source:  statistics.md, Input; repeats "last" keeps the latest revision, "first" the first, "keep" counts each.

    >>> from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "y", "x"]).n_values
    2
    """
    columns: dict[str, Sequence[Any]] = {"items": items, "annotators": annotators, "values": values}
    if submitted_at is not None:
        columns["submitted_at"] = submitted_at
    problems = repeats_problems(repeats) + _column_problems(columns)
    if problems:
        raise refusal(problems)
    item, item_names = _factorised(items, lambda each: each)
    annotator, annotator_names = _factorised(annotators, lambda each: each)
    value, distinct = _factorised(values, _value_key)
    rank, ordered = canonical_order(distinct)
    times = None if submitted_at is None else np.asarray(submitted_at, dtype=np.float64)
    coded = Coded(item, annotator, rank[value], item_names, annotator_names, ordered, times)
    return assembled(coded, repeats)


def canonical_order(distinct: Sequence[Json]) -> tuple[IntArray, list[Json]]:
    """The rank of each value by its canonical bytes, and the values in that order: the same for the same data.

    Values that were written differently and are equal share a rank.

    >>> canonical_order(["b", 1, 1.0, "a"])[0].tolist()
    [1, 2, 2, 0]
    """
    written = [value_json(each) for each in distinct]
    values = dict(zip(written, distinct, strict=True))
    rank = {each: n for n, each in enumerate(sorted(values))}
    return np.array([rank[each] for each in written], dtype=np.int32), [values[each] for each in rank]


def assembled(coded: Coded, repeats: str) -> Answers:
    """Answers with rows by item, then annotator; a repeated row counts as `repeats` says."""
    n_items, n_annotators = len(coded.items), len(coded.annotators)
    by_annotator = stable_order(coded.annotator, n_annotators)
    order = stable_order(coded.item, n_items, by_annotator)
    order = _without_repeats(coded, order, repeats)
    value, codes = coded.value[order], None
    if coded.values is not None:
        codes = value.astype(np.int32)
    return Answers(
        coded.item[order].astype(np.int32, copy=False),
        coded.annotator[order].astype(np.int32, copy=False),
        codes,
        n_items,
        n_annotators,
        0 if coded.values is None else len(coded.values),
        coded.values or (),
        value=value.astype(np.float64) if codes is None else None,
        submitted_at=_taken(coded.submitted_at, order),
        items=coded.items,
        annotators=coded.annotators,
        n_repeats_dropped=len(coded.item) - len(order),
        n_skipped=coded.n_skipped,
        segment_index=_taken(coded.segment, order),
        guideline_index=_taken(coded.guideline, order),
        segments=coded.segments,
        guidelines=coded.guidelines,
    )


def _taken(column: Column | None, order: IntArray) -> Column | None:
    return None if column is None else cast("Column", column[order])


def _same(column: IntArray | FloatArray, order: IntArray) -> BoolArray:
    """Whether each row but the first has the value of the row before it."""
    inside = column[order]
    return inside[1:] == inside[:-1]


def _without_repeats(coded: Coded, order: IntArray, repeats: str) -> IntArray:
    """Which rows stay when somebody answered one item more than once; those that do, by time and then value."""
    again = _same(coded.item, order) & _same(coded.annotator, order)
    if not again.any():
        return order
    sooner = np.zeros(len(order)) if coded.submitted_at is None else coded.submitted_at
    repeated = np.append(again, False) | np.insert(again, 0, False)
    rows = order[repeated]  # the few that need it are sorted anew, in the places they had
    order[repeated] = rows[np.lexsort((coded.value[rows], sooner[rows], coded.annotator[rows], coded.item[rows]))]
    if repeats == "keep":
        return order
    undecided = again if repeats == "refuse" else again & ~_same(coded.value, order) & _same(sooner, order)
    if undecided.any():
        rows = order[1:][undecided]
        raise refusal(_repeat_problems(rows if coded.row is None else coded.row[rows], repeats))
    return order[np.append(~again, True) if repeats == "last" else np.insert(~again, 0, True)]


def _repeat_problems(rows: IntArray, repeats: str) -> list[Problem]:
    why = (
        "answers an item again"
        if repeats == "refuse"
        else "differs from another answer of equal time by the same person"
    )
    shown = [Problem(f"row {row}", why) for row in sorted(rows.tolist())[:SHOWN]]
    more = [Problem("rows", f"and {len(rows) - SHOWN} more")] if len(rows) > SHOWN else []
    return [*shown, *more, Problem("repeats", "keep counts every row; first and last need the time of each answer")]


def repeats_problems(repeats: str) -> list[Problem]:
    """What is wrong with the word that says how repeats count."""
    if repeats in REPEATS:
        return []
    return [Problem("repeats", f"is one of {', '.join(REPEATS)}, not {repeats!r}")]


def _column_problems(columns: dict[str, Sequence[Any]]) -> list[Problem]:
    problems: list[Problem] = []
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        problems.append(Problem("columns", "differ in length: " + ", ".join(f"{k} {n}" for k, n in lengths.items())))
    for name, column in columns.items():
        missing = [n for n, cell in enumerate(column) if cell is None or cell != cell]
        problems += [Problem(f"{name}[{n}]", "is missing") for n in missing[:SHOWN]]
        if len(missing) > SHOWN:
            problems.append(Problem(name, f"and {len(missing) - SHOWN} more are missing"))
    return problems


def _value_key(value: Json) -> Hashable:
    return value if isinstance(value, str) else value_json(value)  # bytes never equal a text, so the two do not mix


def _factorised(column: Sequence[T], key: Callable[[T], Hashable]) -> tuple[IntArray, list[T]]:
    numbers: dict[Hashable, int] = {}
    distinct: list[T] = []
    index = np.empty(len(column), dtype=np.int32)
    for n, each in enumerate(column):
        at = numbers.setdefault(key(each), len(distinct))
        if at == len(distinct):
            distinct.append(each)
        index[n] = at
    return index, distinct
