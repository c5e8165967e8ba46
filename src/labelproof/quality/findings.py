"""What a check on data says: located problems, one figure, or why it could not run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from inspect import signature
from types import MappingProxyType
from typing import Any, Literal, ParamSpec, TypeAlias, cast

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Undefined
from labelproof.quality.estimate import Estimate, undefined
from labelproof.quality.item_columns import Columns

Severity: TypeAlias = Literal["note", "warn", "act"]
SEVERITIES: tuple[Severity, ...] = ("note", "warn", "act")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Where:
    """Where a finding lies: a column, rows of the table, characters within them, splits, a segment.

    Shape: rows ascending; spans (row, start, end) in code points, half-open.
    """

    column: str | None = None
    rows: tuple[int, ...] = ()
    spans: tuple[tuple[int, int, int], ...] = ()
    splits: tuple[str, ...] = ()
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One located problem. It never quotes an item: counts, offsets and names of columns, labels and splits alone."""

    check: str
    where: Where
    what: str
    n: int
    severity: Severity
    action: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A check's findings and its one figure; a check that could not run has neither, and its figure says why."""

    check: str
    findings: tuple[Finding, ...]
    summary: Estimate
    figures: Mapping[str, Estimate] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def ran(self) -> bool:
        return self.summary.undefined_reason is None


def share(n_hit: int, n: int, n_unit: str, method: str, notes: tuple[str, ...] = ()) -> Estimate:
    """The share of a table that a check found. It counts the whole table, so there is no sampling error to show.

    Shape:     two counts.
    Unit:      share, 0 to 1.
    Missing:   left out of n by the caller.
    Undefined: no_rows, when there was nothing to look at.
    Source:    a census; target "this table".

    >>> share(3, 60, "rows", "missing@1").value
    0.05
    """
    if not n:
        return undefined("no_rows", method, n, n_unit, notes)
    return Estimate(n_hit / n, None, n, n_unit, method, target="this table", notes=("census", *notes))


def check(method: str, n_unit: str = "rows") -> Callable[[Callable[P, Checked]], Callable[P, Checked]]:
    """Makes a check of a function that raises Undefined: the reason becomes its figure, its options are shown beside."""

    def made(raw: Callable[P, Checked]) -> Callable[P, Checked]:
        shape = signature(raw)

        @wraps(raw)
        def run(*args: P.args, **kwargs: P.kwargs) -> Checked:
            given = shape.bind(*args, **kwargs)
            given.apply_defaults()
            table, _, *options = given.arguments.values()
            try:
                if not cast("Columns", table).n_rows:
                    raise Undefined("no_rows")
                result = raw(*args, **kwargs)
            except Undefined as error:
                n = cast("Columns", table).n_rows
                result = Checked(raw.__name__, (), undefined(error.reason, method, n, n_unit))
            shown = dict(zip([*given.arguments][2:], map(_json, options), strict=True))
            return replace(result, summary=replace(result.summary, params={**shown, **result.summary.params}))

        return run

    return made


def _json(value: Any) -> Json:
    if isinstance(value, Mapping):
        return {str(name): _json(each) for name, each in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_json(each) for each in cast("list[Any]", value)]
    return value if isinstance(value, (bool, int, float, str)) or value is None else str(value)
