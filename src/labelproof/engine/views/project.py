"""A project as its lead sees it: what needs a person first, then figures."""

import json
from typing import Any

import sqlalchemy as sa

from labelproof.engine.engine import Caller, Engine
from labelproof.engine.log_keys import current_vkey, log_keys
from labelproof.engine.views import desk, disputes
from labelproof.engine.views.content import excerpt, in_order, terms_of
from labelproof.engine.views.visit import BY_NUMBER, Visit
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.rooms.access import queries as access
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.charter import queries as charter
from labelproof.rooms.guidelines import queries as guidelines
from labelproof.rooms.review import queries as review
from labelproof.rooms.sources import queries as sources
from labelproof.rooms.workflow import queries as workflow
from labelproof.storage.tables import notes

SEES_DISPUTES = frozenset({"owner", "lead", "adjudicator", "auditor"})
_NONE = disputes.Undecided(0, None)
NEWEST_NOTE = Query(sa.select(notes).where(notes.c.log_id == param("log_id")).order_by(notes.c.size.desc()).limit(1))
NOTES = Query(sa.select(notes).where(notes.c.log_id == param("log_id")).order_by(notes.c.size.desc()).limit(200))


def mine(engine: Engine, read: Reading, caller: Caller) -> list[dict[str, Any]]:
    """The caller's projects with their roles in each."""
    roles: dict[int, list[str]] = {}
    members: dict[int, str] = {}
    for row in read.all(access.memberships, account=caller.account):
        roles.setdefault(row.log_id, []).append(row.role)
        members[row.log_id] = row.member
    named = {p.project: p.name for p in read.all(access.all_projects)}
    found: list[dict[str, Any]] = []
    for log_id, held in sorted(roles.items()):
        project = read.one(BY_NUMBER, log_id=log_id).origin.rpartition("/")[2]
        member = members[log_id] if SEES_DISPUTES & set(held) else ""
        line = {"project": project, "name": named.get(project) or "", "roles": held}
        found.append({**line, **counts(read, log_id), "n_disputes": _open_disputes(read, log_id, member).n})
    return found


def _open_disputes(read: Reading, log_id: int, member: str) -> disputes.Undecided:
    """As far as this member may know; without a member, none."""
    return disputes.open_to(read, log_id, member) if member else _NONE


def counts(read: Reading, log_id: int) -> dict[str, Any]:
    """Items, complete items, overlap."""
    plan = read.one(workflow.plan, log_id=log_id)
    overlap = 0 if plan is None else plan.overlap
    progress = read.one(annotation.progress, log_id=log_id, overlap=overlap or 1)
    return {
        "n_items": progress.n_items,
        "n_complete": int(progress.n_complete),
        "overlap": overlap,
    }


def overview(v: Visit) -> dict[str, Any]:
    """Everything the project page shows but statistics."""
    read, log_id = v.read, v.log_id
    signed = read.one(charter.in_force, log_id=log_id)
    tallies = read.all(annotation.all_tallies, log_id=log_id)
    states = {r.state: r.n for r in read.all(review.dispute_counts, log_id=log_id)} if v.allows("see_disputes") else {}
    undecided = _open_disputes(read, log_id, v.who.member if v.allows("see_disputes") else "")
    collections = read.all(sources.all_collections, log_id=log_id)
    figures = counts(read, log_id)
    versions = {"guideline_version": _version(desk.guideline, v), "taxonomy_version": _version(desk.labels, v)}
    flagged, asked = read.one(annotation.n_flags, log_id=log_id), desk.questions(v)
    return {
        "project": v.project,
        "name": v.name,
        "roles": sorted(v.who.roles),
        "member": v.who.member,
        "charter": None if signed is None else _charter(signed),
        **versions,
        "questions": asked,
        "collections": [_collection(c) for c in collections if c.state != "abandoned"],
        **figures,
        "n_votes": sum(t.n_votes for t in tallies),
        "n_annotators": sum(1 for t in tallies if t.n_votes),
        "n_flags": flagged.n,
        "n_disputes_open": undecided.n,
        "n_disputes_settled": states.get("settled", 0),
        "log": log_state(v),
        "needs": _needs(
            signed,
            versions,
            collections,
            undecided,
            flagged if v.allows("see_flags") else None,
            len(asked),
            figures["overlap"],
        ),
        "per_day": [{"day": d.day, "n": d.n} for d in read.all(annotation.per_day, log_id=log_id)],
    }


def _version(ask: Any, v: Visit) -> int | None:
    from labelproof.kernel.refused import Refused

    try:
        return ask(v, None)["version"]
    except Refused:
        return None


def _charter(row: Any) -> dict[str, Any]:
    said = json.loads(row.charter or "{}")
    return {
        "version": row.version,
        "owner": said.get("owner"),
        "goals": said.get("goals"),
        "scope": said.get("scope"),
        "signed": row.signed_at,
        "min_alpha": said.get("variances", {}).get("min_alpha"),
        "max_error": said.get("variances", {}).get("max_error"),
    }


def _collection(row: Any) -> dict[str, Any]:
    terms = json.loads(row.terms or "{}")
    return {
        "collection": row.collection,
        "name": terms.get("name", ""),
        "licence": terms.get("licence", ""),
        "source": terms.get("source", ""),
        "n_items": row.n_items,
        "state": row.state,
        "terms": terms,
    }


def _needs(
    signed: Any,
    versions: dict[str, Any],
    collections: list[Any],
    undecided: disputes.Undecided,
    flagged: Any,
    n_questions: int,
    overlap: int,
) -> list[dict[str, Any]]:
    needs: list[dict[str, Any]] = []
    for kind, there in (
        ("charter", signed),
        ("guideline", versions["guideline_version"]),
        ("taxonomy", versions["taxonomy_version"]),
        ("question", n_questions),
        ("workflow", overlap),
        ("items", [c for c in collections if c.state == "sealed"]),
    ):
        if not there:
            needs.append({"kind": kind, "n": 1, "since": None})
    if undecided.n:
        needs.append({"kind": "disputes", "n": undecided.n, "since": undecided.since})
    if flagged is not None and flagged.n:
        needs.append({"kind": "flags", "n": flagged.n, "since": flagged.since})
    return needs


def log_state(v: Visit) -> dict[str, Any]:
    """Where the log stands, and its newest signed checkpoint."""
    note = v.read.one(NEWEST_NOTE, log_id=v.log_id)
    root = None if note is None else bytes(note.note).split(b"\n")[2].decode()
    return {
        "origin": v.origin,
        "size": v.size,
        "checkpoint_size": None if note is None else note.size,
        "checkpoint_root": root,
        "at": None if note is None else note.at,
        "vkey": current_vkey(v.engine, v.read, v.log_id),
    }


def checkpoints(v: Visit) -> dict[str, Any]:
    """The log's signed checkpoints, newest first."""
    rows = v.read.all(NOTES, log_id=v.log_id)
    kept = [{"size": r.size, "root": bytes(r.note).split(b"\n")[2].decode(), "at": r.at} for r in rows]
    keys = [{"vkey": key.vkey, "last_size": key.last_size} for key in log_keys(v.engine, v.read, v.log_id)]
    vkey = current_vkey(v.engine, v.read, v.log_id)
    return {"origin": v.origin, "size": v.size, "vkey": vkey, "keys": keys, "checkpoints": kept}


def reports(v: Visit) -> list[dict[str, Any]]:
    """What was reported candidly; `words` is None once erased."""
    rows = v.read.all(guidelines.newest_reports, log_id=v.log_id)
    return [
        {"event_id": r.event_id, "index": r.idx, "at": r.at, "guideline_version": r.version, "words": r.words}
        for r in rows
    ]


def people(v: Visit) -> list[dict[str, Any]]:
    """Members by pseudonym, with the names that this instance knows."""
    tallies = {t.member: t for t in v.read.all(annotation.all_tallies, log_id=v.log_id)}
    found: dict[str, dict[str, Any]] = {}
    for row in v.read.all(access.people, log_id=v.log_id):
        tally = tallies.get(row.member)
        person = found.setdefault(
            row.member,
            {
                "member": row.member,
                "name": row.name,
                "state": row.state,
                "roles": [],
                "n_answers": tally.n_votes if tally else 0,
                "n_skipped": tally.n_skipped if tally else 0,
            },
        )
        if row.role:
            person["roles"].append(row.role)
    return list(found.values())


def items(v: Visit, after: str, limit: int, state: str) -> dict[str, Any]:
    """A page of items in order of their ids, of all states or one; `next` is where the following page starts."""
    page = {"log_id": v.log_id, "after": after, "limit": limit}
    rows = v.read.all(sources.items_in, **page, state=state) if state else v.read.all(sources.items_after, **page)
    terms = terms_of(v)
    found = [
        {
            "item": r.item,
            "external_id": r.external_id,
            "collection": r.collection,
            "state": r.state,
            "excerpt": excerpt(in_order(r.content, terms.get(r.collection, {}))),
        }
        for r in rows
    ]
    return {"items": found, "next": rows[-1].item if len(rows) == limit else None}
