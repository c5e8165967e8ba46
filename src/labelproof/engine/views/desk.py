"""Guideline, labels and questions as people see them."""

import json
from typing import Any

from labelproof.engine.views.visit import Visit
from labelproof.kernel.refused import Refused
from labelproof.rooms.guidelines import queries as guidelines
from labelproof.rooms.taxonomy import queries as taxonomy
from labelproof.rooms.workflow import queries as workflow


def guideline(v: Visit, version: int | None) -> dict[str, Any]:
    """A version of the guideline, or the one in force."""
    row = (
        v.read.one(guidelines.in_force, log_id=v.log_id)
        if version is None
        else v.read.one(guidelines.numbered, log_id=v.log_id, version=version)
    )
    if row is None:
        raise Refused("guideline.missing", "there is no such version of the guideline", "publish one first")
    return {
        "event_id": row.event_id,
        "version": row.version,
        "digest": row.digest,
        "markdown": row.markdown,
        "clauses": json.loads(row.html or "[]"),
        "published_at": row.published_at,
    }


def labels(v: Visit, version: int | None = None) -> dict[str, Any]:
    """A version of the catalogue, or the one in force."""
    row = (
        v.read.one(taxonomy.in_force, log_id=v.log_id)
        if version is None
        else v.read.one(taxonomy.numbered, log_id=v.log_id, version=version)
    )
    if row is None:
        raise Refused("taxonomy.missing", "there is no such version of the labels", "publish them first")
    return {"event_id": row.event_id, "version": row.version, "labels": json.loads(row.labels or "[]")}


def questions(v: Visit) -> list[dict[str, Any]]:
    """The planned questions in order; the options of a choice are the labels in force."""
    plan = v.read.one(workflow.plan, log_id=v.log_id)
    by_id = {row.question: row for row in v.read.all(workflow.all_questions, log_id=v.log_id)}
    current = v.read.one(taxonomy.in_force, log_id=v.log_id)
    catalogue: list[dict[str, Any]] = [] if current is None else json.loads(current.labels or "[]")
    found: list[dict[str, Any]] = []
    for question in plan.questions.split(",") if plan is not None else by_id:
        body = json.loads(by_id[question].body or "{}")
        config = dict(body.get("config", {}))
        if by_id[question].type == "choice":
            config["options"] = [_option(label, n) for n, label in enumerate(catalogue)]
            config.setdefault("multiple", False)
            config.setdefault("allow_cant_tell", False)
        found.append(
            {
                "question": question,
                "type": by_id[question].type,
                "slug": body.get("slug", ""),
                "title": body.get("title", ""),
                "help": body.get("help", ""),
                "config": config,
            }
        )
    return found


def overlap(v: Visit) -> int:
    """The annotations each item needs; 0 before there is a plan."""
    plan = v.read.one(workflow.plan, log_id=v.log_id)
    return 0 if plan is None else plan.overlap


def _option(label: dict[str, Any], n: int) -> dict[str, Any]:
    key = label["key"] or (str(n + 1) if n < 9 else "0" if n == 9 else "")
    return {"value": label["code"], "label": label["name"], "key": key, "hint": label["definition"]}
