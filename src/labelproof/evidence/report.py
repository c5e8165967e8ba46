"""What a check found, as plain values for programs, and the code a command ends with."""

from typing import Any

from labelproof.evidence.findings import NOT_CHECKED, BundleReport
from labelproof.log.faults import Faults
from labelproof.log.verify import Report
from labelproof.log.verify import describe as describe_log

VERIFIED, FAILED, USAGE, UNREADABLE, CONSISTENT = 0, 1, 2, 3, 4


def exit_code(log: Report, faults: Faults, *, trust_enclosed: bool) -> int:
    """0 verified, 1 not verified, 4 consistent under a key that came with the files."""
    if faults:
        return FAILED
    return CONSISTENT if log.key_enclosed and not trust_enclosed else VERIFIED


def describe_faults(faults: Faults) -> list[dict[str, Any]]:
    """Code, what, fix and how many more of each."""
    return [{"code": f.code, "what": f.what, "fix": f.fix, "more": f.more} for f in faults]


def describe_bundle(report: BundleReport, *, trust_enclosed: bool) -> dict[str, Any]:
    """The whole report of a bundle."""
    code = exit_code(report.log, report.faults, trust_enclosed=trust_enclosed)
    counts = report.counts
    return {
        "kind": "bundle",
        "ok": code == VERIFIED,
        "exit": code,
        "release": report.release,
        "position": report.position,
        "rows_root": report.rows_root,
        "log": describe_log(report.log),
        "checks": [check._asdict() for check in report.checks()],
        "faults": describe_faults(report.faults),
        "rows": {
            "n": counts.n_rows,
            **counts.by_status,
            "verified": counts.n_verified,
            "not_recomputable": counts.n_not_recomputable,
            "lost": counts.n_lost,
            "lowered": counts.n_lowered,
        },
        "n_votes": counts.n_votes,
        "n_later_votes": report.n_later_votes,
        "withheld": [{"kind": kind, "field": name, "n": n} for (kind, name), n in report.withheld.items()],
        "not_checked": list(NOT_CHECKED),
    }
