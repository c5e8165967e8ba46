"""Numbers far from the rest of their column; of a text its length, of an image its size and aspect."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.arrays import BoolArray, FloatArray
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.findings import Checked, Finding, Severity, Where, check, share
from labelproof.quality.item_columns import Column, Columns, is_number
from labelproof.quality.statistics.robust import beyond_quartiles, robust_z

METHOD = "outliers/robust-z-iqr@1"


@check(METHOD)
def outliers(
    table: Columns, reference: Columns | None = None, *, columns: Sequence[str] = (), z: float = 3.5, iqr: float = 1.5
) -> Checked:
    """Rows with |robust z| > 3.5, or beyond 1.5 interquartile ranges of the quartiles, in some column.

    The quartile rule flags 0.7 % of a normal column, so what it alone flags is only a note.

    Shape:     numbers as they are; texts by length in characters; images by size in pixels and by width / height.
    Unit:      summary: share of the rows measured at all that the z rule flags in any column; figures: by measure.
    Missing:   left out; so is, from the summary, a row that holds nothing where something could be judged.
    Undefined: no_rows, also where every measure is missing; no_column, when none can be measured; zero_variance, when more than half of every column is
               one value.
    Source:    Iglewicz & Hoaglin, How to Detect and Handle Outliers (1993); Tukey, Exploratory Data Analysis (1977).

    >>> outliers(Columns({"length": np.array([1.0, 2, 3, 4, 5, 400])})).findings[0].where.rows
    (5,)
    """
    for name in columns:
        table.column(name)
    measured = [each for name in sorted(columns or table.columns) for each in _measures(table, name)]
    if not measured:
        raise Undefined("no_column")
    findings: list[Finding] = []
    figures: dict[str, Estimate] = {}
    flagged, judged = np.zeros(table.n_rows, dtype=np.bool_), np.zeros(table.n_rows, dtype=np.bool_)
    for column, measure, numbers in measured:
        n = int(np.isfinite(numbers).sum())
        scores = robust_z(numbers)
        if scores is None:
            figures[measure] = undefined("zero_variance" if n else "no_rows", METHOD, n, "rows")
            continue
        far = np.abs(scores) > z
        only_quartiles = beyond_quartiles(numbers, iqr) & ~far
        flagged, judged = flagged | far, judged | np.isfinite(numbers)
        figures[measure] = share(int(far.sum()), n, "rows", METHOD)
        findings += _found(column, measure, far, f"robust z beyond {z:g}", "warn")
        findings += _found(column, measure, only_quartiles, f"beyond {iqr:g} interquartile ranges", "note")
    if all(each.value is None for each in figures.values()):
        raise Undefined("zero_variance" if any(each.n for each in figures.values()) else "no_rows")
    return Checked("outliers", tuple(findings), share(int(flagged.sum()), int(judged.sum()), "rows", METHOD), figures)


def _measures(table: Columns, name: str) -> Iterator[tuple[str, str, FloatArray]]:
    column = table.column(name)
    if isinstance(column, np.ndarray):
        if column.ndim == 1 and column.dtype.kind == "f":  # integers are codes: their distances mean nothing
            yield name, name, table.numbers(name)
        return
    present = [cell for cell in column if cell is not None]
    if not present:
        return
    if all(isinstance(cell, str) for cell in present):
        yield name, f"length of {name}", _each(column, len)
    elif all(isinstance(cell, np.ndarray) and cell.ndim >= 2 for cell in present):
        yield name, f"size of {name}", _each(column, lambda image: image.shape[0] * image.shape[1])
        yield name, f"aspect of {name}", _each(column, lambda image: image.shape[1] / max(image.shape[0], 1))
    elif all(is_number(cell) for cell in present):
        yield name, name, table.numbers(name)


def _each(column: Column, measure: Callable[[Any], float]) -> FloatArray:
    return np.array([np.nan if cell is None else float(measure(cell)) for cell in column])


def _found(column: str, measure: str, rows: BoolArray, how: str, severity: Severity) -> list[Finding]:
    at = tuple(np.flatnonzero(rows).tolist())
    what = f"{measure}: {len(at)} rows {how}"
    return [Finding("outliers", Where(column, at), what, len(at), severity, "look at these items")] if at else []
