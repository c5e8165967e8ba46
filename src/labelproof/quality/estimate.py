"""A number that says how it was made, from how much, and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from labelproof.kernel.canonical import Json

REASONS = frozenset(
    [
        "no_answers",
        "no_pairable_item",
        "fewer_than_two_annotators",
        "one_value_only",
        "zero_expected_disagreement",
        "zero_variance",
        "negative_ratio",
        "no_overlap",
        "no_gold",
        "unknown_distance",
        "withheld_small_group",
        "nonprobability_sample",
        "did_not_finish",
        "no_rows",
        "no_column",
        "no_reference",
    ]
)
"""Why a number is undefined: the closed list of statistics.md, Results; the last three say why a check on data did not run."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From low to high at a level, and by which construction."""

    low: float
    high: float
    level: float
    kind: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic's result. `value` is None exactly when `undefined_reason` is set."""

    value: float | None
    interval: Interval | None
    n: int
    n_unit: str
    method: str
    undefined_reason: str | None = None
    params: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))
    se: float | None = None
    seed: str | None = None
    target: str = "these annotators"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.value is None) != (self.undefined_reason is not None):
            raise ValueError("an estimate has a value or a reason why not, and never both")
        if self.undefined_reason is not None and self.undefined_reason not in REASONS:
            raise ValueError(f"{self.undefined_reason!r} is not on the list of reasons")

    def as_measure(self) -> dict[str, Json]:
        """What screens and reports print: never the bare number.

        >>> Estimate(0.5, Interval(0.2, 0.7, 0.95, "wilson"), 40, "items", "share@1").as_measure()["low"]
        0.2
        """
        span = self.interval
        return {
            "value": self.value,
            "low": span.low if span else None,
            "high": span.high if span else None,
            "level": span.level if span else None,
            "kind": span.kind if span else None,
            "n": self.n,
            "n_unit": self.n_unit,
            "method": self.method,
            "undefined": self.undefined_reason,
            "notes": [*self.notes],
        }


def undefined(reason: str, method: str, n: int, n_unit: str, notes: tuple[str, ...] = ()) -> Estimate:
    """An estimate without a number, and why."""
    return Estimate(None, None, n, n_unit, method, reason, notes=notes)
