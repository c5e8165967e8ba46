"""Pairwise F1 of marked regions: of what two annotators marked, how much did both mark. Not corrected for chance."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from labelproof.kernel.refused import Problem, Refused, Undefined
from labelproof.quality.agreement.figure import Figure, of_sums
from labelproof.quality.agreement.interval import Asked, estimate
from labelproof.quality.agreement.regions import Regions
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.regions import matching
from labelproof.quality.regions.overlap import SIMILARITIES, Similarity, checked, extent, overlap

UNIT = "items two or more marked"
MATCHES = (*SIMILARITIES, "token")
Compared = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class F1:
    """Micro: all pairs of sheets in one sum, so that items with many regions weigh more. Macro: every item weighs 1."""

    micro: Estimate
    macro: Estimate


def pairwise_f1(
    regions: Regions,
    match: str = "iou",
    tau: float = 0.5,
    *,
    similarity: Similarity | None = None,
    method: matching.Method = "optimal",
    interval: Asked = None,
    rng: np.random.Generator | None = None,
) -> F1:
    """F1 between annotators over all pairs of sheets on an item, regions of one label matched one to one.

    Shape:   match "exact", "overlap" (shares anything), "iou" (at least tau), or "token" (no matching: the covered
             length or area itself is what is shared); or similarity, a callable on two sheets' regions giving (a, b),
             matched at tau. method: "optimal", or "greedy", which is another figure and says so in its id.
    Unit:    share, 0 to 1. Two empty sheets agree (macro 1), an empty and a full one do not (0).
    Missing: items with fewer than two sheets have no pair and are left out.
    Errors:  none raised for data; undefined_reason no_answers, no_pairable_item; micro also one_value_only, when all
             sheets are empty. Refused("regions.match") for a match or method that does not exist, and
             Refused("regions.bad") for regions that are not lower ends, then upper ends.
    Source:  Hripcsak & Rothschild, Agreement, the F-measure, and reliability (2005); matching: statistics.md, Agreement.

    >>> two = np.array([0, 0]), np.array([0, 1]), np.array([0, 1, 2]), np.array([[0.0, 4.0], [0.0, 3.0]])
    >>> f1 = pairwise_f1(Regions(*two))
    >>> f1.micro.value, f1.micro.method
    (1.0, 'f1/iou-0.5/micro/bootstrap-items@1')
    """
    if similarity is None:
        checked(region=regions.region)
    name, compare = _comparison(match, tau, similarity, method)
    items, rows, reason = _compared(regions, compare)

    def micro() -> Figure:
        _raise(reason)
        return of_sums(items, rows[:, :2], lambda s: 2 * s[..., 0] / s[..., 1], scale="logit")

    def macro() -> Figure:
        _raise(reason)
        one = np.column_stack([rows[:, 2], np.ones(len(rows))])
        return of_sums(items, one, lambda s: s[..., 0] / s[..., 1], scale="logit")

    each = [
        estimate(f"f1/{name}/{kind}", UNIT, build, n=len(items), interval=interval, rng=rng)
        for kind, build in (("micro", micro), ("macro", macro))
    ]
    return F1(*each)


Compare = Callable[[FloatArray, IntArray, FloatArray, IntArray], Compared]


def _comparison(match: str, tau: float, similarity: Similarity | None, method: matching.Method) -> tuple[str, Compare]:
    _refuse_unknown(match, tau, similarity, method)
    if similarity is None and match == "token":
        return "token", _covered
    if similarity is None and match != "iou":
        tau = 0.0  # exact is 1 or 0, and any overlap counts
    alike = similarity or SIMILARITIES[match]
    named = f"{getattr(similarity, '__name__', 'similarity').strip('<>')}-{tau:g}" if similarity else match
    name = f"iou-{tau:g}" if named == "iou" else named

    def compare(one: FloatArray, labels: IntArray, other: FloatArray, its_labels: IntArray) -> Compared:
        if not len(one) or not len(other):
            return 0.0, len(one), len(other)
        same = labels[:, None] == its_labels[None, :]
        return len(matching.match(alike(one, other) * same, tau, method=method)[0]), len(one), len(other)

    return matching.method_id(name, method), compare


def _refuse_unknown(match: str, tau: float, similarity: Similarity | None, method: str) -> None:
    problems = matching.matching_problems(tau, method)
    if similarity is None and match not in MATCHES:
        problems = (Problem("match", f"is {', '.join(MATCHES)}, not {match!r}"), *problems)
    if problems:
        what = "; ".join(f"{problem.field} {problem.what}" for problem in problems)
        raise Refused("regions.match", what, "choose one, or give a similarity", problems)


def _covered(one: FloatArray, labels: IntArray, other: FloatArray, its_labels: IntArray) -> Compared:
    """Shared extent and each one's own, label by label. One annotator's regions of a label do not overlap."""
    same = labels[:, None] == its_labels[None, :]
    return float((overlap(one, other) * same).sum()), float(extent(one).sum()), float(extent(other).sum())


def _compared(regions: Regions, compare: Compare) -> tuple[IntArray, FloatArray, str | None]:
    """Per item: shared, both ones' totals, and the mean F1 of its pairs of sheets."""
    items, first, count = np.unique(regions.item_index, return_index=True, return_counts=True)
    if not len(items):
        return items, np.zeros((0, 3)), "no_answers"
    several = count >= 2
    rows = [_item(regions, range(f, f + n), compare) for f, n in zip(first[several], count[several], strict=True)]
    return items[several], np.array(rows).reshape(-1, 3), None if rows else "no_pairable_item"


def _item(regions: Regions, sheets: range, compare: Compare) -> tuple[float, float, float]:
    pairs = [compare(*regions.of(a), *regions.of(b)) for a, b in combinations(sheets, 2)]
    each = [matching.f1(*pair) for pair in pairs]
    return sum(p[0] for p in pairs), sum(p[1] + p[2] for p in pairs), sum(each) / len(each)


def _raise(reason: str | None) -> None:
    if reason is not None:
        raise Undefined(reason)
