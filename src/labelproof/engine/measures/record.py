"""Recording a measure: computed by the product at the log's position of the moment, outside any lock, and kept once."""

from typing import Any

import sqlalchemy as sa

from labelproof.engine.engine import SYSTEM, Caller, Engine
from labelproof.engine.instance import Instance
from labelproof.engine.measures.figures import MEASURES, Figure
from labelproof.engine.measures.inputs import Cast, inputs_digest
from labelproof.engine.measures.people import compared, consensus_match
from labelproof.engine.measures.votes import counted
from labelproof.engine.views.visit import log_of
from labelproof.kernel.refused import Refused
from labelproof.policies.actions import not_allowed
from labelproof.ports.query import Query, param
from labelproof.rooms.access import facts as access
from labelproof.rooms.measurement import queries
from labelproof.rooms.measurement.commands import KeepMeasure
from labelproof.rooms.workflow.tables import questions

CONSENSUS = "consensus_match"
KNOWN = (*MEASURES, CONSENSUS)
TYPE = Query(
    sa.select(questions.c.type).where(questions.c.log_id == param("log_id"), questions.c.question == param("question"))
)


def record_measure(
    instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
) -> dict[str, Any]:
    """Measure now and keep it; the same figure from the same votes is kept once, and its id is given again."""
    engine = instance.engine
    if project is None:
        raise Refused("access.not_here", "a measure is of a project", "name the project")
    named = {name: str(args.get(name, "")) for name in ("question", "measure", "annotator")}
    with engine.store.reading() as read:
        log_id = log_of(engine, read, project).log_id
        who = access.who(read, log_id, caller.account)
    if who is None or not engine.authorizer.allows("record_measure", who.roles, {}):
        raise not_allowed(() if who is None else who.roles, "record_measure")
    return keep(engine, log_id, named["question"], named["measure"] or "alpha", named["annotator"])


def keep(engine: Engine, log_id: int, question: str, measure: str, annotator: str = "") -> dict[str, Any]:
    """What a job does at any position: compute, and hand it to the room under a key that its votes give."""
    if measure not in KNOWN or (measure == CONSENSUS) != bool(annotator):
        raise Refused(
            "measurement.unknown",
            f"{measure[:64]!r} is no measure of {'an annotator' if annotator else 'a question'}",
            f"choose from {', '.join(MEASURES)}; or {CONSENSUS} with an annotator",
        )
    with engine.store.reading() as read:
        position, votes, kind = _inputs(engine, read, log_id, question)
    inputs = inputs_digest(votes)
    command = KeepMeasure(question, measure, inputs, position, _figure(votes, kind, measure, annotator), annotator)
    done = engine.handle(log_id, command, SYSTEM, f"measure:{engine.entropy.bytes(12).hex()}")
    if done:
        return {"measure": done[0].event_id, "position": position, "is_new": True}
    with engine.store.reading() as read:
        same = {"question": question, "measure": measure, "annotator": annotator, "inputs": inputs}
        known = read.one(queries.latest_of, log_id=log_id, **same)
    return {"measure": known.measure_id, "position": position, "is_new": False}


def _inputs(engine: Engine, read: Any, log_id: int, question: str) -> tuple[int, list[Cast], str]:
    """The log's size, the votes before it, and the question's type, in one consistent view."""
    from labelproof.engine.openings import read_log

    row = read.one(TYPE, log_id=log_id, question=question)
    if row is None:
        raise Refused("measurement.no_question", f"there is no question {question[:64]!r}", "check the id")
    return read_log(read, log_id).size, [each.vote for each in counted(read, log_id, question)], row.type


def _figure(votes: list[Cast], kind: str, measure: str, annotator: str) -> Figure:
    if measure in MEASURES:
        return MEASURES[measure](votes, kind)
    return consensus_match([each for each in compared(votes) if each.member == annotator])
