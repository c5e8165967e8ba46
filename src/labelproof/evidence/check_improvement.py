"""Measures, findings and actions, each against the leaves it names: nothing rests on what came later, or never was."""

from dataclasses import dataclass, field

from labelproof.evidence import kinds
from labelproof.evidence.facts import maybe, number, one
from labelproof.evidence.history import History
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.leaf import Leaf

_DISHONEST = "do not use what is said of quality here; show this to whoever published it"
_KINDS = (
    kinds.MEASURE_RECORDED,
    kinds.FINDING_OPENED,
    kinds.FINDING_CLOSED,
    kinds.ACTION_PLANNED,
    kinds.ACTION_DONE,
)


@dataclass(slots=True)
class _Told:
    """What the leaves before said: measures and actions by id, findings that are open."""

    measures: dict[str, Leaf] = field(default_factory=dict[str, Leaf])
    findings: set[str] = field(default_factory=set[str])
    actions: dict[str, tuple[int, Leaf]] = field(default_factory=dict[str, tuple[int, Leaf]])


def check_improvement(history: History, faults: Faults) -> None:
    """In order of the log, each leaf with what stood before it."""
    told = _Told()
    for index, leaf in history.of_kind(*_KINDS):
        try:
            wrong = _take(history, told, index, leaf)
        except Refused as error:
            faults.take(error, f"leaf {index}: ")
            continue
        if wrong:
            code = "bundle.measure" if leaf.kind == kinds.MEASURE_RECORDED else "bundle.finding"
            faults.add(code, f"leaf {index} ({leaf.kind}) {wrong}", _DISHONEST)


def _take(history: History, told: _Told, index: int, leaf: Leaf) -> str:
    """What is wrong with a leaf, or nothing; what it says counts from here on."""
    if leaf.kind == kinds.MEASURE_RECORDED:
        told.measures[leaf.id] = leaf
        return _measure_fault(history, index, leaf)
    if leaf.kind == kinds.FINDING_OPENED:
        told.findings.add(leaf.id)
        rests_on = maybe(leaf, "measure")
        return "" if rests_on is None or rests_on in told.measures else f"rests on {rests_on}, no measure before it"
    if leaf.kind == kinds.ACTION_DONE:
        return _done_fault(told, leaf)
    finding = one(leaf, "finding")
    if finding not in told.findings:
        return f"is about {finding}, no finding that was open"
    if leaf.kind == kinds.FINDING_CLOSED:
        told.findings.discard(finding)
        return ""
    told.actions[leaf.id] = (index, leaf)
    if history.joined.get(one(leaf, "owner"), index) >= index:
        return f"is owned by {one(leaf, 'owner')}, who had not joined"
    return "" if one(leaf, "before") in told.measures else "names no measure before it"


def _measure_fault(history: History, index: int, leaf: Leaf) -> str:
    if number(leaf, "position") > index:
        return f"speaks of position {number(leaf, 'position')}, which was not written yet"
    asked = history.questions.get(one(leaf, "question"))
    if asked is None or asked[0] >= index:
        return "is of no question asked before it"
    who = maybe(leaf, "annotator")
    if who is not None and min(history.joined.get(who, index), history.imported.get(who, index)) >= index:
        return f"is about {who}, who was not here"
    return ""


def _done_fault(told: _Told, leaf: Leaf) -> str:
    """The same measure, taken after the plan and from other votes."""
    action = told.actions.pop(one(leaf, "action"), None)
    if action is None:
        return f"ends {one(leaf, 'action')}, no action that waited"
    at, planned = action
    before, after = told.measures.get(one(planned, "before")), told.measures.get(one(leaf, "after"))
    if before is None or after is None:
        return "names no measure before it"
    same = all(before.refs.get(name) == after.refs.get(name) for name in ("question", "measure", "annotator"))
    if not same or number(after, "position") <= at or before.refs.get("inputs") == after.refs.get("inputs"):
        return "rests on a measure of something else, or on no answer given since the action was planned"
    return ""
