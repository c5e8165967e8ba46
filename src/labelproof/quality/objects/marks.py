"""Objects that several people marked on an item - spans, boxes - and which of their marks mean one thing."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.objects.clusters import clusters
from labelproof.quality.regions.overlap import iou

_SHOWN = 20

Mark: TypeAlias = tuple[tuple[float, ...], str]
"""Edges and label."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """How objects of one shape are read and written.

    `edges` gives the lower ends of all axes, then the upper ends; `written` makes the object again; `between` says whether an edge may lie
    between two that were drawn (pixels: yes) or must be one of them (characters).
    """

    fields: tuple[str, ...]
    edges: Callable[[Mapping[str, Any]], Sequence[float]]
    written: Callable[[Sequence[float], str], dict[str, Json]]
    between: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """Every object of every answer, sorted by item, then by what it is; cluster (n,) numbers things from 0."""

    item: IntArray
    annotator: IntArray
    edges: FloatArray
    label: IntArray
    labels: tuple[str, ...]
    cluster: IntArray


def read_marks(answers: Answers, geometry: Geometry, tau: float) -> Marks:
    """The marks of these answers, clustered item by item by their IoU.

    Shape:   see Marks; sorted, so that nothing depends on the order of rows.
    Unit:    that of the edges.
    Missing: an item where nobody marked anything has no row.
    Errors:  Refused("answers.bad") for values of another shape, objects without extent, or a tau outside (0, 1].
    Source:  statistics.md, Aggregation.

    >>> from labelproof.quality.columns import from_columns
    >>> line = Geometry(("low", "high"), lambda o: (o["low"], o["high"]), lambda e, label: {}, between=True)
    >>> drawn = [[{"low": 0, "high": 4, "label": "x"}], [{"low": 1, "high": 4, "label": "x"}]]
    >>> read_marks(from_columns(["i", "i"], ["ana", "ben"], drawn), line, 0.5).cluster.tolist()
    [0, 0]
    """
    if not 0 < tau <= 1:
        raise refusal([Problem("tau", f"is {tau}: marks of one thing overlap by more than 0 and at most 1")])
    if answers.n_values and len(answers.values) != answers.n_values:
        raise refusal([Problem("values", "are absent, and objects are read from them")])
    drawn = [_objects(value, geometry) for value in answers.values]
    problems = [Problem(f"values[{n}]", what) for n, (_, what) in enumerate(drawn) if what]
    if problems:
        raise refusal(problems[:_SHOWN])
    rows = [
        (int(item), edges, label, int(annotator))
        for item, annotator, code in zip(answers.item_index, answers.annotator_index, answers.codes, strict=True)
        for edges, label in drawn[int(code)][0]
    ]
    rows.sort()
    labels = sorted({row[2] for row in rows})
    place = {label: n for n, label in enumerate(labels)}
    unclustered = Marks(
        np.array([row[0] for row in rows], dtype=np.intp),
        np.array([row[3] for row in rows], dtype=np.intp),
        np.array([row[1] for row in rows], dtype=np.float64).reshape(len(rows), -1 if rows else 2),
        np.array([place[row[2]] for row in rows], dtype=np.intp),
        tuple(labels),
        np.empty(0, dtype=np.intp),
    )
    return _clustered(unclustered, tau)


def _objects(value: Json, geometry: Geometry) -> tuple[list[Mark], str]:
    """What a value holds, or what is wrong with it."""
    if not isinstance(value, list):
        return [], "is no list of objects"
    read: list[Mark] = []
    for each in value:
        if not isinstance(each, dict) or set(each) != {*geometry.fields, "label"}:
            return [], f"holds an object without exactly {', '.join(geometry.fields)} and label"
        if not all(isinstance(each[field], (int, float)) for field in geometry.fields):
            return [], "holds an object with an edge that is no number"
        edges = tuple(float(edge) for edge in geometry.edges(each))
        if not all(
            -math.inf < low < high < math.inf
            for low, high in zip(edges[: len(edges) // 2], edges[len(edges) // 2 :], strict=True)
        ):
            return [], "holds an object without extent"
        read.append((edges, str(each["label"])))
    return read, ""


def _clustered(marks: Marks, tau: float) -> Marks:
    cluster = np.empty(len(marks.item), dtype=np.intp)
    n = 0
    for rows in rows_by(marks.item):
        edges = marks.edges[rows]
        cluster[rows] = n + clusters(iou(edges, edges), marks.annotator[rows], tau)
        n = int(cluster[rows].max()) + 1
    return replace(marks, cluster=cluster)


def rows_by(key: IntArray) -> Iterator[IntArray]:
    """Rows of equal key, key by key."""
    order = np.argsort(key, kind="stable")
    if len(order):
        yield from np.split(order, np.flatnonzero(np.diff(key[order])) + 1)
