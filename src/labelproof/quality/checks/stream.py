"""A stream of yes and no, such as errors found, in which yes has become more frequent."""

import numpy as np

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.estimate import Estimate
from labelproof.quality.findings import Checked, Finding, Where, check
from labelproof.quality.item_columns import Columns, refusal
from labelproof.quality.statistics.bernoulli_cusum import alarms, cusum

METHOD = "stream/bernoulli-cusum@1"


@check(METHOD, "answers")
def stream(
    table: Columns,
    reference: Columns | None = None,
    *,
    column: str,
    p0: float,
    p1: float,
    at: str | None = None,
    arl0: float = 10_000,
) -> Checked:
    """Alarms of a Bernoulli CUSUM: the share of ones rose from p0 towards p1, both declared before looking.

    Shape:     a column of 0 and 1; `at` names the column of times that orders it, else rows are in order.
    Unit:      summary: number of alarms; its params hold the bound, the mean answers between false alarms (ARL0) and
               the mean delay at p1.
    Missing:   left out.
    Undefined: no_rows; no_column; did_not_finish, when p1 is too close to p0 for a bound to be found.
    Errors:    Refused("columns.bad") for values other than 0 and 1, or shares out of order.
    Source:    Reynolds & Stoumbos (1999). Page and Hinkley's test with a bound of 5 to 10 alarms every 160 to 640
               answers of a stable stream (statistics.md, Checks), so its bound is solved here and not chosen.

    >>> wrong = np.array([0.0] * 200 + [1.0] * 12)
    >>> stream(Columns({"wrong": wrong}), column="wrong", p0=0.02, p1=0.2).findings[0].where.rows[0]
    200
    """
    ones = table.numbers(column)
    present = np.flatnonzero(~np.isnan(ones))
    if at is not None:
        times = table.numbers(at)
        present = present[~np.isnan(times[present])]
        present = present[np.argsort(times[present], kind="stable")]
    if not len(present):
        raise Undefined("no_rows")
    if not np.isin(ones[present], (0.0, 1.0)).all():
        raise refusal([Problem(column, "holds other numbers than 0 and 1")])
    plan = cusum(p0, p1, arl0=arl0)
    found = alarms(ones[present].astype(np.int64), plan)
    findings = [
        Finding(
            "stream",
            Where(column, tuple(sorted(present[alarm.since : alarm.at + 1].tolist()))),
            f"ones rose from {p0:g} towards {p1:g}; a stable stream alarms every {plan.arl0:,.0f} answers, "
            f"a changed one after {plan.delay:,.0f}",
            alarm.at + 1 - alarm.since,
            "act",
            "find what changed, and check these answers",
        )
        for alarm in found
    ]
    params = {"up": plan.up, "down": plan.down, "bound": plan.bound, "arl0": plan.arl0, "delay": plan.delay}
    summary = Estimate(float(len(found)), None, len(present), "answers", METHOD, params=params, target="this table")
    return Checked("stream", tuple(findings), summary)
