"""Answers from columns of any names, as people hold them."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

import numpy as np

from labelproof.kernel.canonical import Json, value_json
from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray

REPEATS = ("last", "first", "keep", "refuse")
_SHOWN = 20  # a refusal names this many rows; a million bad ones would help nobody

T = TypeVar("T")


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
    Source:  quality.md section 1; repeats "last" keeps the latest revision, "first" the first, "keep" counts each.

    >>> from_columns(["i", "i", "j"], ["ana", "ben", "ana"], ["x", "y", "x"]).n_values
    2
    """
    columns: dict[str, Sequence[Any]] = {"items": items, "annotators": annotators, "values": values}
    if submitted_at is not None:
        columns["submitted_at"] = submitted_at
    problems = _column_problems(columns, repeats)
    if problems:
        raise refusal(problems)
    item, item_names = _factorised(items, lambda each: each)
    annotator, annotator_names = _factorised(annotators, lambda each: each)
    value, distinct = _factorised(values, _value_key)
    rank = np.argsort(np.argsort(np.array([value_json(each) for each in distinct], dtype=object), kind="stable"))
    value = rank[value].astype(np.int32) if len(value) else value
    distinct = sorted(distinct, key=value_json)
    times = None if submitted_at is None else np.asarray(submitted_at, dtype=np.float64)
    kept = _without_repeats(item, annotator, value, times, repeats)
    order = kept[np.argsort(item[kept], kind="stable")]
    return Answers(
        item[order],
        annotator[order],
        value[order],
        len(item_names),
        len(annotator_names),
        len(distinct),
        distinct,
        items=item_names,
        annotators=annotator_names,
        n_repeats_dropped=len(item) - len(kept),
    )


def _without_repeats(
    item: IntArray, annotator: IntArray, value: IntArray, times: FloatArray | None, repeats: str
) -> IntArray:
    """Which rows stay when somebody answered one item more than once."""
    rows = np.arange(len(item))
    if repeats == "keep" or not len(item):
        return rows
    sooner = np.zeros(len(item)) if times is None else times
    order = np.lexsort((value, sooner, annotator, item))
    same = (np.diff(item[order]) == 0) & (np.diff(annotator[order]) == 0)
    if not same.any():
        return rows
    differ = same & (np.diff(value[order]) != 0)
    undecided = same if repeats == "refuse" else differ & (np.diff(sooner[order]) == 0)
    if undecided.any():
        raise refusal(_repeat_problems(order[1:][undecided], repeats))
    ends = np.append(~same, True) if repeats == "last" else np.insert(~same, 0, True)
    return np.sort(order[ends])


def _repeat_problems(rows: IntArray, repeats: str) -> list[Problem]:
    why = (
        "answers an item again"
        if repeats == "refuse"
        else "differs from another answer of equal time by the same person"
    )
    shown = [Problem(f"row {row}", why) for row in sorted(rows.tolist())[:_SHOWN]]
    return shown + ([Problem("rows", f"and {len(rows) - _SHOWN} more")] if len(rows) > _SHOWN else [])


def _column_problems(columns: dict[str, Sequence[Any]], repeats: str) -> list[Problem]:
    problems: list[Problem] = []
    if repeats not in REPEATS:
        problems.append(Problem("repeats", f"is one of {', '.join(REPEATS)}, not {repeats!r}"))
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        problems.append(Problem("columns", "differ in length: " + ", ".join(f"{k} {n}" for k, n in lengths.items())))
    for name, column in columns.items():
        missing = [n for n, cell in enumerate(column) if cell is None or cell != cell]
        problems += [Problem(f"{name}[{n}]", "is missing") for n in missing[:_SHOWN]]
        if len(missing) > _SHOWN:
            problems.append(Problem(name, f"and {len(missing) - _SHOWN} more are missing"))
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
