"""How alike regions are, on plain arrays: the lower ends of all axes, then the upper ends.

A span is (start, end), a box (left, top, right, bottom), a box in space has six numbers; ends are half-open, as text
offsets are. This is the only order of edges in the quality engine.
"""

from collections.abc import Callable, Mapping

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray

Similarity = Callable[[FloatArray, FloatArray], FloatArray]
"""Two arrays of regions (a, d) and (b, d) to how alike they are (a, b), 0 to 1."""


def overlap(one: FloatArray, other: FloatArray) -> FloatArray:
    """The length, area or volume two regions share.

    Shape:   (a, 2 h) and (b, 2 h): h lower ends, then h upper ends. Result (a, b).
    Unit:    that of the ends, to the power h.
    Missing: regions of no extent share nothing.
    Errors:  none; `checked` says what is wrong with regions, once for all of them.
    Source:  half-open ends, as text offsets are.

    >>> overlap(np.array([[0.0, 4.0]]), np.array([[2.0, 6.0], [4.0, 5.0]])).tolist()
    [[2.0, 0.0]]
    """
    h = one.shape[1] // 2
    shared = np.ones((len(one), len(other)))
    for axis in range(h):
        low = np.maximum(one[:, None, axis], other[None, :, axis])
        shared *= np.maximum(np.minimum(one[:, None, h + axis], other[None, :, h + axis]) - low, 0)
    return shared


def iou(one: FloatArray, other: FloatArray) -> FloatArray:
    """Shared part over the part that either covers; 0 where one has no extent, which is a finding and not 0 / 0.

    Shape:   as overlap.
    Unit:    0 to 1.
    Missing: a region without extent has 0 with everything, itself included.
    Errors:  none; as overlap.
    Source:  Jaccard (1912), of the points that regions hold.

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
    return np.prod(regions[:, h:] - regions[:, :h], axis=1)


def exact(one: FloatArray, other: FloatArray) -> FloatArray:
    """1 where all numbers are equal, else 0.

    >>> exact(np.array([[0.0, 1]]), np.array([[0.0, 1], [0, 2]])).tolist()
    [[1.0, 0.0]]
    """
    return (one[:, None, :] == other[None, :, :]).all(axis=2).astype(np.float64)


SIMILARITIES: Mapping[str, Similarity] = {"iou": iou, "overlap": overlap, "exact": exact}


def checked(**regions: FloatArray) -> None:
    """Refuses what overlap and iou cannot read: Refused("regions.bad") with every problem of all arrays given.

    >>> checked(one=np.zeros((1, 4)), other=np.zeros((0, 4)))
    """
    problems = [problem for name, each in regions.items() for problem in _problems(name, each)]
    n_numbers = {name: each.shape[1] for name, each in regions.items() if each.ndim == 2}
    if not problems and len({*n_numbers.values()}) > 1:
        said = ", ".join(f"{name} {n}" for name, n in n_numbers.items())
        problems = [Problem("regions", f"differ in how many ends they have: {said}")]
    if problems:
        what = "; ".join(f"{problem.field} {problem.what}" for problem in problems)
        raise Refused("regions.bad", what, "give the lower ends of all axes, then the upper ends", tuple(problems))


def _problems(name: str, regions: FloatArray) -> list[Problem]:
    if regions.ndim != 2 or regions.shape[1] % 2 or not regions.shape[1]:
        return [Problem(name, f"has shape {regions.shape}, not (n, 2 axes)")]
    if not np.isfinite(regions).all():
        return [Problem(name, "has numbers that are not finite")]
    h = regions.shape[1] // 2
    if (regions[:, h:] < regions[:, :h]).any():
        return [Problem(name, "has a region that ends before it begins")]
    return []
