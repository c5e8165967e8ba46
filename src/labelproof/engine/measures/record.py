"""Recording a measure: computed by the product at the log's position of the moment, outside any lock, and kept once."""

from typing import Any

from labelproof.engine.engine import SYSTEM, Caller, Engine
from labelproof.engine.instance import Instance
from labelproof.engine.measures import people
from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.figures import MEASURES, Figure, suited
from labelproof.engine.measures.inputs import Cast, inputs_digest
from labelproof.engine.measures.votes import asked, counted, times
from labelproof.engine.openings import read_log
from labelproof.engine.views.visit import log_of
from labelproof.kernel.refused import Refused
from labelproof.policies.actions import not_allowed
from labelproof.ports.store import Reading
from labelproof.rooms.access import facts as access
from labelproof.rooms.measurement import queries
from labelproof.rooms.measurement.commands import KeepMeasure


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
    with engine.store.reading() as read:
        kind = asked(read, log_id, question)
        if kind is None:
            raise Refused("measurement.no_question", f"there is no question {question[:64]!r}", "check the id")
        _check(kind, measure, annotator)
        position = read_log(read, log_id).size
        votes = [each.vote for each in counted(read, log_id, question)]
        figure = computed(read, log_id, votes, kind, measure, annotator)
    inputs = inputs_digest(votes)
    command = KeepMeasure(question, measure, inputs, position, figure, annotator)
    done = engine.handle(log_id, command, SYSTEM, f"measure:{engine.entropy.bytes(12).hex()}")
    if done:
        return {"measure": done[0].event_id, "position": position, "is_new": True}
    with engine.store.reading() as read:
        same = {"question": question, "measure": measure, "annotator": annotator, "inputs": inputs}
        known = read.one(queries.latest_of, log_id=log_id, **same)
    return {"measure": known.measure_id, "position": position, "is_new": False}


def computed(read: Reading, log_id: int, votes: list[Cast], kind: Asked, measure: str, annotator: str) -> Figure:
    """The figure of these votes by its name, of the question or of one annotator's answers to it."""
    if not annotator:
        return MEASURES[measure](votes, kind)
    when = times(read, log_id) if measure in people.SIGNALS else {}
    figure = people.of_person(votes, kind, when, measure, annotator)
    if figure is None:
        what = f"annotator {annotator[:64]!r} gave no answer to the question"
        raise Refused("measurement.no_annotator", what, "check the ids")
    return figure


def _check(kind: Asked, measure: str, annotator: str) -> None:
    known = people.suited(kind) if annotator else suited(kind)
    if measure not in known:
        raise Refused(
            "measurement.unknown",
            f"{measure[:64]!r} is no measure of {'an annotator' if annotator else 'this question'}",
            f"choose from {', '.join(suited(kind))}; or with an annotator {', '.join(people.suited(kind))}",
        )
