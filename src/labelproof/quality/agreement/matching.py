"""Which of one annotator's regions are which of another's: one to one, on plain arrays."""

from collections.abc import Callable, Mapping
from typing import cast

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray

Similarity = Callable[[FloatArray, FloatArray], FloatArray]
"""Two arrays of regions (a, d) and (b, d) to how alike they are (a, b), 0 to 1."""


def overlap(one: FloatArray, other: FloatArray) -> FloatArray:
    """The length, area or volume two regions share.

    Shape:   (a, 2 h) and (b, 2 h): h lower ends, then h upper ends: start, end; or left, top, right, bottom.
    Unit:    that of the ends, to the power h.
    Missing: regions of no extent share nothing.
    Errors:  none.
    Source:  half-open ends, as text offsets are.

    >>> overlap(np.array([[0.0, 4.0]]), np.array([[2.0, 6.0], [4.0, 5.0]])).tolist()
    [[2.0, 0.0]]
    """
    h = one.shape[1] // 2
    low = np.maximum(one[:, None, :h], other[None, :, :h])
    high = np.minimum(one[:, None, h:], other[None, :, h:])
    return np.prod(np.maximum(high - low, 0), axis=2)


def iou(one: FloatArray, other: FloatArray) -> FloatArray:
    """Shared part over the part that either covers; 0 where one has no extent, which is a finding and not 0 / 0.

    Shape:   as overlap.
    Unit:    0 to 1.
    Missing: does not occur.
    Errors:  none.
    Source:  Jaccard (1912), of areas.

    >>> round(float(iou(np.array([[0.0, 0, 2, 2]]), np.array([[1.0, 0, 3, 2]]))[0, 0]), 4)
    0.3333
    """
    shared = overlap(one, other)
    either = extent(one)[:, None] + extent(other)[None, :] - shared
    return np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)


def extent(regions: FloatArray) -> FloatArray:
    """Length, area or volume of each region.

    >>> extent(np.array([[0.0, 0, 2, 3]])).tolist()
    [6.0]
    """
    h = regions.shape[1] // 2
    return np.prod(np.maximum(regions[:, h:] - regions[:, :h], 0), axis=1)


def exact(one: FloatArray, other: FloatArray) -> FloatArray:
    """1 where all numbers are equal, else 0.

    >>> exact(np.array([[0.0, 1]]), np.array([[0.0, 1], [0, 2]])).tolist()
    [[1.0, 0.0]]
    """
    return (one[:, None, :] == other[None, :, :]).all(axis=2).astype(np.float64)


SIMILARITIES: Mapping[str, Similarity] = {"iou": iou, "overlap": overlap, "exact": exact}


def matched(similarity: FloatArray, least: float) -> tuple[IntArray, IntArray]:
    """The one-to-one match of largest total similarity among pairs of at least this one; 0 is never alike.

    Greedy takes the best pair first and can end with fewer matches; it would be another method.

    Shape:   similarity (a, b), >= 0. Returns rows and columns of the matched pairs.
    Unit:    that of the similarity.
    Missing: an empty side matches nothing.
    Errors:  none.
    Source:  Kuhn, The Hungarian method (1955), as scipy solves it (Crouse 2016).

    >>> [each.tolist() for each in matched(np.array([[0.9, 0.8], [0.85, 0.0]]), 0.5)]
    [[0, 1], [1, 0]]
    """
    alike = np.where((similarity >= least) & (similarity > 0), similarity, 0.0)
    if not alike.any():
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    from scipy.optimize import linear_sum_assignment  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

    rows, columns = cast("tuple[IntArray, IntArray]", linear_sum_assignment(alike, maximize=True))
    real = alike[rows, columns] > 0
    return rows[real], columns[real]
