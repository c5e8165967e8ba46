"""What `verify --measures` does: every figure a bundle states, computed again from the bundle's own rows.

The one part of `verify` that starts numpy, and only when it is asked for.
"""

from typing import Any

from labelproof.cli.shown import Shown
from labelproof.evidence.bundle import MEASURES, ROWS
from labelproof.evidence.findings import BundleReport
from labelproof.log.reader import Missing, Reader

MARKS = {"same": "✓", "differs": "✗", "unknown": "?"}


def check_measures(reader: Reader, report: BundleReport) -> list[Any]:
    """What became of each stated figure; faults are added to the report's. Rows that failed are no ground to compute on."""
    if report.faults or report.position is None:
        return []
    from labelproof.engine.measures.release import recompute

    try:
        stated = reader.read(MEASURES)
    except Missing:
        stated = None
    lines = reader.read(ROWS).splitlines()
    return recompute(stated, lines, report.configs, report.position, report.faults)


def show_measures(found: list[Any], shown: Shown, report: BundleReport) -> None:
    """Add what was found to what is shown, as text and as values."""
    shown.values["measures"] = [each._asdict() for each in found]
    shown.values["not_checked"] = [each for each in shown.values["not_checked"] if MEASURES not in each]
    if not found and report.faults:
        shown.lines.append("  – measures   not computed again: what they rest on failed first")
        return
    n_same = sum(each.state == "same" for each in found)
    shown.lines += ["", f"Measures: {n_same} of {len(found)} are what the rows give."]
    shown.lines += [f"  {MARKS[each.state]} {each.measure:<8} {each.detail}" for each in found]
