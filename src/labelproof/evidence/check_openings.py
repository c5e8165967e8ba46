"""Nothing hidden, and nothing shown that need not be: the openings of a bundle against those it has to carry."""

from labelproof.evidence.facts import Release
from labelproof.evidence.history import History
from labelproof.evidence.openings import OPENED, Openings
from labelproof.evidence.seal import needed_openings
from labelproof.log.faults import Faults

_DISHONEST = "do not use this release; show this to whoever published it"
_NEVER_WITHHELD = frozenset({"terms", "question", "clause"})
"""Beside answers and decisions, which their rows must name as lost, and documents, whose files must be there."""


def check_openings(history: History, openings: Openings, release: Release, published: int, faults: Faults) -> None:
    """Terms, questions and clauses are open; names, times, reasons, removed items and revised answers are not."""
    needed = set(needed_openings(history, release, published, passed_on(history, openings, release)))
    for at, name in sorted(needed - openings.values.keys()):
        if name in _NEVER_WITHHELD and openings.get(at, name).state != OPENED:
            what = f"{name} of leaf {at} ({history.leaves[at].kind}) is not opened, and may not be withheld"
            faults.add("bundle.unbacked", what, _DISHONEST)
    for at, name in sorted(openings.values.keys() - needed):
        if not openings.history.is_erased(at, name):  # told already, as resurrected
            what = f"openings.jsonl opens {name} of leaf {at} ({history.leaves[at].kind}), which no row rests on"
            faults.add("bundle.exposed", what, "do not pass this copy on, and tell whoever published it")


def passed_on(history: History, openings: Openings, release: Release) -> set[str]:
    """The collections whose opened terms let item content go out."""
    found = [history.collections[each] for each in release.collections if each in history.collections]
    return {c.collection_id for c in found if openings.field(c.leaf_index, "terms", "may_pass_on") is True}
