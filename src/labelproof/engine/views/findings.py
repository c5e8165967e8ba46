"""Findings with what is done about them, and recorded measures: what stands, and whether it can be computed again now."""

import json
from typing import Any

from labelproof.engine.measures.inputs import inputs_digest
from labelproof.engine.measures.record import computed
from labelproof.engine.measures.since import change
from labelproof.engine.measures.votes import asked, counted
from labelproof.engine.views.at_position import at_position
from labelproof.engine.views.visit import Visit
from labelproof.kernel.refused import Refused
from labelproof.rooms.access import queries as access
from labelproof.rooms.measurement import queries


def listed(v: Visit, state: str) -> list[dict[str, Any]]:
    """Findings in a state, newest first, each with its actions and the measure before and after."""
    taken = {row.measure_id: _measure(v, row) for row in v.read.all(queries.measures_compared, log_id=v.log_id)}
    names = _names(v)
    actions: dict[str, list[dict[str, Any]]] = {}
    for row in v.read.all(queries.actions_in, log_id=v.log_id, state=state):
        actions.setdefault(row.finding, []).append(
            {
                "action": row.action,
                "state": row.state,
                "what": row.what,
                "words": row.words,
                "owner": row.owner,
                "owner_name": names.get(row.owner),
                "due": row.due,
                "planned_at": row.planned_at,
                "done_at": row.done_at,
                "before": taken.get(row.before),
                "after": taken.get(row.after),
                "change": _change(v, row, taken.get(row.before)),
            }
        )
    blank = {"what": None, "severity": None, "cure": None, "label": "", "clause": ""}
    return [
        {
            **(blank if row.said is None else json.loads(row.said)),
            "finding": row.finding,
            "state": row.state,
            "question": row.question or None,
            "collection": row.collection or None,
            "measure": _rests_on(v, row.measure, names),
            "opened_at": row.opened_at,
            "opened_by": names.get(row.opened_by),
            "closed_at": row.closed_at,
            "closed_by": names.get(row.closed_by),
            "outcome": row.outcome,
            "reason": row.reason,
            "actions": actions.get(row.finding, []),
        }
        for row in v.read.all(queries.findings_in, log_id=v.log_id, state=state)
    ]


def _rests_on(v: Visit, measure_id: str, names: dict[str, str]) -> dict[str, Any] | None:
    """The measure a finding rests on; one about a person is for those who see people, and says whom."""
    row = v.read.one(queries.measure, log_id=v.log_id, measure_id=measure_id) if measure_id else None
    if row is None or (row.annotator and not v.allows("see_people")):
        return None
    return {**_measure(v, row), "annotator_name": names.get(row.annotator)}


def _change(v: Visit, row: Any, before: dict[str, Any] | None) -> dict[str, Any] | None:
    """How the measure differs on what was answered since the plan; hidden, as measures are, from who may annotate."""
    if before is None or before["is_hidden"] or before["annotator"] is not None:
        return None
    kind = asked(v.read, v.log_id, before["question"])
    if kind is None:
        return None

    def compute() -> dict[str, Any]:
        rows = counted(v.read, v.log_id, before["question"])
        return change(rows, kind, before["name"], row.planned_index)

    return at_position(v, ("change", row.action), compute)


def measures(v: Visit, limit: int) -> list[dict[str, Any]]:
    """Recorded measures, newest first."""
    rows = v.read.all(queries.newest_measures, log_id=v.log_id, limit=limit)
    return [_measure(v, row) for row in rows if v.allows("see_people") or not row.annotator]


def measure(v: Visit, measure_id: str) -> dict[str, Any]:
    """One of them, computed again where its votes are still those that count: `same`, `differs`, or `moved_on`."""
    row = v.read.one(queries.measure, log_id=v.log_id, measure_id=measure_id)
    if row is None or (row.annotator and not v.allows("see_people")):
        raise Refused("measurement.no_measure", f"there is no measure {measure_id[:64]}", "see the list of measures")
    found = _measure(v, row)
    if found["figure"] is None:
        return {**found, "again": None}
    kind = asked(v.read, v.log_id, row.question)
    votes = [each.vote for each in counted(v.read, v.log_id, row.question)]
    if kind is None or inputs_digest(votes) != row.inputs:
        return {**found, "again": "moved_on"}
    figure = computed(v.read, v.log_id, votes, kind, row.measure, row.annotator)
    return {**found, "again": "same" if json.loads(json.dumps(figure)) == found["figure"] else "differs"}


def _measure(v: Visit, row: Any) -> dict[str, Any]:
    """Who may annotate here gets no recorded figure: it counts items they might still answer."""
    hidden = "annotator" in v.who.roles
    return {
        "measure": row.measure_id,
        "index": row.idx,
        "at": row.at,
        "question": row.question,
        "annotator": row.annotator or None,
        "name": row.measure,
        "inputs": row.inputs,
        "position": row.position,
        "figure": None if hidden or row.figure is None else json.loads(row.figure),
        "is_hidden": hidden,
    }


def _names(v: Visit) -> dict[str, str]:
    """Names of members, for those who may see people."""
    if not v.allows("see_people"):
        return {}
    return {row.member: row.name or row.member for row in v.read.all(access.people, log_id=v.log_id)}
