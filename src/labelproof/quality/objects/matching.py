"""Which object of one set is which of another: intersection over union, and pairs of objects above a threshold."""

from collections.abc import Callable
from typing import cast

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray, IntArray

METHODS = ("optimal", "greedy")


def iou(a: FloatArray, b: FloatArray) -> FloatArray:
    """Intersection over union of every region of `a` with every region of `b`.

    Shape:   a (n, 2 axes), b (m, 2 axes): low and high of one axis after another, half-open. Spans have one axis,
             boxes two. Result (n, m).
    Unit:    0 to 1.
    Missing: none; a region without extent meets nothing and has 0 with everything, itself included.
    Errors:  Refused("regions.bad") for other shapes, numbers that are not finite, or a high below its low.
    Source:  Jaccard (1912), of the points that regions hold.

    >>> iou(np.array([[0.0, 4.0]]), np.array([[2.0, 4.0], [4.0, 6.0]])).tolist()
    [[0.5, 0.0]]
    """
    problems = [*_problems("a", a), *_problems("b", b)]
    if not problems and a.shape[1] != b.shape[1]:
        problems = [Problem("b", f"has {b.shape[1]} edges, a {a.shape[1]}")]
    if problems:
        said = "; ".join(f"{problem.field} {problem.what}" for problem in problems)
        raise Refused("regions.bad", said, "give low and high of each axis", tuple(problems))
    shared = np.ones((len(a), len(b)))
    for low in range(0, a.shape[1], 2):
        ends = np.minimum(a[:, None, low + 1], b[None, :, low + 1])
        shared *= np.maximum(ends - np.maximum(a[:, None, low], b[None, :, low]), 0)
    together = extent(a)[:, None] + extent(b)[None, :] - shared
    with np.errstate(invalid="ignore"):
        return np.where(shared > 0, shared / together, 0.0)


def extent(regions: FloatArray) -> FloatArray:
    """Length, area or volume of each region.

    >>> extent(np.array([[0.0, 4.0, 1.0, 3.0]])).tolist()
    [8.0]
    """
    return np.prod(regions[:, 1::2] - regions[:, 0::2], axis=1)


def match(similarity: FloatArray, tau: float = 0.5, *, method: str = "optimal") -> tuple[IntArray, IntArray]:
    """Pairs of a row and a column, each once, among those of similarity `tau` or more.

    "optimal" has the largest total similarity of all such matchings. "greedy" takes the best pair left, as many
    published scores do; it can miss pairs, and a figure's method id must tell the two apart.

    Shape:   similarity (n, m); result: rows (k,) ascending, and their columns (k,).
    Unit:    indexes.
    Missing: none.
    Errors:  Refused("regions.bad") for an unknown method or a threshold of 0 or less: all pairs would match.
    Source:  quality.md section 3; Crouse, On Implementing 2D Rectangular Assignment Algorithms (2016).

    >>> table = np.array([[0.9, 0.8], [0.8, 0.1]])
    >>> [each.tolist() for each in match(table)], [each.tolist() for each in match(table, method="greedy")]
    ([[0, 1], [1, 0]], [[0], [0]])
    """
    if method not in METHODS or not tau > 0:
        what = f"method {method!r} with tau {tau}"
        raise Refused("regions.bad", what, f"use {' or '.join(METHODS)} and a tau above 0")
    allowed = np.where(similarity >= tau, similarity, 0.0)
    if not allowed.any():
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    if method == "greedy":
        return _greedy(allowed)
    from scipy import optimize  # pyright: ignore[reportMissingTypeStubs]

    assign = cast("Callable[..., tuple[IntArray, IntArray]]", vars(optimize)["linear_sum_assignment"])
    rows, columns = assign(allowed, maximize=True)
    real = allowed[rows, columns] > 0
    return rows[real], columns[real]


def f1(n_matched: int, n_one: int, n_other: int) -> float:
    """Harmonic mean of precision and recall; two empty sets agree, an empty set and another do not.

    >>> f1(1, 1, 3), f1(0, 0, 0), f1(0, 0, 2)
    (0.5, 1.0, 0.0)
    """
    return 2 * n_matched / (n_one + n_other) if n_one + n_other else 1.0


def _greedy(allowed: FloatArray) -> tuple[IntArray, IntArray]:
    """Equal similarities are taken by row, then column."""
    left = allowed.copy()
    pairs: list[tuple[int, int]] = []
    while left.any():
        row, column = np.unravel_index(left.argmax(), left.shape)
        pairs.append((int(row), int(column)))
        left[row, :] = 0
        left[:, column] = 0
    rows, columns = np.array(sorted(pairs), dtype=np.intp).T
    return rows, columns


def _problems(name: str, regions: FloatArray) -> list[Problem]:
    if regions.ndim != 2 or regions.shape[1] % 2 or not regions.shape[1]:
        return [Problem(name, f"has shape {regions.shape}, not (n, 2 axes)")]
    if not np.isfinite(regions).all():
        return [Problem(name, "has numbers that are not finite")]
    if (regions[:, 1::2] < regions[:, 0::2]).any():
        return [Problem(name, "has a region that ends before it begins")]
    return []
