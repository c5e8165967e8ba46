"""Terms before items; chunks of a hundred; a whole import or none."""

import re
from typing import Any

from labelproof.events.event import PROJECT, Said
from labelproof.events.log import ErasureRequested
from labelproof.events.sources import (
    CollectionAbandoned,
    CollectionOpened,
    CollectionSealed,
    ItemExcluded,
    ItemsImported,
    ItemWithdrawn,
)
from labelproof.kernel.ids import Own
from labelproof.kernel.refused import Problem, Refused
from labelproof.ports.room import Asked, Decision, Handler, no_facts
from labelproof.rooms.sources import commands, facts

SUBJECT = re.compile(r"[0-9A-Za-z_-]{1,64}\Z")
RULES = ("each", "column", "nobody")
REQUIRED_TERMS = ("name", "source", "licence", "consent", "purpose", "jurisdiction")
MOST_ITEMS = 1000
LONGEST_TEXT = 200_000
LONGEST_ID = 512


def open_collection(found: None, command: commands.OpenCollection, asked: Asked) -> Decision:
    """Every required term is stated."""
    if command.subject_rule not in RULES:
        raise Refused(
            "sources.subject_rule", f"{command.subject_rule!r} is not a rule", f"choose from {', '.join(RULES)}"
        )
    problems = tuple(
        Problem(f"terms.{name}", "is missing or longer than 2000 characters")
        for name in REQUIRED_TERMS
        if not isinstance(command.terms.get(name), str) or not 1 <= len(command.terms[name].strip()) <= 2000
    )
    if problems:
        raise Refused(
            "sources.terms",
            f"{len(problems)} terms are not stated",
            "state each term in words; 'none' and 'unknown' are words",
            problems,
        )
    return [CollectionOpened(subject_rule=command.subject_rule, terms=Said(command.terms))]


def _open(found: Any, collection: str) -> None:
    if found is None:
        raise Refused("sources.no_collection", f"there is no collection {collection}", "open one first")
    if found.state != "open":
        raise Refused("sources.collection_closed", f"the collection is {found.state}", "open a new collection")


def _item_problems(found: facts.ImportFacts, command: commands.ImportItems) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[str] = set()
    for n, item in enumerate(command.items):
        at = f"items[{n}]"
        if not item.content or any(not name or len(name) > 64 for name in item.content):
            problems.append(Problem(f"{at}.content", "has no field, or a field without a name of 1 to 64 characters"))
        for name, text in item.content.items():
            if len(text) > LONGEST_TEXT or "\x00" in text:
                problems.append(Problem(f"{at}.content.{name[:64]}", f"has {len(text)} characters or a NUL"))
        if not any(text.strip() for text in item.content.values()):
            problems.append(Problem(f"{at}.content", "is empty"))
        if item.external_id is not None:
            if not 1 <= len(item.external_id) <= LONGEST_ID:
                problems.append(Problem(f"{at}.external_id", f"has {len(item.external_id)} characters"))
            elif item.external_id in found.taken or item.external_id in seen:
                problems.append(Problem(f"{at}.external_id", f"{item.external_id[:64]!r} is in this project already"))
            seen.add(item.external_id)
        if (item.subject is not None) != (found.collection.subject_rule == "column"):
            problems.append(
                Problem(f"{at}.subject", f"does not fit the collection's rule {found.collection.subject_rule!r}")
            )
        elif item.subject is not None and (not SUBJECT.match(item.subject) or item.subject == PROJECT):
            problems.append(
                Problem(f"{at}.subject", f"{item.subject[:64]!r} is no subject of letters, digits, _ and -")
            )
        elif item.subject in found.erased:
            problems.append(Problem(f"{at}.subject", "was erased"))
    return problems


def import_items(found: facts.ImportFacts, command: commands.ImportItems, asked: Asked) -> Decision:
    """All of them or none; one event for each hundred."""
    _open(found.collection, command.collection)
    if not 1 <= len(command.items) <= MOST_ITEMS:
        raise Refused(
            "sources.too_many", f"{len(command.items)} items in one command", f"send 1 to {MOST_ITEMS} at a time"
        )
    problems = _item_problems(found, command)
    if problems:
        raise Refused(
            "sources.items",
            f"{len(problems)} things are wrong with the items",
            "mend them, or leave those items out",
            tuple(problems[:100]),
        )
    rule = found.collection.subject_rule
    events: list[ItemsImported] = []
    for start in range(0, len(command.items), facts.CHUNK):
        chunk = command.items[start : start + facts.CHUNK]
        ids = tuple(Own(len(events), n) for n in range(len(chunk)))
        subjects: list[Any] = (
            [i.subject for i in chunk] if rule == "column" else [PROJECT if rule == "nobody" else own for own in ids]
        )
        entries = tuple(
            Said({"external_id": i.external_id, "content": i.content}, subject)
            for i, subject in zip(chunk, subjects, strict=True)
        )
        named = tuple(subjects) if rule == "column" else (PROJECT,) if rule == "nobody" else ()
        events.append(ItemsImported(command.collection, ids, named, entries))
    return events


def seal_collection(found: tuple[Any, int], command: commands.SealCollection, asked: Asked) -> Decision:
    """Open, and not empty."""
    _open(found[0], command.collection)
    if found[1] == 0:
        raise Refused("sources.empty", "the collection has no item", "import items, or abandon it")
    return [CollectionSealed(collection=command.collection, n_items=found[1])]


def abandon_collection(found: Any, command: commands.AbandonCollection, asked: Asked) -> Decision:
    """Only while open."""
    _open(found, command.collection)
    return [CollectionAbandoned(collection=command.collection)]


def _here(found: Any, item: str) -> None:
    if found is None:
        raise Refused("sources.no_item", f"there is no item {item}", "check the id")
    if found.state != "here":
        raise Refused("sources.item_gone", f"the item is {found.state}", "nothing is left to do")


def exclude_item(found: Any, command: commands.ExcludeItem, asked: Asked) -> Decision:
    """With a reason."""
    _here(found, command.item)
    if not 1 <= len(command.reason.strip()) <= 2000:
        raise Refused("sources.reason", f"the reason has {len(command.reason.strip())} characters", "use 1 to 2000")
    return [ItemExcluded(item=command.item, reason=Said(command.reason.strip(), found.subject, asked.member))]


def withdraw_item(found: Any, command: commands.WithdrawItem, asked: Asked) -> Decision:
    """Whatever state its work is in."""
    _here(found, command.item)
    return [ItemWithdrawn(item=command.item)]


def request_erasure(found: facts.ErasureFacts, command: commands.RequestErasure, asked: Asked) -> Decision:
    """Subjects that are here and not erased yet; never the project itself."""
    if not 1 <= len(command.subjects) <= facts.MOST_SUBJECTS or PROJECT in command.subjects:
        raise Refused(
            "erasure.subjects",
            f"{len(command.subjects)} subjects, or the project itself",
            f"name 1 to {facts.MOST_SUBJECTS} items or members; what is nobody's can be excluded",
        )
    again = sorted(set(command.subjects) & found.erased)
    if again:
        raise Refused("erasure.again", f"{again[0][:64]} was erased already", "nothing is left to erase")
    if found.unknown:
        raise Refused(
            "erasure.no_subject", f"nothing here belongs to {found.unknown[0][:64]!r}", "name an item's id or a member"
        )
    return [ErasureRequested(subjects=tuple(command.subjects), why=Said(command.why))]


HANDLERS = {
    commands.OpenCollection: Handler(no_facts, open_collection),
    commands.ImportItems: Handler(facts.for_import, import_items),
    commands.SealCollection: Handler(facts.for_seal, seal_collection),
    commands.AbandonCollection: Handler(facts.for_collection, abandon_collection),
    commands.ExcludeItem: Handler(facts.for_item, exclude_item),
    commands.WithdrawItem: Handler(facts.for_item, withdraw_item),
    commands.RequestErasure: Handler(facts.for_erasure, request_erasure),
}
