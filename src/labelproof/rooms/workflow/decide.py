"""Questions of a known type; a plan over questions that exist."""

from typing import Any, NoReturn

import sqlalchemy as sa

from labelproof.events.event import Said
from labelproof.events.workflow import QuestionAsked, WorkflowPlanned
from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query, param
from labelproof.ports.room import Asked, Decision, Handler
from labelproof.ports.store import Reading
from labelproof.rooms.workflow import commands
from labelproof.rooms.workflow.tables import questions
from labelproof.types import ASKABLE, TYPES

ANY_LABELS = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
"""Stands for the labels in force, which a choice question's options are unless it brings its own."""
KNOWN = Query(sa.select(questions.c.question).where(questions.c.log_id == param("log_id")))


def known_questions(read: Reading, command: Any, asked: Asked) -> frozenset[str]:
    """Every question asked so far."""
    return frozenset(r.question for r in read.all(KNOWN, log_id=asked.log_id))


def ask_question(found: frozenset[str], command: commands.AskQuestion, asked: Asked) -> Decision:
    """A title and a type that can be asked."""
    if command.type not in ASKABLE:
        _refuse_type(command.type)
    if not 1 <= len(command.title.strip()) <= 300:
        raise Refused("workflow.title", f"the title has {len(command.title.strip())} characters", "use 1 to 300")
    config = command.config if command.type != "choice" else {"options": ANY_LABELS, **command.config}
    problems = tuple(TYPES[command.type].config_problems(config))
    if problems:
        raise Refused(
            "workflow.config",
            f"{len(problems)} things are wrong with the configuration: {problems[0].field} {problems[0].what}",
            "configure the question as its type says",
            problems,
        )
    slug = command.slug or f"q{len(found) + 1}"
    said = {"slug": slug, "title": command.title.strip(), "help": command.help, "config": command.config}
    return [QuestionAsked(type=command.type, question=Said(said))]


def plan_workflow(found: frozenset[str], command: commands.PlanWorkflow, asked: Asked) -> Decision:
    """1 to 20 known questions, an overlap of 1 to 100."""
    unknown = sorted(set(command.questions) - found)
    if unknown or not 1 <= len(command.questions) <= 20 or len(set(command.questions)) != len(command.questions):
        raise Refused(
            "workflow.questions",
            f"{len(command.questions)} questions, unknown: {', '.join(unknown) or 'none'}",
            "name 1 to 20 asked questions, each once",
        )
    if not 1 <= command.overlap <= 100:
        raise Refused("workflow.overlap", f"an overlap of {command.overlap}", "use 1 to 100")
    return [WorkflowPlanned(questions=tuple(command.questions), overlap=command.overlap)]


def _refuse_type(name: str) -> NoReturn:
    fix = f"choose from {', '.join(ASKABLE)}"
    if name not in TYPES:
        raise Refused("workflow.no_type", f"{name[:64]} is not an annotation type", fix)
    what = f"a question of the type {name} has no editor yet, and a bundle's verifier does not know its values"
    raise Refused("workflow.no_editor", what, fix)


HANDLERS = {
    commands.AskQuestion: Handler(known_questions, ask_question),
    commands.PlanWorkflow: Handler(known_questions, plan_workflow),
}
