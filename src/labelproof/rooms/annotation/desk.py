"""What is in force: charter, guideline, labels, plan and questions, read as one."""

import json
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.rooms.annotation.tables import settings

SETTINGS = Query(
    sa.select(settings.c.name, settings.c.event_id, settings.c.number, settings.c.fact, settings.c.said)
    .where(settings.c.log_id == param("log_id"))
    .order_by(settings.c.name)
)


class Question(NamedTuple):
    """A question's type and configuration, its options filled in from the labels in force."""

    type: str
    config: dict[str, Any]


class Desk(NamedTuple):
    """Event ids of what is in force (empty when missing), the plan, and its questions by id."""

    charter: str
    guideline: str
    taxonomy: str
    overlap: int
    plan: tuple[str, ...]
    questions: dict[str, Question]


def read_desk(read: Reading, log_id: int) -> Desk:
    """The desk of a project; parsed once for each state it was ever in."""
    return _parsed(tuple(tuple(row) for row in read.all(SETTINGS, log_id=log_id)))


@lru_cache(maxsize=256)
def _parsed(rows: tuple[tuple[Any, ...], ...]) -> Desk:
    by_name = {name: (event_id, number, fact, said) for name, event_id, number, fact, said in rows}
    empty = ("", 0, "", None)
    taxonomy = by_name.get("taxonomy", empty)
    plan = by_name.get("plan", empty)
    options: list[Any] = [] if taxonomy[3] is None else json.loads(taxonomy[3])
    questions: dict[str, Question] = {}
    for name, (_, _, kind, said) in by_name.items():
        if name.startswith("question:"):
            config: dict[str, Any] = {} if said is None else json.loads(said)
            if kind == "choice" and "options" not in config:
                config = {**config, "options": options}
            questions[name.removeprefix("question:")] = Question(kind, config)
    planned = tuple(plan[2].split(",")) if plan[2] else ()
    return Desk(
        by_name.get("charter", empty)[0], by_name.get("guideline", empty)[0], taxonomy[0], plan[1], planned, questions
    )


def check_ready(desk: Desk) -> None:
    """Nothing is handed out before charter, guideline, labels and plan are in force."""
    for there, code, what, fix in (
        (desk.charter, "charter.unsigned", "the charter is not signed", "sign it first"),
        (desk.guideline, "guideline.missing", "no guideline is published", "publish one first"),
        (desk.taxonomy, "taxonomy.missing", "no labels are published", "publish them first"),
        (desk.plan, "workflow.unplanned", "no workflow is planned", "plan questions and overlap first"),
    ):
        if not there:
            raise Refused(code, what, fix)
