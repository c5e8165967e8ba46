"""What decisions of measurement need to know."""

import json
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.ports.room import Asked
from labelproof.ports.store import Reading
from labelproof.rooms.measurement import commands
from labelproof.rooms.measurement.tables import actions, findings, known, measures

LOG = param("log_id")
IN_FORCE = "in_force"
KNOWN = Query(
    sa.select(known.c.id, known.c.said).where(
        known.c.log_id == LOG, known.c.kind == param("kind"), known.c.id == param("id")
    )
)
MEASURE = Query(sa.select(measures).where(measures.c.log_id == LOG, measures.c.measure_id == param("measure_id")))
LATEST = Query(
    sa.select(measures.c.measure_id, measures.c.inputs, measures.c.figure)
    .where(
        measures.c.log_id == LOG,
        measures.c.question == param("question"),
        measures.c.measure == param("measure"),
        measures.c.annotator == param("annotator"),
    )
    .order_by(measures.c.idx.desc())
    .limit(1)
)
FINDING = Query(
    sa.select(findings.c.finding, findings.c.state).where(
        findings.c.log_id == LOG, findings.c.finding == param("finding")
    )
)
N_PLANNED = Query(
    sa.select(sa.func.count().label("n")).where(
        actions.c.log_id == LOG, actions.c.finding == param("finding"), actions.c.state == "planned"
    )
)
ACTION = Query(
    sa.select(actions.c.action, actions.c.state, actions.c.planned_index, actions.c.before).where(
        actions.c.log_id == LOG, actions.c.action == param("action")
    )
)


def knows(read: Reading, log_id: int, kind: str, named: str) -> bool:
    """Whether something of this kind is known by this id; the empty id names nothing, and nothing is missing then."""
    return not named or read.one(KNOWN, log_id=log_id, kind=kind, id=named) is not None


def said_in_force(read: Reading, log_id: int, kind: str) -> frozenset[str]:
    """Clause ids of the guideline in force, or codes of the labels."""
    row = read.one(KNOWN, log_id=log_id, kind=kind, id=IN_FORCE)
    return frozenset(json.loads(row.said or "[]")) if row is not None else frozenset()


class Figure(NamedTuple):
    """Whether the question and the annotator are there, and the newest measure of the same."""

    is_question: bool
    is_annotator: bool
    latest: Any


def for_measure(read: Reading, command: commands.KeepMeasure, asked: Asked) -> Figure:
    """What was computed, and about whom."""
    log_id, who = asked.log_id, command.annotator
    latest = read.one(
        LATEST, log_id=log_id, question=command.question, measure=command.measure, annotator=command.annotator
    )
    is_annotator = knows(read, log_id, "member", who) or knows(read, log_id, "person", who)
    return Figure(knows(read, log_id, "question", command.question), is_annotator, latest)


class Located(NamedTuple):
    """What a finding may name: missing names by field; clauses and labels in force."""

    missing: tuple[tuple[str, str], ...]
    clauses: frozenset[str]
    labels: frozenset[str]


def for_finding(read: Reading, command: commands.OpenFinding, asked: Asked) -> Located:
    """Everything the finding points at."""
    log_id = asked.log_id
    missing = [
        (kind, named)
        for kind, named in (("question", command.question), ("collection", command.collection))
        if not knows(read, log_id, kind, named)
    ]
    if command.measure and read.one(MEASURE, log_id=log_id, measure_id=command.measure) is None:
        missing.append(("measure", command.measure))
    return Located(tuple(missing), said_in_force(read, log_id, "guideline"), said_in_force(read, log_id, "taxonomy"))


class FindingFacts(NamedTuple):
    """The finding, and how many of its actions wait."""

    finding: Any
    n_planned: int


def for_close(read: Reading, command: commands.CloseFinding, asked: Asked) -> FindingFacts:
    """The finding to decide."""
    found = {"log_id": asked.log_id, "finding": command.finding}
    return FindingFacts(read.one(FINDING, **found), read.one(N_PLANNED, **found).n)


class PlanFacts(NamedTuple):
    """The finding, whether the owner is a member, and the measure to move."""

    finding: Any
    is_member: bool
    before: Any


def for_plan(read: Reading, command: commands.PlanAction, asked: Asked) -> PlanFacts:
    """A finding, a person and a measure."""
    log_id = asked.log_id
    return PlanFacts(
        read.one(FINDING, log_id=log_id, finding=command.finding),
        bool(command.owner) and knows(read, log_id, "member", command.owner),
        read.one(MEASURE, log_id=log_id, measure_id=command.before),
    )


class ActionFacts(NamedTuple):
    """The action, and the measure before and after it."""

    action: Any
    before: Any
    after: Any


def for_finish(read: Reading, command: commands.FinishAction, asked: Asked) -> ActionFacts:
    """The action with its two measures."""
    action = read.one(ACTION, log_id=asked.log_id, action=command.action)
    before = None if action is None else read.one(MEASURE, log_id=asked.log_id, measure_id=action.before)
    return ActionFacts(action, before, read.one(MEASURE, log_id=asked.log_id, measure_id=command.after))
