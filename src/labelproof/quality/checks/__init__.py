"""Checks on data: each yields located findings and one figure, or says why it could not run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any

from labelproof.kernel.refused import Problem
from labelproof.quality.checks.coverage import coverage
from labelproof.quality.checks.distribution import distribution
from labelproof.quality.checks.drift import drift
from labelproof.quality.checks.embedding_outliers import embedding_outliers
from labelproof.quality.checks.exact_duplicates import exact_duplicates
from labelproof.quality.checks.image_duplicates import image_duplicates
from labelproof.quality.checks.label_entropy import label_entropy
from labelproof.quality.checks.label_leakage import label_leakage
from labelproof.quality.checks.leakage import Leaks, leakage, leaks
from labelproof.quality.checks.missing import missing
from labelproof.quality.checks.near_duplicates import near_duplicates
from labelproof.quality.checks.outliers import outliers
from labelproof.quality.checks.personal import personal
from labelproof.quality.checks.ranges import ranges
from labelproof.quality.checks.stream import stream
from labelproof.quality.checks.types import types
from labelproof.quality.findings import SEVERITIES, Checked, Finding, Where
from labelproof.quality.item_columns import Columns, refusal

CHECKS: Mapping[str, Callable[..., Checked]] = {
    "missing": missing,
    "types": types,
    "ranges": ranges,
    "outliers": outliers,
    "embedding_outliers": embedding_outliers,
    "distribution": distribution,
    "drift": drift,
    "stream": stream,
    "exact_duplicates": exact_duplicates,
    "near_duplicates": near_duplicates,
    "image_duplicates": image_duplicates,
    "leakage": leakage,
    "label_leakage": label_leakage,
    "personal": personal,
    "coverage": coverage,
    "label_entropy": label_entropy,
}


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks asked for said, in the order asked."""

    outcomes: tuple[Checked, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, those to act on first."""
        every = [finding for outcome in self.outcomes for finding in outcome.findings]
        return tuple(sorted(every, key=lambda finding: -SEVERITIES.index(finding.severity)))

    @property
    def not_run(self) -> dict[str, str]:
        """The checks that could not run, and why: none of them has passed."""
        return {each.check: each.summary.undefined_reason for each in self.outcomes if each.summary.undefined_reason}


def run_checks(
    table: Columns, checks: Sequence[str] | Mapping[str, Mapping[str, Any]], reference: Columns | None = None
) -> Report:
    """The checks named, each with the options given for it.

    Shape:   table and reference as Columns; checks: names, or options by name.
    Unit:    findings; each outcome's summary says its own.
    Missing: as each check says; a check that could not run is in `not_run`.
    Errors:  Refused("columns.bad") with every unknown check and option at once.
    Source:  statistics.md, Checks.

    >>> report = run_checks(Columns({"text": ["a", None]}), {"missing": {"required": ["text"]}, "drift": {}})
    >>> len(report.findings), report.not_run
    (1, {'drift': 'no_reference'})
    """
    asked: Mapping[str, Mapping[str, Any]] = checks if isinstance(checks, Mapping) else {name: {} for name in checks}
    problems = [problem for name, options in asked.items() for problem in _problems(name, options)]
    if problems:
        raise refusal(problems)
    return Report(tuple(CHECKS[name](table, reference, **options) for name, options in asked.items()))


def _problems(name: str, options: Mapping[str, Any]) -> list[Problem]:
    if name not in CHECKS:
        return [Problem(name, f"is no check; there are {', '.join(CHECKS)}")]
    known = {
        each.name: each for each in signature(CHECKS[name]).parameters.values() if each.kind is Parameter.KEYWORD_ONLY
    }
    unknown = [
        Problem(f"{name}.{option}", f"is no option; there are {', '.join(known)}") for option in {*options} - {*known}
    ]
    needed = [
        Problem(f"{name}.{option}", "must be given")
        for option, each in known.items()
        if each.default is Parameter.empty and option not in options
    ]
    return unknown + needed


__all__ = ["CHECKS", "Checked", "Columns", "Finding", "Leaks", "Report", "Where", "leaks", "run_checks"]
