"""Cells of another kind than their column declares, or than nearly all of it is."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.findings import Checked, Finding, Where, check, share
from labelproof.quality.item_columns import Columns, is_number, refusal

METHOD = "types@1"
KINDS = ("text", "number", "whole", "boolean", "list", "object")


@check(METHOD, "cells")
def types(table: Columns, reference: Columns | None = None, *, declared: Mapping[str, str] | None = None) -> Checked:
    """Cells whose kind is not the declared one; in a column that declares none, not that of most cells.

    Shape:     any columns; declared maps a column to text, number, whole, boolean, list or object.
    Unit:      summary: share of the cells that hold something.
    Missing:   left out; `missing` counts them.
    Undefined: no_rows; no_column, when a declared column is absent or the table has none.
    Source:    statistics.md, Checks.

    >>> types(Columns({"year": [1999, "1999", 2001]})).findings[0].what
    '1 cells are text, most are whole'
    """
    wanted = dict(declared or {})
    problems = [
        Problem(name, f"declares {kind!r}, not one of {KINDS}") for name, kind in wanted.items() if kind not in KINDS
    ]
    if problems:
        raise refusal(problems)
    if not table.columns:
        raise Undefined("no_column")
    for name in wanted:
        table.column(name)
    findings: list[Finding] = []
    n_cells = n_wrong = 0
    for name in sorted(table.columns):
        kinds = _kinds(table, name)
        n_cells += sum(kind is not None for kind in kinds)
        found = _of_column(name, kinds, wanted.get(name))
        n_wrong += sum(each.n for each in found)
        findings += found
    return Checked("types", tuple(findings), share(n_wrong, n_cells, "cells", METHOD))


def _kinds(table: Columns, name: str) -> list[str | None]:
    column = table.column(name)
    absent = table.missing(name).tolist()
    if isinstance(column, np.ndarray) and column.ndim != 1:
        return ["list"] * len(absent)
    cells = column.tolist() if isinstance(column, np.ndarray) else column
    return [None if none else kind_of(cell) for cell, none in zip(cells, absent, strict=True)]


def kind_of(cell: Any) -> str:
    """The kind of one cell; a whole number is a number too, and a float without a fraction is whole.

    >>> kind_of(True), kind_of(3.0), kind_of(3.5), kind_of("3")
    ('boolean', 'whole', 'number', 'text')
    """
    if isinstance(cell, (bool, np.bool_)):
        return "boolean"
    if is_number(cell):
        return "whole" if float(cell).is_integer() else "number"
    if isinstance(cell, str):
        return "text"
    return "object" if isinstance(cell, Mapping) else "list"


def _of_column(name: str, kinds: list[str | None], declared: str | None) -> list[Finding]:
    counts = Counter(kind for kind in kinds if kind is not None)
    if counts["number"] and declared != "whole":  # among fractions, 3.0 is a number like others
        kinds = ["number" if kind == "whole" else kind for kind in kinds]
        counts["number"] += counts.pop("whole", 0)
    if not counts:
        return []
    most = max(sorted(counts), key=lambda kind: counts[kind])
    allowed = {"number", "whole"} if declared == "number" else {declared or most}
    said = f"{declared} is declared" if declared else f"most are {most}"
    return [
        Finding(
            "types",
            Where(name, tuple(n for n, each in enumerate(kinds) if each == kind)),
            f"{counts[kind]} cells are {kind}, {said}",
            counts[kind],
            "act" if declared else "warn",
            "convert the cells, or declare the column anew",
        )
        for kind in sorted(counts)
        if kind not in allowed
    ]
