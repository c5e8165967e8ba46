"""Measures are kept once; findings and actions are people's, and say why."""

import json
import re
from typing import Any

from labelproof.events.event import PROJECT, Said
from labelproof.events.measurement import ActionDone, ActionPlanned, FindingClosed, FindingOpened, MeasureRecorded
from labelproof.kernel.refused import Problem, Refused
from labelproof.ports.room import Asked, Decision, Handler
from labelproof.rooms.measurement import commands, facts

LONGEST = 2000
MEASURE = re.compile(r"[a-z][a-z_]{0,63}\Z")


def keep_measure(found: facts.Figure, command: commands.KeepMeasure, asked: Asked) -> Decision:
    """The same figure from the same votes is recorded already, and is not recorded again."""
    if not found.is_question or not command.question:
        raise Refused("measurement.no_question", f"there is no question {command.question[:64]!r}", "check the id")
    if not found.is_annotator:
        raise Refused("measurement.no_annotator", f"there is no annotator {command.annotator[:64]!r}", "check the id")
    assert MEASURE.match(command.measure), "measures are named by the product"
    latest = found.latest
    if latest is not None and latest.inputs == command.inputs and latest.figure is not None:
        same = json.loads(latest.figure)
        if (same.get("method"), same.get("params")) == (command.figure.get("method"), command.figure.get("params")):
            return []
    return [
        MeasureRecorded(
            question=command.question,
            annotator=command.annotator,
            measure=command.measure,
            inputs=command.inputs,
            position=command.position,
            figure=Said(command.figure, command.annotator or PROJECT),
        )
    ]


def open_finding(found: facts.Located, command: commands.OpenFinding, asked: Asked) -> Decision:
    """About things that exist, in words, with a severity and a cure from the lists."""
    problems = [Problem(kind, f"{named[:64]!r} is not here") for kind, named in found.missing]
    what = command.what.strip()
    if not 1 <= len(what) <= LONGEST:
        problems.append(Problem("what", f"has {len(what)} characters; use 1 to {LONGEST}"))
    if command.severity not in commands.SEVERITIES:
        problems.append(Problem("severity", f"is none of {', '.join(commands.SEVERITIES)}"))
    if command.cure not in commands.CURES:
        problems.append(Problem("cure", f"is none of {', '.join(commands.CURES)}"))
    if command.clause and command.clause not in found.clauses:
        problems.append(Problem("clause", f"{command.clause[:64]!r} is no clause of the guideline in force"))
    if command.label and command.label not in found.labels:
        problems.append(Problem("label", f"{command.label[:64]!r} is no label in force"))
    if problems:
        raise Refused(
            "measurement.finding",
            f"the finding is not in order: {problems[0].field} {problems[0].what}",
            "mend the fields named",
            tuple(problems),
        )
    said = {
        "what": what,
        "severity": command.severity,
        "cure": command.cure,
        "label": command.label,
        "clause": command.clause,
    }
    return [FindingOpened(command.question, command.collection, command.measure, Said(said))]


def close_finding(found: facts.FindingFacts, command: commands.CloseFinding, asked: Asked) -> Decision:
    """Once, with a reason; not while something is still to be done about it, unless it was a mistake."""
    _open(found.finding, command.finding)
    if command.outcome not in commands.OUTCOMES:
        raise Refused(
            "measurement.outcome",
            f"{command.outcome[:64]!r} is no way in which a finding ends",
            f"choose from {', '.join(commands.OUTCOMES)}",
        )
    if found.n_planned and command.outcome != "mistaken":
        raise Refused(
            "measurement.action_open",
            f"finding {command.finding} has something still to do (actions: {found.n_planned})",
            "finish it, with the measure taken since; or say that the finding was mistaken",
        )
    reason = Said(_words(command.reason), asked.member)
    return [FindingClosed(finding=command.finding, outcome=Said(command.outcome), reason=reason)]


def plan_action(found: facts.PlanFacts, command: commands.PlanAction, asked: Asked) -> Decision:
    """About an open finding, by a member, in the future, to move a measure that was taken."""
    _open(found.finding, command.finding)
    if not found.is_member:
        raise Refused("measurement.no_owner", f"{command.owner[:64]!r} is no member", "name who will do it by their id")
    if found.before is None:
        raise Refused(
            "measurement.no_measure",
            f"there is no measure {command.before[:64]!r}",
            "record one first: what is not measured before cannot be compared after",
        )
    if command.due <= asked.now:
        raise Refused("measurement.due", "the action is due in the past", "name a day to come")
    plan = Said(_words(command.what))
    return [ActionPlanned(command.finding, command.owner, command.due, command.before, plan)]


def finish_action(found: facts.ActionFacts, command: commands.FinishAction, asked: Asked) -> Decision:
    """With the same measure, taken after the plan and from other votes."""
    if found.action is None or found.action.state != "planned":
        raise Refused("measurement.no_action", f"no action {command.action[:64]!r} waits", "check the id")
    before, after = found.before, found.after
    if after is None:
        raise Refused(
            "measurement.no_measure", f"there is no measure {command.after[:64]!r}", "record one, now that it is done"
        )
    if (after.question, after.measure, after.annotator) != (before.question, before.measure, before.annotator):
        raise Refused(
            "measurement.other_measure",
            f"measure {command.after} is not of what {found.action.before} measured",
            "compare the same measure of the same question",
        )
    if after.position <= found.action.planned_index or after.inputs == before.inputs:
        raise Refused(
            "measurement.before_action",
            f"measure {command.after} stands on no answer given since the action was planned",
            "record one after people answered under what was changed",
        )
    return [ActionDone(command.action, command.after, Said(_words(command.words), asked.member))]


def _open(finding: Any, named: str) -> None:
    if finding is None:
        raise Refused("measurement.no_finding", f"there is no finding {named[:64]!r}", "check the id")
    if finding.state != "open":
        raise Refused("measurement.finding_closed", f"finding {named} is closed", "open another if it came back")


def _words(given: str) -> str:
    words = given.strip()
    if not 1 <= len(words) <= LONGEST:
        raise Refused("measurement.words", f"{len(words)} characters are given", f"use 1 to {LONGEST}")
    return words


HANDLERS = {
    commands.KeepMeasure: Handler(facts.for_measure, keep_measure),
    commands.OpenFinding: Handler(facts.for_finding, open_finding),
    commands.CloseFinding: Handler(facts.for_close, close_finding),
    commands.PlanAction: Handler(facts.for_plan, plan_action),
    commands.FinishAction: Handler(facts.for_finish, finish_action),
}
