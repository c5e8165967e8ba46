"""One set of objects an item, from those that several people marked on it."""

from collections.abc import Sequence
from typing import Any, TypeAlias, cast

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.voting import voting
from labelproof.quality.objects.marks import Geometry, Marks, read_marks, rows_by
from labelproof.quality.objects.presence import Ballots, vote_named
from labelproof.quality.objects.readings import consensus_of

_EVEN = 1e-12  # weighted votes closer to a half than this are a half

Sets: TypeAlias = list[list[tuple[dict[str, Json], float]]]
"""For each item its objects, each with how sure it is."""


def vote_on_objects(
    answers: Answers, geometry: Geometry, method: str, *, tau: float, vote: str, weights: FloatArray | None
) -> Consensus:
    """Cluster the marks of each item, decide which clusters are there, and give each its edges and label.

    A cluster's edges are the weighted medians of its marks' and its label has the most weight. What stays undecided -
    a thing that half of the votes have, a label or an edge of equal weight - leaves the item without a value and with
    two tied ones: the set that says least (no such thing, the narrower edges, the first label) and the one that says
    most.

    Shape:   answers whose values are lists of objects of this geometry; weights (annotators,).
    Unit:    that of the edges; support 0 to 1.
    Missing: an item without an answer has no value.
    Errors:  Refused for other values, weights, tau or vote.
    Source:  statistics.md, Aggregation.

    >>> from labelproof.quality.aggregation import span_vote
    >>> from labelproof.quality.columns import from_columns
    >>> span_vote(from_columns(["i"], ["ana"], [[]])).method
    'span_vote/iou-0.5/dawid_skene/marked_only@1'
    """
    decide, answers = vote_named(vote), voting(answers)
    weight = np.ones(answers.n_annotators) if weights is None else _checked(weights, answers.n_annotators)
    marks = read_marks(answers, geometry, tau)
    presence = decide(_ballots(answers, marks, weight))
    least, most = (_sets(answers, geometry, marks, weight, presence.support, full) for full in (False, True))
    n_votes = np.diff(answers.item_ptr)
    return consensus_of(
        f"{method}/{presence.method}@1",
        n_votes,
        [[_bare(one), _bare(other)] if n else [] for n, one, other in zip(n_votes, least, most, strict=True)],
        support=tuple(np.array([sure for _, sure in objects]) for objects in most),
        annotators=presence.annotators,
        iterations=presence.iterations,
        last_change=presence.last_change,
    )


def _ballots(answers: Answers, marks: Marks, weight: FloatArray) -> Ballots:
    """Whoever answered an item says of each thing on it whether it is there."""
    n = int(marks.cluster.max(initial=-1)) + 1
    item = np.empty(n, dtype=np.intp)
    item[marks.cluster] = marks.item
    n_people = np.diff(answers.item_ptr)[item]
    candidate = np.repeat(np.arange(n), n_people)
    start = np.repeat(answers.item_ptr[item] - np.concatenate([[0], np.cumsum(n_people)])[:-1], n_people)
    annotator = answers.annotator_index[start + np.arange(len(candidate))].astype(np.intp)
    marked = np.unique(marks.cluster * answers.n_annotators + marks.annotator)
    said: BoolArray = np.isin(candidate * answers.n_annotators + annotator, marked)
    return Ballots(candidate, annotator, said, answers.n_annotators, np.zeros(n, dtype=np.intp), weight, True)


def _sets(
    answers: Answers, geometry: Geometry, marks: Marks, weight: FloatArray, support: FloatArray, full: bool
) -> Sets:
    """For each item its objects with their support; of what is undecided the most if `full`, else the least."""
    found: Sets = [[] for _ in range(answers.n_items)]
    for rows in rows_by(marks.cluster):
        sure = float(support[marks.cluster[rows[0]]])
        if sure < 0.5 + (-_EVEN if full else _EVEN):
            continue
        each = weight[marks.annotator[rows]]
        edges = _edges(marks.edges[rows], each, full, geometry.between)
        label = marks.labels[_label(marks.label[rows], each, full)]
        found[marks.item[rows[0]]].append((geometry.written(edges, label), sure))
    for objects in found:
        objects.sort(key=lambda one: cast("list[Any]", [*one[0].values()]))
    return found


def _bare(objects: Sequence[tuple[dict[str, Json], float]]) -> Json:
    return [one for one, _ in objects]


def _edges(edges: FloatArray, weight: FloatArray, full: bool, between: bool) -> list[float]:
    h = edges.shape[1] // 2
    found = [_edge(edges[:, k], weight, k >= h, full, between) for k in range(2 * h)]
    if all(low < high for low, high in zip(found[:h], found[h:], strict=True)):
        return found
    return _edges(edges, weight, True, between)  # marks that hardly overlap have no narrower form


def _edge(values: FloatArray, weight: FloatArray, is_high: bool, full: bool, between: bool) -> float:
    """The weighted median; of two middle ones their mean, or the outer one if `full`, else the inner."""
    heavy = weight > 0 if weight.any() else np.ones(len(weight), dtype=np.bool_)
    values, weight = values[heavy], weight[heavy]
    order = np.argsort(values, kind="stable")
    values, run = values[order], np.cumsum(weight[order])
    half = float(run[-1]) / 2
    low = int(np.searchsorted(run, half - _EVEN))
    high = min(low + int(abs(float(run[low]) - half) <= _EVEN), len(values) - 1)
    if between:
        return float(values[low] + values[high]) / 2
    return float(values[high] if is_high == full else values[low])


def _label(label: IntArray, weight: FloatArray, full: bool) -> int:
    votes = np.bincount(label, weights=weight)
    best = np.flatnonzero(votes >= votes.max() - _EVEN)
    return int(best[-1] if full else best[0])


def _checked(weights: FloatArray, n_annotators: int) -> FloatArray:
    if weights.shape != (n_annotators,) or not (np.isfinite(weights) & (weights >= 0)).all() or not weights.any():
        raise refusal(
            [Problem("weights", f"are {n_annotators} finite numbers of 0 or more, one an annotator, not all 0")]
        )
    return weights
