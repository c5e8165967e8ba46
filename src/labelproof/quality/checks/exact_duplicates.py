"""Items whose content is the same, and of those the ones that are labelled differently."""

from collections.abc import Sequence

import numpy as np

from labelproof.quality.detection.digests import same_content, several
from labelproof.quality.findings import Checked, Finding, Where, check, share
from labelproof.quality.item_columns import Columns

METHOD = "exact_duplicates/sha-256@1"


@check(METHOD)
def exact_duplicates(
    table: Columns, reference: Columns | None = None, *, columns: Sequence[str] = ("text",), label: str | None = None
) -> Checked:
    """Groups of rows with equal canonical content; with `label`, those that carry different labels weigh more.

    Shape:     columns of any kind; together they are an item's content.
    Unit:      summary: share of rows that repeat an earlier one.
    Missing:   rows without any content are left out.
    Undefined: no_rows; no_column.
    Source:    RFC 8785 canonical JSON, SHA-256.

    >>> exact_duplicates(Columns({"text": ["a", "b", "a"]})).findings[0].where.rows
    (0, 2)
    """
    groups = same_content(table, columns)
    labels = table.codes(label)[0] if label else None
    findings: list[Finding] = []
    for rows in several(groups):
        where = Where("+".join(columns), tuple(rows.tolist()))
        n_labels = 1 if labels is None else len(set(labels[rows].tolist()) - {-1})
        if n_labels > 1:
            what = f"{len(rows)} rows have equal content and {n_labels} different labels"
            findings.append(Finding("exact_duplicates", where, what, len(rows), "act", "adjudicate the label"))
        else:
            what = f"{len(rows)} rows have equal content"
            findings.append(Finding("exact_duplicates", where, what, len(rows), "warn", "keep one of them"))
    n = int((groups >= 0).sum())
    n_repeats = n - len(np.unique(groups[groups >= 0]))
    return Checked("exact_duplicates", tuple(findings), share(n_repeats, n, "rows", METHOD))
