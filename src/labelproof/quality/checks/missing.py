"""Fields without content: absent columns, empty cells, blank texts."""

from collections.abc import Iterator, Sequence

import numpy as np

from labelproof.quality.arrays import BoolArray
from labelproof.quality.findings import Checked, Finding, Where, check, share
from labelproof.quality.item_columns import Columns

METHOD = "missing@1"


@check(METHOD, "cells")
def missing(
    table: Columns, reference: Columns | None = None, *, required: Sequence[str] = (), segment: str | None = None
) -> Checked:
    """Cells that hold nothing, by column and segment; in a required column each is to be mended.

    Shape:     any columns; required names those that the question or the source's schema demands, present or not.
    Unit:      summary: share of cells, of the required columns where some are named, else of all.
    Missing:   None, NaN, a negative code, and a text of white space alone; an empty list is a value.
    Undefined: no_rows; no_column, when `segment` is none or there is no column at all.
    Source:    statistics.md, Checks.

    >>> missing(Columns({"text": ["a", " ", None]}), required=("text",)).findings[0].n
    2
    """
    if segment is not None:
        table.column(segment)
    looked_at = [*required] or [*table.columns]
    findings = [
        finding
        for name in sorted({*required, *table.columns})
        for finding in _of_column(table, name, name in required, segment)
    ]
    n_missing = sum(int(_without(table, name).sum()) for name in looked_at)
    summary = share(n_missing, len(looked_at) * table.n_rows, "cells", METHOD)
    return Checked("missing", tuple(findings), summary)


def _without(table: Columns, name: str) -> BoolArray:
    if name not in table:
        return np.ones(table.n_rows, dtype=np.bool_)
    blank = [isinstance(cell, str) and not cell.strip() for cell in table.column(name)]
    return table.missing(name) | np.array(blank, dtype=np.bool_)


def _of_column(table: Columns, name: str, is_required: bool, segment: str | None) -> Iterator[Finding]:
    severity = "act" if is_required else "note"
    if name not in table:
        yield Finding(
            "missing", Where(name), "the required column is absent", table.n_rows, "act", "import it from the source"
        )
        return
    without = _without(table, name)
    for rows, named in _segments(table, segment):
        found = rows[without[rows]]
        if len(found):
            what = f"{len(found)} of {len(rows)} cells hold nothing"
            where = Where(name, tuple(found.tolist()), segment=named)
            yield Finding("missing", where, what, len(found), severity, "complete the source, or leave the items out")


def _segments(table: Columns, segment: str | None) -> list[tuple[np.ndarray, str | None]]:
    if segment is None:
        return [(np.arange(table.n_rows), None)]
    codes, values = table.codes(segment)
    named = [(np.flatnonzero(codes == n), str(value)) for n, value in enumerate(values)]
    return [*named, (np.flatnonzero(codes < 0), None)]
