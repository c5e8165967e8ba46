"""A row's chain from raw item to proof: every leaf about it, what can be opened, and how to check each."""

import base64
import json
from typing import Any, NamedTuple

from labelproof.engine.log_keys import current_vkey
from labelproof.engine.notes import newest_note
from labelproof.engine.openings import OpenedEvent, event_named, events_about
from labelproof.engine.prove import leaf_paths
from labelproof.engine.views import desk
from labelproof.engine.views.content import in_order, terms_of
from labelproof.engine.views.releases import row_of
from labelproof.engine.views.visit import Visit
from labelproof.events.event import BY_CLASS, Gone, said_of
from labelproof.evidence.rows import row_id
from labelproof.kernel.canonical import b64url
from labelproof.kernel.refused import Refused
from labelproof.log.tree import leaf_hash
from labelproof.rooms.access import queries as access
from labelproof.rooms.guidelines import queries as guidelines
from labelproof.rooms.releases import queries as releases
from labelproof.rooms.sources import queries as sources
from labelproof.rooms.taxonomy import queries as taxonomy
from labelproof.rooms.workflow import queries as workflow

WITHHELD = {"who", "work"}
TERMS = ("name", "licence", "consent", "purpose")
TITLES = {
    "items.imported": "Item came in",
    "annotation.assigned": "Handed to an annotator",
    "annotation.submitted": "Annotated",
    "annotation.late": "Answered late, not counted",
    "annotation.skipped": "Skipped",
    "annotation.lease_ended": "Lease ended",
    "item.flagged": "Flagged",
    "votes.imported": "Votes imported",
    "values.shown": "Values were shown",
    "dispute.opened": "Dispute opened",
    "dispute.withdrawn": "Dispute withdrawn",
    "review.settled": "Settled by an adjudicator",
    "item.excluded": "Excluded",
    "item.withdrawn": "Withdrawn",
    "release.requested": "Release requested",
    "release.published": "Released",
    "guideline.published": "Guideline in force",
    "taxonomy.published": "Labels in force",
    "disclosure.erased": "Openings erased",
}


def item_of(v: Visit, named: str) -> tuple[str, str]:
    """(item, question or empty) for an item id, an external id or a row id."""
    if v.read.one(sources.item, log_id=v.log_id, item=named) is not None:
        return named, ""
    external = v.read.one(sources.item_by_external_id, log_id=v.log_id, external_id=named)
    if external is not None:
        return external.item, ""
    questions = [q.question for q in v.read.all(workflow.all_questions, log_id=v.log_id)]
    for collection in v.read.all(sources.all_collections, log_id=v.log_id):
        for row in v.read.each(sources.items_of, log_id=v.log_id, collection=collection.collection):
            for question in questions:
                if row_id(v.origin, row.item, question) == named:
                    return row.item, question
    raise Refused(
        "explain.no_item", f"nothing here has the id {named[:64]}", "give an item, an external id or a row id"
    )


def explained(v: Visit, item: str, question: str) -> dict[str, Any]:
    """Everything the log holds about an item, in order, each leaf with its proof at the newest checkpoint."""
    names = {p.member: p.name for p in v.read.all(access.people, log_id=v.log_id)} if v.allows("see_people") else {}
    found = list(events_about(v.engine, v.read, v.log_id, item))
    found += _in_force(v, found)
    published = _releases(v)
    found.sort(key=lambda e: e.recorded.index)
    row = v.read.one(sources.item, log_id=v.log_id, item=item)
    content = next((_content(e, item) for e in found if e.parsed.kind == "items.imported"), None)
    around = _around(v, row)
    events = [*found, *published]
    chain = [{**_link(v, e, item, names), "context": _context(e, around)} for e in events]
    if row is not None and isinstance(content, dict) and "state" not in content:
        content = in_order(json.dumps(content), terms_of(v).get(row.collection, {}))
    return {
        "item": item,
        "external_id": None if row is None else row.external_id,
        "state": None if row is None else row.state,
        "content": content,
        **_answer(v, item, question),
        "releases": [r.release for r in v.read.all(releases.published, log_id=v.log_id)],
        "chain": chain,
        "proof": _proof(v, [e.recorded.index for e in events]),
    }


def _answer(v: Visit, item: str, question: str) -> dict[str, Any]:
    """The question asked about, and its row in the newest release we hold."""
    asked = desk.questions(v)
    named = question or (asked[0]["question"] if len(asked) == 1 else "")
    found = row_of(v, row_id(v.origin, item, named)) if named else None
    return {
        "question": next((q for q in asked if q["question"] == named), None),
        "release": None if found is None else found[0],
        "row": None if found is None else found[1],
    }


def _in_force(v: Visit, found: list[OpenedEvent]) -> list[OpenedEvent]:
    named = {str(e.parsed.refs[k]) for e in found for k in ("guideline", "taxonomy") if e.parsed.refs.get(k)}
    events = [event_named(v.engine, v.read, v.log_id, event_id) for event_id in sorted(named)]
    return [e for e in events if e is not None]


def _releases(v: Visit) -> list[OpenedEvent]:
    events: list[OpenedEvent] = []
    for row in v.read.all(releases.published, log_id=v.log_id):
        events += [
            e for e in events_about(v.engine, v.read, v.log_id, row.release) if e.parsed.kind == "release.published"
        ]
    return events


class _Around(NamedTuple):
    """What a reader needs beside the leaves to understand them."""

    versions: dict[str, int]
    collection: dict[str, Any]


def _around(v: Visit, row: Any) -> _Around:
    """Version numbers by event, and the terms under which the item came in."""
    versions = {r.event_id: r.version for r in v.read.all(guidelines.every_version, log_id=v.log_id)}
    versions |= {r.event_id: r.version for r in v.read.all(taxonomy.every_version, log_id=v.log_id)}
    terms = {} if row is None else terms_of(v).get(row.collection, {})
    return _Around(versions, {name: terms[name] for name in TERMS if terms.get(name)})


def _context(e: OpenedEvent, around: _Around) -> dict[str, Any]:
    """Facts of a leaf in words a screen can use: versions, numbers, where the item came from."""
    refs = e.parsed.refs
    found: dict[str, Any] = {
        name: around.versions[str(refs[name])]
        for name in ("guideline", "taxonomy")
        if refs.get(name) in around.versions
    }
    if e.parsed.id in around.versions:
        found["version"] = around.versions[e.parsed.id]
    if e.parsed.kind == "items.imported":
        found["collection"] = around.collection
    if e.parsed.kind == "dispute.opened":
        found["n_votes"] = 1 if isinstance(refs["vote"], str) else len(refs["vote"])
    if e.parsed.kind == "release.published":
        found["n_rows"] = int(str(refs["n_rows"]))
    if refs.get("supersedes"):
        found["revises"] = True
    return found


def _content(e: OpenedEvent, item: str) -> Any:
    n = list(e.parsed.refs["item"]).index(item)
    said = e.recorded.body.entries[n].value
    return {"state": said.state} if isinstance(said, Gone) else said["content"]


def _mine(e: OpenedEvent, item: str) -> set[str] | None:
    """Of a batch leaf, the fields that speak of this item; None: all."""
    kind = e.parsed.kind
    if kind == "items.imported":
        return {f"i{list(e.parsed.refs['item']).index(item)}"}
    if kind == "votes.imported":
        named = e.parsed.refs["item"]
        listed = [named] if isinstance(named, str) else list(named)
        return {f"a{n}" for n, x in enumerate(listed) if x == item}
    return None


def _link(v: Visit, e: OpenedEvent, item: str, names: dict[str, str | None]) -> dict[str, Any]:
    mine = _mine(e, item)
    said: dict[str, Any] = {}
    for name, value in said_of(e.recorded.body):
        if mine is not None and name not in mine:
            continue
        if name in WITHHELD or name in ("html", "markdown", "labels"):
            said[name] = {"state": "withheld"}
        else:
            said[name] = {"state": value.value.state} if isinstance(value.value, Gone) else value.value
    openings = {
        n: b64url(opening) for n, opening in e.openings.items() if n in said and said[n] != {"state": "withheld"}
    }
    actor = e.parsed.actor
    return {
        "index": e.recorded.index,
        "at": e.recorded.ts,
        "kind": BY_CLASS[type(e.recorded.body)].kind,
        "title": TITLES.get(e.parsed.kind, e.parsed.kind),
        "actor": actor,
        "who": "you" if actor == v.who.member else names.get(actor),
        "said": said,
        "refs": {k: x if isinstance(x, str) else list(x)[:8] for k, x in e.parsed.refs.items()},
        "leaf": base64.b64encode(e.leaf).decode(),
        "leaf_hash": b64url(leaf_hash(e.leaf)),
        "disclosures": openings,
    }


def _proof(v: Visit, indexes: list[int]) -> dict[str, Any] | None:
    note = newest_note(v.read, v.log_id)
    if note is None:
        return None
    covered = [i for i in indexes if i < note.size]
    paths = leaf_paths(v.engine, v.read, v.log_id, note.size, covered)
    return {
        "origin": v.origin,
        "vkey": current_vkey(v.engine, v.read, v.log_id),
        "checkpoint": bytes(note.note).decode(),
        "index_proofs": {str(i): [base64.b64encode(h).decode() for h in paths[i]] for i in covered},
    }
