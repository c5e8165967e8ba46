"""The quality of a project's answers: agreement over time and by what it may depend on, where votes go, and on whom.

A result at a log position: computed when it is asked for, kept until the log moves. Every figure has n, an interval and
its method, or says why there is none.
"""

import json
from typing import Any

from labelproof.engine.measures import people
from labelproof.engine.measures.votes import counted, times
from labelproof.engine.views import desk, disputes, findings
from labelproof.engine.views.agreement import closed_to
from labelproof.engine.views.at_position import at_position
from labelproof.engine.views.people_quality import annotators
from labelproof.engine.views.question_quality import asked_of, labels_of, named_matrices, question_quality
from labelproof.engine.views.visit import Visit
from labelproof.rooms.charter import queries as charter
from labelproof.rooms.guidelines import queries as guidelines

MOST_DISPUTES = 200


def quality(v: Visit) -> dict[str, Any]:
    """Everything the quality page shows. Findings and disputes are read anew; figures are kept while the log stands."""
    who = v.who.member if "annotator" in v.who.roles else ""
    figures = at_position(v, ("figures", who, v.allows("see_people")), lambda: _figures(v))
    shown = disputes.listed(v, "open", MOST_DISPUTES)
    return {
        **figures,
        "disputed": {"n_open": shown["n_open"], "n_settled": shown["n_settled"], "items": shown["disputes"]},
        "findings": findings.listed(v, "open"),
    }


def person(v: Visit, member: str) -> dict[str, Any]:
    """Where one annotator's votes go, for each question of labels."""
    who = v.who.member if "annotator" in v.who.roles else ""
    return at_position(v, ("person", who, member), lambda: _person(v, member))


def _figures(v: Visit) -> dict[str, Any]:
    shown, see_people = _shown(v), v.allows("see_people")
    when = times(v.read, v.log_id) if see_people else {}
    questions: list[dict[str, Any]] = []
    for question in desk.questions(v):
        rows = counted(v.read, v.log_id, question["question"], shown)
        of_people = annotators(v, question, rows, when) if see_people else None
        questions.append({**question_quality(v, question, rows), "annotators": of_people})
    published = v.read.all(guidelines.when_published, log_id=v.log_id)
    return {
        "position": v.size,
        "is_partial": shown is not None,
        "min_alpha": _gate(v),
        "guidelines": [{"version": g.version, "at": g.published_at} for g in published],
        "questions": questions,
    }


def _gate(v: Visit) -> float | None:
    """The least agreement that the charter accepts."""
    signed = v.read.one(charter.in_force, log_id=v.log_id)
    return None if signed is None else json.loads(signed.charter or "{}").get("variances", {}).get("min_alpha")


def _shown(v: Visit) -> set[str] | None:
    """Who may annotate here sees figures over the items they can answer no more."""
    return closed_to(v) if "annotator" in v.who.roles else None


def _person(v: Visit, member: str) -> dict[str, Any]:
    shown, found = _shown(v), list[dict[str, Any]]()
    for question in desk.questions(v):
        if not people.is_of_labels(asked_of(question)):
            continue
        votes = [row.vote for row in counted(v.read, v.log_id, question["question"], shown)]
        match = people.matches(votes).get(member)
        if match is None:
            continue
        matrices = named_matrices(votes, labels_of(question), member) if match["value"] is not None else []
        about = {"question": question["question"], "title": question["title"]}
        found.append({**about, "match": match, "confusion": matrices})
    return {"position": v.size, "member": member, "questions": found}
