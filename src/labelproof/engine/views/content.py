"""Items as people read them: fields in the order they came in, and a few words to know an item by."""

import json
from collections.abc import Mapping
from typing import Any

from labelproof.engine.views.visit import Visit
from labelproof.rooms.sources import queries as sources

EXCERPT = 80


def terms_of(v: Visit) -> dict[str, dict[str, Any]]:
    """The terms of each collection; empty once erased."""
    return {c.collection: json.loads(c.terms or "{}") for c in v.read.all(sources.all_collections, log_id=v.log_id)}


def in_order(content: str | None, terms: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields of an item as its collection names them; canonical JSON, in which they are kept, has them sorted.

    >>> in_order('{"answer":"4","question":"2 + 2?"}', {"fields": ["question", "answer"]})
    {'question': '2 + 2?', 'answer': '4'}
    """
    if content is None:
        return None
    found: dict[str, Any] = json.loads(content)
    named = [str(name) for name in terms.get("fields") or ()]
    return {name: found[name] for name in [*named, *found] if name in found}


def excerpt(content: Mapping[str, Any] | None) -> str:
    """The beginning of what is judged, the last field."""
    words = str(list(content.values())[-1]) if content else ""
    line = " ".join(words.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"


def named_items(v: Visit, wanted: list[str]) -> dict[str, dict[str, Any]]:
    """External id and excerpt of items, by id."""
    terms = terms_of(v)
    return {
        item: {"external_id": row.external_id, "excerpt": excerpt(in_order(row.content, terms.get(row.collection, {})))}
        for item, row in sources.named(v.read, v.log_id, wanted).items()
    }
