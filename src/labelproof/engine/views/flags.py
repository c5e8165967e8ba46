"""Flags: what annotators say is wrong with items, and what was answered."""

from collections.abc import Sequence
from typing import Any

from labelproof.engine.views.content import in_order, terms_of
from labelproof.engine.views.visit import Visit
from labelproof.kernel.refused import Refused
from labelproof.rooms.access import queries as access
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.sources import queries as sources

STATES = ("open", "answered")


def listed(v: Visit, state: str) -> list[dict[str, Any]]:
    """Flags in a state, oldest first."""
    if state not in STATES:
        raise Refused("http.malformed", f"{state[:40]!r} is no state of a flag", f"ask for {' or '.join(STATES)}")
    return _shown(v, v.read.all(annotation.flags_in, log_id=v.log_id, state=state))


def own(v: Visit) -> list[dict[str, Any]]:
    """One's own flags with their answers, newest first."""
    return _shown(v, v.read.all(annotation.own_flags, log_id=v.log_id, member=v.who.member))


def _shown(v: Visit, rows: Sequence[Any]) -> list[dict[str, Any]]:
    names = {p.member: p.name for p in v.read.all(access.people, log_id=v.log_id)} if v.allows("see_people") else {}
    items, terms = sources.named(v.read, v.log_id, [r.item for r in rows]), terms_of(v)
    found: list[dict[str, Any]] = []
    for row in rows:
        item = items.get(row.item)
        hidden = _may_answer(v, row)
        found.append(
            {
                "flag": row.flag,
                "item": row.item,
                "external_id": None if item is None else item.external_id,
                "content": None if item is None else in_order(item.content, terms.get(item.collection, {})),
                "reason": None if hidden else row.reason,
                "hidden": hidden,
                "at": row.at,
                "who": "you" if row.member == v.who.member else names.get(row.member),
                "state": row.state,
                "answer": row.answer,
                "answered_at": row.answered_at,
            }
        )
    return found


def _may_answer(v: Visit, flag: Any) -> bool:
    """Whether this member may still be handed the item: another's words about it are then not for them."""
    if "annotator" not in v.who.roles or flag.member == v.who.member:
        return False
    hand = v.read.one(annotation.hand_of, log_id=v.log_id, item=flag.item, member=v.who.member)
    task = v.read.one(annotation.task_state, log_id=v.log_id, item=flag.item)
    return hand is None and task is not None and task.state == "open"
