"""The quality of a project's answers: agreement over time and by what it may depend on, where votes go, and on whom.

A result at a log position: computed when it is asked for, kept until the log moves. Every figure has n, an interval and
its method, or says why there is none.
"""

import json
from collections.abc import Callable
from typing import Any, cast

from labelproof.engine.measures.figures import MEASURES, Figure
from labelproof.engine.measures.inputs import Cast, inputs_digest
from labelproof.engine.measures.people import Compared, compared, confusion, consensus_match, median_seconds
from labelproof.engine.measures.votes import Counted, counted
from labelproof.engine.views import desk, disputes, findings
from labelproof.engine.views.agreement import closed_to
from labelproof.engine.views.blocks import in_blocks
from labelproof.engine.views.visit import Visit
from labelproof.kernel.canonical import value_json
from labelproof.rooms.access import queries as access
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.charter import queries as charter
from labelproof.rooms.guidelines import queries as guidelines
from labelproof.rooms.sources import queries as sources
from labelproof.types.choice.choice import CANT_TELL

MOST_KEPT = 16
MOST_ROWS = 20
"""Beyond so many labels a matrix of them is no picture any more."""
BREAK_S = 600.0
"""A longer gap between two answers is a pause, and no time an answer took."""


def quality(v: Visit) -> dict[str, Any]:
    """Everything the quality page shows. Findings and disputes are read anew; figures are kept while the log stands."""
    who = v.who.member if "annotator" in v.who.roles else ""
    figures = _at_position(v, ("figures", who, v.allows("see_people")), lambda: _figures(v))
    shown = disputes.listed(v, "open", 10)
    return {
        **figures,
        "disputed": {"n_open": shown["n_open"], "n_settled": shown["n_settled"], "items": shown["disputes"]},
        "findings": findings.listed(v, "open"),
    }


def person(v: Visit, member: str) -> dict[str, Any]:
    """Where one annotator's votes go, for each question of choices: on what most others said."""
    who = v.who.member if "annotator" in v.who.roles else ""
    return _at_position(v, ("person", who, member), lambda: _person(v, member))


def _at_position(v: Visit, name: tuple[Any, ...], compute: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Anything that could change a figure is an event, so the log's size names its inputs."""
    kept, at = v.engine.figures, (v.origin, v.size, *name)
    found = kept.get(at)
    if found is None:
        found = kept[at] = compute()
        gone = [each for each in list(kept) if each[0] == v.origin and each[1] != v.size]
        for each in [*gone, *list(kept)[:-MOST_KEPT]]:  # a name that was erased stays in no memory
            kept.pop(each, None)
    return found


def _figures(v: Visit) -> dict[str, Any]:
    asked, shown = desk.questions(v), _shown(v)
    rows = {q["question"]: counted(v.read, v.log_id, q["question"], shown) for q in asked}
    names = _Names(v)
    return {
        "position": v.size,
        "is_partial": shown is not None,
        "min_alpha": _gate(v),
        "guidelines": [
            {"version": g.version, "at": g.published_at} for g in v.read.all(guidelines.when_published, log_id=v.log_id)
        ],
        "questions": [_question(v, q, rows[q["question"]], names) for q in asked],
        "annotators": _annotators(v, asked, rows) if v.allows("see_people") else None,
    }


def _gate(v: Visit) -> float | None:
    """The least agreement that the charter accepts."""
    signed = v.read.one(charter.in_force, log_id=v.log_id)
    return None if signed is None else json.loads(signed.charter or "{}").get("variances", {}).get("min_alpha")


def _shown(v: Visit) -> set[str] | None:
    """Who may annotate here sees figures over the items they can answer no more (decisions.md section 9)."""
    return closed_to(v) if "annotator" in v.who.roles else None


class _Names:
    """What collections and guideline versions are called, by their ids."""

    def __init__(self, v: Visit) -> None:
        rows = v.read.all(sources.all_collections, log_id=v.log_id)
        self.collections = {r.collection: json.loads(r.terms or "{}").get("name", "") for r in rows}
        self.guidelines = {g.event_id: g.version for g in v.read.all(guidelines.every_version, log_id=v.log_id)}


def _question(v: Visit, question: dict[str, Any], rows: list[Counted], names: _Names) -> dict[str, Any]:
    votes, kind = [row.vote for row in rows], question["type"]
    alpha = MEASURES["alpha"](votes, kind)
    by_label = alpha.pop("by_label")
    names_of = _labels(question)
    values = [each["label"] for each in by_label]
    return {
        "question": question["question"],
        "title": question["title"],
        "type": kind,
        "inputs": inputs_digest(votes),
        "n_votes": len(votes),
        "alpha": alpha,
        "observed": MEASURES["observed"](votes, kind),
        "by_label": [{"name": _named(each["label"], names_of), **each} for each in by_label],
        "over_time": in_blocks(v.read, v.log_id, rows, _alpha),
        "by_collection": _broken_down(rows, lambda row: row.collection, lambda key: names.collections.get(key) or key),
        "by_guideline": _broken_down(
            rows,
            lambda row: row.guideline,
            lambda key: f"v{names.guidelines[key]}" if key in names.guidelines else "given elsewhere",
        ),
        "confusion": _matrix(list(compared(votes)), values, names_of),
    }


def _labels(question: dict[str, Any]) -> dict[str, str]:
    """Labels in force by their codes, and the answer that nobody defines."""
    named = {option["value"]: option["label"] for option in question["config"].get("options", ())}
    return {CANT_TELL: "cannot tell", **named}


def _named(value: Any, names: dict[str, str]) -> str:
    """A label by its name, a set of labels by all of theirs."""
    parts = cast("list[Any]", value) if isinstance(value, list) else [value]
    return " + ".join(names.get(str(part), str(part)) for part in parts) or "none"


def _alpha(votes: list[Cast]) -> Figure:
    figure = MEASURES["alpha"](votes, "")
    figure.pop("by_label")
    return figure


def _broken_down(
    rows: list[Counted], key: Callable[[Counted], str], name: Callable[[str], str]
) -> list[dict[str, Any]]:
    """Alpha within each group; answers of one group alone are compared, so two versions are never pooled."""
    groups: dict[str, list[Cast]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row.vote)
    return [
        {"key": each, "name": name(each), "n_votes": len(groups[each]), "alpha": _alpha(groups[each])}
        for each in sorted(groups, key=name)
    ]


def _matrix(found: list[Compared], labels: list[Any], names: dict[str, str]) -> dict[str, Any] | None:
    if not labels or len(labels) > MOST_ROWS:
        return None
    rows = [{"name": _named(row["label"], names), **row} for row in confusion(found, labels)]
    return {"method": "majority-of-others/wilson@1", "n": len(found), "rows": rows}


def _annotators(v: Visit, asked: list[dict[str, Any]], rows: dict[str, list[Counted]]) -> list[dict[str, Any]]:
    """Sorted by name: nobody is ranked."""
    by_member: dict[str, list[Compared]] = {}
    n_answers: dict[str, set[str]] = {}
    for question in asked:
        votes = [row.vote for row in rows[question["question"]]]
        for vote in votes:
            n_answers.setdefault(vote.member, set()).add(vote.item)
        if question["type"] == "choice":
            for each in compared(votes):
                by_member.setdefault(each.member, []).append(each)
    gaps = _gaps(v)
    names = {row.member: row.name or "" for row in v.read.all(access.people, log_id=v.log_id)}
    found = [
        {
            "member": member,
            "name": names.get(member, ""),
            "n_items": len(n_answers[member]),
            "match": consensus_match(by_member.get(member, [])),
            "seconds": median_seconds(gaps.get(member, [])),
        }
        for member in n_answers
    ]
    return sorted(found, key=lambda each: (each["name"].casefold(), each["member"]))


def _gaps(v: Visit) -> dict[str, list[float]]:
    """Seconds between each member's answers, pauses left out; votes given elsewhere have no such times."""
    gaps: dict[str, list[float]] = {}
    last: dict[str, int] = {}
    for row in v.read.all(annotation.answer_times, log_id=v.log_id):
        if row.member in last and (gap := (row.at - last[row.member]) / 1000) <= BREAK_S:
            gaps.setdefault(row.member, []).append(gap)
        last[row.member] = row.at
    return gaps


def _person(v: Visit, member: str) -> dict[str, Any]:
    shown, found = _shown(v), list[dict[str, Any]]()
    for question in desk.questions(v):
        if question["type"] != "choice":
            continue
        votes = [row.vote for row in counted(v.read, v.log_id, question["question"], shown)]
        theirs = [each for each in compared(votes) if each.member == member]
        match = consensus_match(theirs)
        given = {value_json(vote.value): vote.value for vote in votes} if match["value"] is not None else {}
        matrix = _matrix(theirs, [given[spelled] for spelled in sorted(given)], _labels(question))
        found.append(
            {"question": question["question"], "title": question["title"], "match": match, "confusion": matrix}
        )
    return {"position": v.size, "member": member, "questions": found}
