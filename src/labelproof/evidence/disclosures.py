"""Openings of a log that is no release: each against its leaf, and how many commitments are in which state."""

from labelproof.evidence.history import History
from labelproof.evidence.openings import count_withheld, parse_openings
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import parse_leaf
from labelproof.log.reader import Reader
from labelproof.log.state import State
from labelproof.log.verify import Pins, Report, verify


def verify_disclosures(
    reader: Reader, pins: Pins, openings: bytes, state: State | None = None, now: int | None = None
) -> tuple[Report, dict[str, int]]:
    """Verify the log and then a file of openings (lines of index, name and disclosure) against its leaves.

    Counts commitments as disclosed, erased (a tombstone says so) or withheld; whether what is withheld is lost, only
    the operator can say. What does not fit is a fault: `log.altered`, `bundle.stray`, `bundle.resurrected`.
    """
    leaves: list[bytes] = []
    report = verify(reader, pins, state, lambda _, raw: leaves.append(raw), now)
    history = History()
    if report.faults:  # openings of leaves that are not proven mean nothing
        return report, {}
    for raw in leaves:
        try:
            history.take(parse_leaf(raw))
        except Refused as error:
            report.faults.take(error, f"leaf {history.n_leaves - 1}: ")
    found = parse_openings(openings, history, report.faults)
    n_withheld = sum(count_withheld(history, found.values, history.n_leaves).values())
    return report, {"disclosed": len(found.values), "erased": len(history.tombs), "withheld": n_withheld}
