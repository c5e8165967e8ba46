"""The first alpha for units, in which how far two units' bounds lie apart counts, squared."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Undefined
from labelproof.quality.agreement.figure import Figure, of_sums
from labelproof.quality.agreement.interval import Asked, estimate
from labelproof.quality.agreement.regions import Regions
from labelproof.quality.agreement.unitizing import UNIT, check_units
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.table import Table


@dataclass(frozen=True, slots=True)
class Unitizing1995:
    """All labels together, and each alone: labels lie on layers of their own and may overlap."""

    overall: Estimate
    by_label: Table[Estimate]


@dataclass(frozen=True, slots=True)
class _Layer:
    """One label of one annotator: units and the gaps between them divide the continuum."""

    start: FloatArray
    extent: FloatArray
    is_unit: BoolArray


def unitizing_alpha_1995(
    regions: Regions,
    length: IntArray | FloatArray,
    n_labels: int = 1,
    *,
    interval: Asked = None,
    rng: np.random.Generator | None = None,
) -> Unitizing1995:
    """Krippendorff's alpha-U: units that meet differ by the squares of their bounds' distances, others by their length's.

    Shape:   as unitizing_alpha, but only units of one label and sheet may not overlap. Lengths are whole numbers of
             basic units, which the expected disagreement counts.
    Unit:    none; 1 perfect, 0 chance.
    Missing: a continuum with fewer than two sheets is left out; several continua are summed by length (own choice).
    Errors:  none raised for data; undefined_reason no_pairable_item, zero_expected_disagreement (no unit of the label).
             Refused("regions.bad").
    Source:  Krippendorff, On the reliability of unitizing continuous data (1995); Measuring the reliability of
             qualitative text analysis data (2004), section 3.

    >>> two = np.array([0, 0]), np.array([0, 1]), np.array([0, 1, 2]), np.array([[2.0, 6.0], [2.0, 6.0]])
    >>> unitizing_alpha_1995(Regions(*two), np.array([10])).overall.value
    1.0
    """
    check_units(regions, length, n_labels, layered=True)
    items, sums = _by_item(regions, length, n_labels)

    def of(name: str, rows: FloatArray) -> Estimate:
        def build() -> Figure:
            if not len(items):
                raise Undefined("no_pairable_item")
            reason = "zero_expected_disagreement"
            return of_sums(items, rows, lambda s: 1 - s[..., 0] / s[..., 1], if_undefined=reason)

        return estimate(f"unitizing-1995/{name}", UNIT, build, n=len(items), interval=interval, rng=rng)

    keys: tuple[Json, ...] = tuple(range(n_labels))
    each = tuple(of("label", sums[:, label]) for label in range(n_labels))
    return Unitizing1995(of("all-labels", sums.sum(axis=1)), Table("label", keys, each))


def _by_item(regions: Regions, length: IntArray | FloatArray, n_labels: int) -> tuple[IntArray, FloatArray]:
    items, first, count = np.unique(regions.item_index, return_index=True, return_counts=True)
    several = count >= 2
    sums: list[FloatArray] = []
    for item, f, n in zip(items[several], first[several], count[several], strict=True):
        long = float(length[item])
        layers = [[_layer(*regions.of(sheet), label, long) for sheet in range(f, f + n)] for label in range(n_labels)]
        sums.append(long * np.array([[_observed(each, long), _expected(each, long)] for each in layers]))
    return items[several], np.array(sums).reshape(-1, n_labels, 2)


def _layer(region: FloatArray, label: IntArray, chosen: int, length: float) -> _Layer:
    units = region[label == chosen]
    units = units[np.argsort(units[:, 0])]
    bounds = np.concatenate([[0.0], units.ravel(), [length]])
    extent = np.diff(bounds)
    is_unit = np.arange(len(extent)) % 2 == 1  # gap, unit, gap, ..., gap; gaps of no extent are none
    real = extent > 0
    return _Layer(bounds[:-1][real], extent[real], is_unit[real])


def _observed(layers: list[_Layer], length: float) -> float:
    m = len(layers)
    total = sum(_apart(a, b) for n, a in enumerate(layers) for b in layers[n + 1 :])
    return 2 * total / (m * (m - 1) * length**2)


def _apart(a: _Layer, b: _Layer) -> float:
    start, other = a.start[:, None], b.start[None, :]
    end, its_end = start + a.extent[:, None], other + b.extent[None, :]
    unit, its = a.is_unit[:, None], b.is_unit[None, :]
    meet = unit & its & (start < its_end) & (other < end)
    inside = unit & ~its & (other <= start) & (end <= its_end)
    around = ~unit & its & (start <= other) & (its_end <= end)
    squares = np.where(meet, (start - other) ** 2 + (end - its_end) ** 2, 0.0)
    squares += np.where(inside, a.extent[:, None] ** 2, 0.0) + np.where(around, b.extent[None, :] ** 2, 0.0)
    return float(squares.sum())


def _expected(layers: list[_Layer], length: float) -> float:
    """Over all places that all units could have on the continua of all annotators laid end to end."""
    units = np.concatenate([layer.extent[layer.is_unit] for layer in layers])
    gaps = np.concatenate([layer.extent[~layer.is_unit] for layer in layers])
    among_units = (len(units) - 1) / 3 * (2 * units**3 - 3 * units**2 + units)
    room = np.maximum(gaps[None, :] - units[:, None] + 1, 0).sum(axis=1)
    all_length = len(layers) * length
    places = all_length * (all_length - 1) - float((units * (units - 1)).sum())
    return 2 / length * float((among_units + units**2 * room).sum()) / places
