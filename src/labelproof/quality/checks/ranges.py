"""Values outside the limits, or not on the list, that a source's schema declares."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.arrays import BoolArray
from labelproof.quality.findings import Checked, Finding, Where, check, share
from labelproof.quality.item_columns import Columns

METHOD = "ranges@1"


@check(METHOD, "cells")
def ranges(
    table: Columns,
    reference: Columns | None = None,
    *,
    limits: Mapping[str, tuple[float | None, float | None]] | None = None,
    allowed: Mapping[str, Sequence[Hashable]] | None = None,
) -> Checked:
    """Numbers beyond declared limits (both belong to the range), and values that are not on the declared list.

    Shape:     columns of numbers for `limits`, of any values for `allowed`.
    Unit:      summary: share of the cells of the declared columns.
    Missing:   left out; `missing` counts them.
    Undefined: no_rows; no_reference, when nothing is declared; no_column, when a declared column is absent.
    Source:    statistics.md, Checks.

    >>> ranges(Columns({"age": np.array([30.0, 200.0])}), limits={"age": (0, 120)}).findings[0].where.rows
    (1,)
    """
    if not limits and not allowed:
        raise Undefined("no_reference")
    findings: list[Finding] = []
    n_cells = n_outside = 0
    for name, (low, high) in sorted((limits or {}).items()):
        numbers = table.numbers(name)
        outside = (numbers < (-np.inf if low is None else low)) | (numbers > (np.inf if high is None else high))
        n_cells, n_outside = n_cells + int((~np.isnan(numbers)).sum()), n_outside + int(outside.sum())
        findings += _found(name, outside, f"lie outside {low} to {high}")
    for name, values in sorted((allowed or {}).items()):
        codes, distinct = table.codes(name)
        unlisted = np.array([value not in values for value in distinct] + [False])[codes]
        n_cells, n_outside = n_cells + int((codes >= 0).sum()), n_outside + int(unlisted.sum())
        findings += _found(name, unlisted, f"are none of the {len(values)} allowed values")
    return Checked("ranges", tuple(findings), share(n_outside, n_cells, "cells", METHOD))


def _found(name: str, outside: BoolArray, how: str) -> list[Finding]:
    rows = tuple(np.flatnonzero(outside).tolist())
    if not rows:
        return []
    return [
        Finding("ranges", Where(name, rows), f"{len(rows)} cells {how}", len(rows), "act", "correct them at the source")
    ]
