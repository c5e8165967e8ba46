"""Columns that are no longer spread as in the reference."""

from collections.abc import Sequence

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.arrays import IntArray
from labelproof.quality.estimate import Estimate
from labelproof.quality.findings import SEVERITIES, Checked, Finding, Severity, Where, check
from labelproof.quality.item_columns import Column, Columns, is_number
from labelproof.quality.statistics.divergence import jensen_shannon, permutation_p, psi

METHOD = "drift/psi@1"
_MOST_VALUES = 256


@check(METHOD)
def drift(
    table: Columns,
    reference: Columns | None = None,
    *,
    columns: Sequence[str] = (),
    psi_bounds: tuple[float, float] = (0.10, 0.25),
    js_bounds: tuple[float, float] = (0.05, 0.10),
    bins: int = 10,
    small: int = 500,
    level: float = 0.05,
) -> Checked:
    """PSI and Jensen-Shannon divergence of each column against the reference; the worse of the two is the finding.

    Of few rows, or many values, PSI is large by chance alone, (K - 1)(1/n + 1/m) on average: below 500 rows, and
    where that is half of the warning or more, a permutation p is added, and a difference with p > .05 is a note.

    Shape:     categories as they are, if there are at most 256 (texts and names are none); numbers in 10 bins between
               the reference's quantiles. columns=() takes all that both tables have.
    Unit:      summary: the largest PSI; figures: "psi", "js" and "p" of each column.
    Missing:   a cell of its own: a column that comes in half empty has drifted.
    Undefined: no_rows; no_reference; no_column, when the two share none; one_value_only, when none has two cells.
    Source:    statistics.md, Checks; Lin (1991).

    >>> of = lambda yes: Columns({"label": ["yes"] * yes + ["no"] * (1000 - yes)})
    >>> drift(of(700), of(400)).findings[0].severity
    'act'
    """
    if reference is None:
        raise Undefined("no_reference")
    for name in columns:
        table.column(name)
        reference.column(name)
    findings: list[Finding] = []
    figures: dict[str, Estimate] = {}
    for name in sorted(columns or {*table.columns} & {*reference.columns}):
        counts = _counts(table, reference, name, bins)
        if counts is None:
            continue
        stability, divergence = psi(*counts), jensen_shannon(*counts)
        figures |= {f"psi of {name}": stability, f"js of {name}": divergence}
        if stability.value is None or divergence.value is None:
            continue
        by_chance = _by_chance(*counts) >= psi_bounds[0] / 2
        chance = permutation_p(*counts) if stability.n < small or by_chance else None
        if chance is not None:
            figures[f"p of {name}"] = chance
        both = _severity(stability.value, psi_bounds), _severity(divergence.value, js_bounds)
        severity = both[0] if SEVERITIES.index(both[0]) >= SEVERITIES.index(both[1]) else both[1]
        if severity != "note":
            findings.append(_finding(name, stability, divergence, chance, severity, level))
    return Checked("drift", tuple(findings), _worst(figures), figures)


def _by_chance(expected: IntArray, actual: IntArray) -> float:
    """PSI to be expected of two samples of one source."""
    n_cells = int(((expected + actual) > 0).sum())
    return (n_cells - 1) * (1 / max(int(expected.sum()), 1) + 1 / max(int(actual.sum()), 1))


def _severity(value: float, bounds: tuple[float, float]) -> Severity:
    return "act" if value >= bounds[1] else "warn" if value >= bounds[0] else "note"


def _finding(
    name: str, stability: Estimate, divergence: Estimate, chance: Estimate | None, severity: Severity, level: float
) -> Finding:
    what = f"PSI {stability.value:.3f}, Jensen-Shannon {divergence.value:.3f} against the reference"
    if chance is not None and chance.value is not None:
        what += f", permutation p {chance.value:.4f}"
        severity = "note" if chance.value > level else severity
    return Finding("drift", Where(name), what, stability.n, severity, "find what changed at the source, or re-weight")


def _worst(figures: dict[str, Estimate]) -> Estimate:
    known = [each for name, each in figures.items() if name.startswith("psi") and each.value is not None]
    if not known:
        raise Undefined("one_value_only" if figures else "no_column")
    return max(known, key=lambda each: each.value or 0.0)


def _counts(table: Columns, reference: Columns, name: str, bins: int) -> tuple[IntArray, IntArray] | None:
    """The reference's counts and the table's, cell by cell; None for what is neither numbers nor categories."""
    column = reference.column(name)
    if isinstance(column, np.ndarray) and column.ndim != 1:
        return None
    if (isinstance(column, np.ndarray) and column.dtype.kind == "f") or _all_fractions(column):
        return _binned(reference.numbers(name), table.numbers(name), bins)
    if any(isinstance(cell, (list, dict, np.ndarray)) for cell in column):
        return None
    (e, e_values), (a, a_values) = reference.codes(name), table.codes(name)
    number = {value: n for n, value in enumerate(dict.fromkeys([*e_values, *a_values]))}
    if len(number) > _MOST_VALUES:
        return None
    place_e, place_a = ([number[value] for value in values] for values in (e_values, a_values))
    return _placed(e, place_e, len(number)), _placed(a, place_a, len(number))


def _all_fractions(column: Column) -> bool:
    cells = [cell for cell in column if cell is not None]
    return bool(cells) and all(is_number(cell) for cell in cells) and any(isinstance(cell, float) for cell in cells)


def _placed(codes: IntArray, place: list[int], n_values: int) -> IntArray:
    """Counts by value, and the missing last."""
    return np.bincount(np.array([*place, n_values])[codes], minlength=n_values + 1)


def _binned(expected: np.ndarray, actual: np.ndarray, bins: int) -> tuple[IntArray, IntArray]:
    present = expected[~np.isnan(expected)]
    inner = np.unique(np.quantile(present, np.linspace(0, 1, bins + 1)[1:-1])) if len(present) else np.empty(0)

    def counted(numbers: np.ndarray) -> IntArray:
        cell = np.where(np.isnan(numbers), len(inner) + 1, np.searchsorted(inner, numbers, side="left"))
        return np.bincount(cell, minlength=len(inner) + 2)

    return counted(expected), counted(actual)
