"""What must hold of a log's leaves whatever is released: kinds, beginning, versions, plans, erasures."""

from collections.abc import Iterator

from labelproof.evidence import kinds
from labelproof.evidence.facts import Request, many, maybe, parallel
from labelproof.evidence.history import History
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.leaf import Leaf

_DISHONEST = "do not use this release; show this to whoever published it"
_OF_ONE_PERSON = {
    (kinds.MEASURE_RECORDED, "figure"): "annotator",
    (kinds.FINDING_CLOSED, "reason"): "actor",
    (kinds.ACTION_DONE, "words"): "actor",
}
_VERSIONED = (kinds.GUIDELINE_PUBLISHED, kinds.TAXONOMY_PUBLISHED, kinds.CHARTER_DRAFTED)


def check_leaves(history: History, faults: Faults) -> None:
    """Every leaf of the log, each once."""
    _check_kinds(history, faults)
    _check_versions(history, faults)
    for index, leaf in history.of_kind(kinds.WORKFLOW_PLANNED):
        if leaf.refs.get("overlap") == "0":
            faults.add("bundle.plan", f"leaf {index} plans an overlap of 0 answers", _DISHONEST)
    for index, leaf in history.of_kind(kinds.DISCLOSURE_ERASED):
        try:
            _check_tombstone(history, index, leaf, faults)
        except Refused as error:
            faults.take(error, f"leaf {index}: ")


def _check_kinds(history: History, faults: Faults) -> None:
    for index, leaf in enumerate(history.leaves):
        if leaf.kind not in kinds.KNOWN:
            what = f"leaf {index} is of kind {leaf.kind}, which this verifier does not know"
            faults.add("bundle.kind", what, "check with a newer verifier, or ask the operator what it means")
        if (leaf.kind == kinds.LOG_OPENED) != (index == 0):
            faults.add("bundle.opened", f"leaf {index} is {leaf.kind}; log.opened is leaf 0 and no other", _DISHONEST)


def _check_versions(history: History, faults: Faults) -> None:
    """Versions of guideline, labels and charter count up by one, so that a number means one text."""
    last: dict[str, int] = dict.fromkeys(_VERSIONED, 0)
    for index, leaf in history.of_kind(*_VERSIONED):
        last[leaf.kind] += 1
        if leaf.refs.get("version") != str(last[leaf.kind]):
            what = f"leaf {index} ({leaf.kind}) is version {leaf.refs.get('version')}; the next was {last[leaf.kind]}"
            faults.add("bundle.version", what, _DISHONEST)


def _check_tombstone(history: History, index: int, leaf: Leaf, faults: Faults) -> None:
    """It answers an erasure that was asked for before, and erases only what belonged to those who were to be erased."""
    request = history.requests.get(maybe(leaf, "request") or "")
    if request is None or request.leaf_index > index:
        what = f"leaf {index} erases openings, and no erasure was requested before it"
        faults.add("bundle.tombstone", what, _DISHONEST)
        return
    for event, digest, name in parallel(leaf, "event", "digest", "field"):
        at = history.index_of.get(event, index)
        if at >= index or history.leaves[at].c.get(name) != digest:
            what = f"leaf {index} erases {name} of event {event}, which no leaf before it committed to so"
            faults.add("bundle.tombstone", what, _DISHONEST)
        elif not _belongs(history, history.leaves[at], name, request):
            what = f"leaf {index} erases {name} of leaf {at}, which belongs to nobody whose erasure was requested"
            faults.add("bundle.tombstone", what, _DISHONEST)


def _belongs(history: History, leaf: Leaf, name: str, request: Request) -> bool:
    return any(who in request.subjects and who != kinds.PROJECT for who in _owners(history, leaf, name))


def _owners(history: History, leaf: Leaf, name: str) -> Iterator[str]:
    """Whose a disclosure is: its item's subject, and whoever wrote it; the project's is nobody's."""
    numbered = int(name[1:]) if name[1:].isdecimal() else None
    item, writer = maybe(leaf, "item"), leaf.actor
    if leaf.kind in (kinds.MEMBER_JOINED, kinds.MEMBER_IMPORTED):
        yield leaf.id
        return
    if (leaf.kind, name) in _OF_ONE_PERSON:
        who = _OF_ONE_PERSON[leaf.kind, name]
        yield leaf.actor if who == "actor" else maybe(leaf, who) or kinds.PROJECT
        return
    if leaf.kind in (kinds.ITEMS_IMPORTED, kinds.VOTES_IMPORTED) and numbered is not None:
        item, writer = _nth(leaf, "item", numbered), _nth(leaf, "annotator", numbered)
    elif leaf.kind in (kinds.SUBMITTED, kinds.LATE) and name == "work":
        item = None
    elif leaf.kind == kinds.SETTLED and name == "decision":
        writer = ""
    elif leaf.kind not in (kinds.SUBMITTED, kinds.LATE, kinds.SKIPPED, kinds.FLAGGED, kinds.EXCLUDED) and (
        leaf.kind != kinds.SETTLED or name != "reason"
    ):
        return
    is_choice = numbered is not None and _is_choice(history, leaf, numbered)
    if writer and not is_choice:
        yield writer
    if item in history.items:
        yield history.items[item].subject


def _nth(leaf: Leaf, name: str, n: int) -> str:
    values = many(leaf, name)
    return values[n] if n < len(values) else ""


def _is_choice(history: History, leaf: Leaf, place: int) -> bool:
    """A choice is its item's alone; words are their writer's, too."""
    return history.questions.get(_nth(leaf, "question", place), (0, ""))[1] == "choice"
