"""The audit's result: comparisons adjusted for how many there are, and the findings that a person decides on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelproof.kernel.canonical import Json
from labelproof.quality.bias.groups import Groups, Of
from labelproof.quality.bias.made import Made
from labelproof.quality.bias.outvoted import Voice
from labelproof.quality.estimate import Estimate
from labelproof.quality.findings import Finding, Where
from labelproof.quality.statistics.multiplicity import benjamini_hochberg, holm

LEVEL = 0.05
_ALPHA = "alpha"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One group against the rest in one measure.

    here, there: the group's level and the rest's (of "alpha": between the two, and within the group); difference: here
    less there; log_odds: the same of shares as a log-odds ratio. p: of no difference. q: p by Benjamini and Hochberg,
    for screening; claimed: p by Holm, for claims. None where the comparison could not be made or may not be shown.
    """

    groups: str
    of: Of
    group: Json
    against: Json
    measure: str
    here: Estimate
    there: Estimate
    difference: Estimate
    log_odds: Estimate | None
    p: float | None
    q: float | None
    claimed: float | None


@dataclass(frozen=True, slots=True)
class Audit:
    """What the groups differ in, among n_comparisons made at once. No difference is called a bias: a person judges."""

    comparisons: tuple[Comparison, ...]
    voices: tuple[Voice, ...]
    findings: tuple[Finding, ...]
    n_comparisons: int
    n_withheld: int

    def ranked(self, measure: str) -> list[Comparison]:
        """Comparisons in one measure, the largest difference first; those of fewer than 30 have no rank."""
        known = [
            each
            for each in self.comparisons
            if each.measure == measure and each.difference.value is not None and "small_n" not in each.difference.notes
        ]
        return sorted(known, key=lambda each: -abs(each.difference.value or 0.0))


def audited(made: Sequence[tuple[Groups, Made]], voices: Sequence[Voice], decides: str) -> Audit:
    """All comparisons of all divisions are one family: who looks at more finds more by chance."""
    p = np.array([np.nan if each.made.p is None else each.made.p for _, each in made], dtype=np.float64)
    q, claimed = benjamini_hochberg(p), holm(p)
    comparisons = tuple(
        Comparison(
            division.name,
            division.of,
            each.group,
            each.against,
            each.measure,
            each.made.here,
            each.made.there,
            each.made.difference,
            each.made.log_odds,
            each.made.p,
            *(None if np.isnan(adjusted[n]) else float(adjusted[n]) for adjusted in (q, claimed)),
        )
        for n, (division, each) in enumerate(made)
    )
    n_made = int((~np.isnan(p)).sum())
    findings = tuple(_finding(each, n_made, decides) for each in comparisons if each.q is not None and each.q <= LEVEL)
    n_withheld = sum(each.difference.undefined_reason == "withheld_small_group" for each in comparisons)
    return Audit(comparisons, tuple(voices), findings, n_made, n_withheld)


def _finding(found: Comparison, n_comparisons: int, decides: str) -> Finding:
    span, n_here, n_there = found.difference.interval, found.here.n, found.there.n
    reach = f"95 % {span.low:+.3f} to {span.high:+.3f}" if span else "without an interval: the sides are fully apart"
    q, claimed = found.q or 0.0, found.claimed or 0.0
    level = f"{found.here.value:.3f} against {found.there.value:.3f}"
    whom = (
        f"between and within, {found.group} and {found.against}" if found.measure == _ALPHA else f"of {found.against}"
    )
    what = (
        f"{found.measure} of {found.groups} {found.group}: {level} {whom}, difference {found.difference.value:+.3f} "
        f"({reach}), n {n_here} and {n_there}; q {q:.2g} among {n_comparisons} comparisons, "
        + (f"holds as a claim (Holm p {claimed:.2g})" if claimed <= LEVEL else f"not as a claim (Holm p {claimed:.2g})")
    )
    small = "small_n" in found.difference.notes
    where = Where(found.groups, segment=str(found.group))
    return Finding(
        "bias", where, what + (", small n" if small else ""), n_here, "note" if small else "warn", f"{decides} decides"
    )
