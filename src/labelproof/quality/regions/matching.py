"""Which region of one set is which of another, one to one, and the F1 that follows."""

from collections.abc import Callable
from typing import Literal, cast

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.regions.overlap import SIMILARITIES, Similarity, checked

Method = Literal["optimal", "greedy"]
METHODS = ("optimal", "greedy")


def match(similarity: FloatArray, tau: float = 0.5, *, method: Method = "optimal") -> tuple[IntArray, IntArray]:
    """Pairs of a row and a column, each once, among those of similarity `tau` or more; 0 is never alike.

    "optimal" has the largest total similarity of all such matchings. "greedy" takes the best pair left, as many
    published scores do; it can miss pairs, and a figure's method id must tell the two apart: see `method_id`.

    Shape:   similarity (n, m), >= 0; result: rows (k,) ascending, and their columns (k,).
    Unit:    indexes.
    Missing: an empty side matches nothing.
    Errors:  Refused("regions.bad") for an unknown method or a threshold that is negative or no number.
    Source:  statistics.md, Agreement; Kuhn, The Hungarian method (1955), as scipy solves it (Crouse 2016).

    >>> table = np.array([[0.9, 0.8], [0.8, 0.1]])
    >>> [each.tolist() for each in match(table)], [each.tolist() for each in match(table, method="greedy")]
    ([[0, 1], [1, 0]], [[0], [0]])
    """
    if problems := matching_problems(tau, method):
        what = "; ".join(f"{problem.field} {problem.what}" for problem in problems)
        raise Refused("regions.bad", what, "choose a method, and from how alike two regions may be one", problems)
    allowed = np.where((similarity >= tau) & (similarity > 0), similarity, 0.0)
    if not allowed.any():
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    if method == "greedy":
        return _greedy(allowed)
    from scipy import optimize  # pyright: ignore[reportMissingTypeStubs]

    assign = cast("Callable[..., tuple[IntArray, IntArray]]", vars(optimize)["linear_sum_assignment"])
    rows, columns = assign(allowed, maximize=True)
    real = allowed[rows, columns] > 0
    return rows[real], columns[real]


def matching_problems(tau: float, method: str) -> tuple[Problem, ...]:
    """What is wrong with the options of a matching, before anything is matched."""
    found: list[Problem] = []
    if method not in METHODS:
        found.append(Problem("method", f"is {' or '.join(METHODS)}, not {method!r}"))
    if not tau >= 0:
        found.append(Problem("tau", f"is {tau}: a similarity is 0 or more"))
    return tuple(found)


def method_id(match: str, method: Method) -> str:
    """A comparison's part of a figure's id. The best matching is the rule and unnamed, any other is said.

    >>> method_id("iou-0.5", "optimal"), method_id("iou-0.5", "greedy")
    ('iou-0.5', 'iou-0.5-greedy')
    """
    return match if method == "optimal" else f"{match}-{method}"


def f1(shared: float, one: float, other: float) -> float:
    """Harmonic mean of precision and recall: two empty sets agree, an empty set and another do not.

    Shape:   what is matched, and how much each set has: counts, or lengths and areas.
    Unit:    0 to 1.
    Missing: does not occur.
    Errors:  none.
    Source:  Hripcsak & Rothschild, Agreement, the F-measure, and reliability (2005).

    >>> f1(1, 1, 3), f1(0, 0, 0), f1(0, 0, 2)
    (0.5, 1.0, 0.0)
    """
    return 2 * shared / (one + other) if one + other else 1.0


def set_distance(
    one: FloatArray,
    other: FloatArray,
    tau: float = 0.5,
    similarity: Similarity | None = None,
    *,
    method: Method = "optimal",
) -> float:
    """1 - F1 of two sets of regions after matching, each matched pair counting whole.

    The annotation types' own distances count a pair by its IoU instead, without a threshold: there, boxes that are
    not equal are never 0 apart. This one is what pairwise F1 sums, and what published scores mean by F1 at a tau.

    Shape:   (a, d) and (b, d).
    Unit:    0 to 1; two empty sets 0, an empty and a full one 1.
    Missing: does not occur.
    Errors:  Refused("regions.bad").
    Source:  statistics.md, Agreement.

    >>> set_distance(np.array([[0.0, 4.0]]), np.array([[0.0, 3.0], [5.0, 6.0]]))
    0.33333333333333337
    """
    if similarity is None:
        checked(one=one, other=other)
        similarity = SIMILARITIES["iou"]
    return 1 - f1(len(match(similarity(one, other), tau, method=method)[0]), len(one), len(other))


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
