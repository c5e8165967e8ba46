"""Alpha for marking a continuum: where do units begin and end, and what are they."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Refused, Undefined
from labelproof.quality.agreement.figure import Figure, of_sums
from labelproof.quality.agreement.interval import Asked, estimate
from labelproof.quality.agreement.regions import Regions
from labelproof.quality.arrays import FloatArray, IntArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.table import Table

UNIT = "continua two or more marked"


@dataclass(frozen=True, slots=True)
class Unitizing:
    """u: bounds and labels. bounds: unit or gap, whatever the label. cu: labels where two or more marked. by_label: (k)u."""

    u: Estimate
    bounds: Estimate
    cu: Estimate
    by_label: Table[Estimate]


@dataclass(frozen=True, slots=True)
class _Coincidences:
    """Of each continuum: lengths by pairs of labels, gaps first.

    Shape: apart (items, K + 1): length of label c met with another; total (items, K + 1): marked with c; own (items,):
           pairs of a unit with itself; coded_apart (items,) and coded (items, K): the same where two or more marked.
    """

    item: IntArray
    apart: FloatArray
    total: FloatArray
    own: FloatArray
    coded_apart: FloatArray
    coded: FloatArray


def unitizing_alpha(
    regions: Regions,
    length: IntArray | FloatArray,
    n_labels: int = 1,
    *,
    interval: Asked = None,
    rng: np.random.Generator | None = None,
) -> Unitizing:
    """Krippendorff's family of alphas for units on a continuum, gaps being units of "nothing".

    Shape:   regions with (start, end) in region, half-open, and labels below n_labels; length (items,): that of each
             continuum. One annotator's units do not overlap: they divide the continuum.
    Unit:    none; 1 perfect, 0 chance. Lengths are counted in basic units (code points, frames): gaps and the labels of
             cu are corrected for pairing a basic unit with itself, other units for pairing the whole unit.
    Missing: a continuum with fewer than two sheets is left out.
    Errors:  none raised for data; undefined_reason no_answers, no_pairable_item, one_value_only (no unit at all, or no
             gap for `bounds`), no_overlap (cu where no two units meet). Refused("regions.bad").
    Source:  Krippendorff, Mathet, Bouvry & Widloecher, On the reliability of unitizing textual continua (2016);
             Krippendorff, Content Analysis (2019), section 12.6. An interval needs several continua: they are the items.

    >>> two = np.array([0, 0]), np.array([0, 1]), np.array([0, 1, 2]), np.array([[2.0, 6.0], [3.0, 6.0]])
    >>> round(unitizing_alpha(Regions(*two), np.array([10])).u.value, 3)
    0.801
    """
    check_units(regions, length, n_labels)
    found = _coincidences(regions, length, n_labels)

    def of(name: str, rows: FloatArray, whole: bool = True) -> Estimate:
        def build() -> Figure:
            return _alpha(found, rows, whole=whole)

        n = len(found.item)
        return estimate(f"unitizing/{name}", UNIT, build, n=n, interval=interval, rng=rng)

    def against_the_rest(label: int) -> FloatArray:
        rest = found.total.sum(axis=1) - found.total[:, label]
        return np.column_stack([2 * found.apart[:, label], found.total[:, label], rest])

    gap = np.column_stack([2 * found.apart[:, 0], found.total[:, 0], found.total[:, 1:].sum(axis=1)])
    each = tuple(of("(k)u-alpha", against_the_rest(k)) for k in range(1, n_labels + 1))
    keys: tuple[Json, ...] = tuple(range(n_labels))
    return Unitizing(
        of("u-alpha", np.column_stack([found.apart.sum(axis=1), found.total])),
        of("bounds-alpha", gap),
        of("cu-alpha", np.column_stack([found.coded_apart, found.coded]), whole=False),
        Table("label", keys, each),
    )


def _alpha(found: _Coincidences, rows: FloatArray, *, whole: bool) -> Figure:
    """From length apart and lengths by label: 1 - A (n^2 - own) / (n (n^2 - sum of squares)).

    `own` are pairs of a unit with itself; where only basic units are compared they are n, and this is nominal alpha.
    """
    if not len(found.item):
        raise Undefined("no_pairable_item")
    own = found.own if whole else rows[:, 1:].sum(axis=1)
    if not own.any():
        raise Undefined("no_overlap")

    def of(s: FloatArray) -> FloatArray:
        by_label = s[..., 1:-1]
        n = by_label.sum(axis=-1)
        return 1 - s[..., 0] * (n * n - s[..., -1]) / (n * (n * n - (by_label * by_label).sum(axis=-1)))

    return of_sums(found.item, np.column_stack([rows, own]), of)


def _coincidences(regions: Regions, length: IntArray | FloatArray, n_labels: int) -> _Coincidences:
    items, first, count = np.unique(regions.item_index, return_index=True, return_counts=True)
    several = count >= 2
    sums = [
        _of_one(regions, range(f, f + n), float(length[i]), n_labels)
        for i, f, n in zip(items[several], first[several], count[several], strict=True)
    ]
    k = n_labels + 1
    table = np.array(sums).reshape(len(sums), 3 * k + 1)
    apart, total, coded = table[:, :k], table[:, k : 2 * k], table[:, 2 * k : 3 * k - 1]
    return _Coincidences(items[several], apart, total, table[:, 3 * k - 1], table[:, 3 * k], coded)


def _of_one(regions: Regions, sheets: range, length: float, n_labels: int) -> FloatArray:
    """One continuum cut at every bound that anybody set: within a piece each annotator has one label."""
    marked = [regions.of(sheet) for sheet in sheets]
    cuts = np.unique(np.concatenate([[0.0, length], *(region.ravel() for region, _ in marked)]))
    long = np.diff(cuts)
    counts = np.zeros((len(long), n_labels + 1))
    own = 0.0
    for region, label in marked:
        said = np.zeros(len(long), dtype=np.int64)
        starts, ends = np.searchsorted(cuts, region[:, 0]), np.searchsorted(cuts, region[:, 1])
        for start, end, value in zip(starts, ends, label, strict=True):
            said[start:end] = value + 1
        counts[np.arange(len(long)), said] += 1
        extents = region[:, 1] - region[:, 0]
        own += float(extents @ extents) + length - float(extents.sum())
    m = len(marked)
    apart = long @ (counts * (m - counts)) / (m - 1)
    coded = np.where(counts[:, 1:].sum(axis=1, keepdims=True) >= 2, counts[:, 1:], 0)
    by = coded.sum(axis=1)
    coded_apart = long @ ((by * by - (coded * coded).sum(axis=1)) / np.maximum(by - 1, 1))
    return np.concatenate([apart, long @ counts, long @ coded, [own, coded_apart]])


def check_units(regions: Regions, length: IntArray | FloatArray, n_labels: int, *, layered: bool = False) -> None:
    """Refuses regions that are no units of these continua; layered: units of different labels may overlap.

    >>> check_units(Regions(*(np.zeros(0, dtype=int),) * 2, np.zeros(1, dtype=int), np.zeros((0, 2))), np.zeros(0), 1)
    """
    problems: list[Problem] = []
    if regions.region.shape[1:] != (2,):
        problems.append(Problem("region", f"is start and end, not {regions.region.shape[1:]} numbers"))
    elif len(regions.item_index) and len(length) <= int(regions.item_index.max()):
        problems.append(Problem("length", f"has {len(length)} continua, item_index {regions.item_index.max() + 1}"))
    else:
        problems += _misplaced(regions, length, layered=layered)
    label = regions.label
    if label is not None and len(label) and not 0 <= label.min() <= label.max() < n_labels:
        problems.append(Problem("label", f"goes outside 0 to {n_labels - 1}"))
    if problems:
        what = "; ".join(f"{problem.field} {problem.what}" for problem in problems)
        raise Refused("regions.bad", what, "mend the arrays named; nothing is cut or dropped", tuple(problems))


def _misplaced(regions: Regions, length: IntArray | FloatArray, *, layered: bool) -> list[Problem]:
    problems: list[Problem] = []
    sheet = np.repeat(np.arange(len(regions.item_index)), np.diff(regions.ptr))
    start, end = regions.region[:, 0], regions.region[:, 1]
    if (start < 0).any() or (end <= start).any() or (end > length[regions.item_index[sheet]]).any():
        problems.append(Problem("region", "is empty, or leaves its continuum"))
    layer = regions.label if layered and regions.label is not None else np.zeros(len(sheet), dtype=np.int64)
    order = np.lexsort((start, layer, sheet))
    together = (np.diff(sheet[order]) == 0) & (np.diff(layer[order]) == 0)
    if (together & (start[order][1:] < end[order][:-1])).any():
        problems.append(Problem("region", "overlaps another of the same sheet: units divide a continuum"))
    return problems
