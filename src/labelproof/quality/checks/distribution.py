"""How the labels are spread: which dominates, which are too rare to say anything about."""

import numpy as np

from labelproof.kernel.refused import Undefined
from labelproof.quality.estimate import Estimate
from labelproof.quality.findings import Checked, Finding, Where, check, share
from labelproof.quality.item_columns import Columns

METHOD = "distribution/evenness@1"


@check(METHOD)
def distribution(
    table: Columns,
    reference: Columns | None = None,
    *,
    column: str = "label",
    dominates: float = 0.9,
    rare: int = 20,
) -> Checked:
    """Shares of the labels, with the one above 90 % and those below 20 rows named.

    Shape:     a column of categories.
    Unit:      summary: evenness, entropy / log of the number of labels, 0 to 1; figures: the share of each label.
    Missing:   left out.
    Undefined: no_rows; no_column; one_value_only.
    Source:    Pielou, The measurement of diversity (1966); statistics.md, Checks.

    >>> round(distribution(Columns({"label": ["a"] * 3 + ["b"]})).summary.value, 4)
    0.8113
    """
    codes, labels = table.codes(column)
    counts = np.bincount(codes[codes >= 0], minlength=len(labels))
    n = int(counts.sum())
    if not n:
        raise Undefined("no_rows")
    if len(labels) < 2:
        raise Undefined("one_value_only")
    findings: list[Finding] = []
    for number, label in enumerate(labels):
        count, rows = int(counts[number]), tuple(np.flatnonzero(codes == number).tolist())
        if count > dominates * n:
            what = f"label {label} has {count} of {n} rows"
            findings.append(Finding("distribution", Where(column), what, count, "warn", "sample the other labels"))
        if count < rare:
            what = f"label {label} has {count} rows, fewer than {rare}"
            findings.append(Finding("distribution", Where(column, rows), what, count, "note", "collect more of it"))
    shares = counts / n
    evenness = float(np.sort(-shares * np.log(shares)).sum() / np.log(len(labels)))
    figures = {str(label): share(int(count), n, "rows", METHOD) for label, count in zip(labels, counts, strict=True)}
    summary = Estimate(evenness, None, n, "rows", METHOD, target="this table", notes=("census",))
    return Checked("distribution", tuple(findings), summary, figures)
