"""The error rate of a sample that was judged, overall and cell by cell."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Refused, Undefined
from labelproof.quality.arrays import BoolArray, IntArray
from labelproof.quality.estimate import Estimate, Interval, undefined
from labelproof.quality.statistics.certainty import small_n
from labelproof.quality.statistics.proportions import clopper_pearson, jeffreys, wilson
from labelproof.quality.table import Table

UNIT = "judged items"
INTERVALS: Mapping[str, Callable[[float, float, float], Interval]] = {
    "wilson": wilson,
    "clopper-pearson": clopper_pearson,
    "jeffreys": jeffreys,
}


def error_rate(k: int, n: int, kind: str = "wilson", *, level: float = 0.95) -> Estimate:
    """Share of errors among judged items, for a sample whose size was fixed before it was looked at.

    Shape:   k errors of n; kind "wilson" on screens, "clopper-pearson" in claims and releases, or "jeffreys".
    Unit:    share, 0 to 1.
    Missing: items nobody judged are not in n.
    Undefined: no_answers, when n is 0. Errors: Refused("proportion.bad").
    Source:  Wilson (1927); Clopper & Pearson (1934); which where: statistics.md, Error rates. While a sample is still being
             judged use `running_error_rate`: a fixed interval looked at again and again covers less than it says.

    >>> round(error_rate(3, 200).value, 3), round(error_rate(3, 200, "clopper-pearson").interval.low, 4)
    (0.015, 0.0031)
    """
    method = f"error_rate/{kind}@1"
    if kind not in INTERVALS:
        problem = Problem("kind", f"is one of {', '.join(INTERVALS)}, not {kind!r}")
        raise Refused("proportion.bad", f"kind {problem.what}", "name an interval we compute", (problem,))
    try:
        interval = INTERVALS[kind](k, n, level)
    except Undefined as error:
        return undefined(error.reason, method, 0, UNIT)
    notes = small_n(n)
    return Estimate(k / n, interval, n, UNIT, method, params={"level": level}, notes=notes)


def error_rates(
    is_wrong: BoolArray, group_index: IntArray, keys: Sequence[Json], *, by: str = "segment", kind: str = "wilson"
) -> Table[Estimate]:
    """The error rate in each cell of a breakdown: by category, segment, annotator or guideline version.

    Shape:   is_wrong and group_index (n,); group_index counts into keys.
    Unit:    share, 0 to 1.
    Missing: a cell without a judged item is undefined: no_answers.
    Errors:  Refused("proportion.bad") when lengths differ or an index lies outside keys.
    Source:  statistics.md, Error rates.

    >>> rates = error_rates(np.array([True, False, False]), np.array([0, 0, 1]), ["news", "mail"])
    >>> [(key, cell.value, cell.n) for key, cell in rates.rows()]
    [('news', 0.5, 2), ('mail', 0.0, 1)]
    """
    problems: list[Problem] = []
    if is_wrong.shape != group_index.shape or is_wrong.ndim != 1:
        problems.append(Problem("group_index", f"has shape {group_index.shape}, is_wrong {is_wrong.shape}"))
    if len(group_index) and (group_index.min() < 0 or group_index.max() >= len(keys)):
        problems.append(Problem("group_index", f"goes outside the {len(keys)} keys"))
    if problems:
        what = "; ".join(f"{each.field} {each.what}" for each in problems)
        raise Refused("proportion.bad", what, "give one group for each judged item", tuple(problems))
    n = np.bincount(group_index, minlength=len(keys))
    k = np.bincount(group_index[is_wrong], minlength=len(keys))
    cells = tuple(error_rate(int(wrong), int(judged), kind) for wrong, judged in zip(k, n))
    return Table(by, tuple(keys), cells)
