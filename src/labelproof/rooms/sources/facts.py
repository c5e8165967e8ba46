"""What decisions about sources need to know."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.ports.room import Asked
from labelproof.ports.store import Reading
from labelproof.rooms.sources import commands
from labelproof.rooms.sources.tables import collections, erased_subjects, items, people

LOG = param("log_id")
CHUNK = 100
COLLECTION = Query(
    sa.select(collections).where(collections.c.log_id == LOG, collections.c.collection == param("collection"))
)
COUNT = Query(
    sa.select(sa.func.count().label("n")).where(items.c.log_id == LOG, items.c.collection == param("collection"))
)
TAKEN = Query(  # an abandoned collection's ids may come in again
    sa.select(items.c.external_id)
    .select_from(
        items.join(
            collections, (collections.c.log_id == items.c.log_id) & (collections.c.collection == items.c.collection)
        )
    )
    .where(
        items.c.log_id == LOG,
        items.c.external_id.in_([param(f"e{n}") for n in range(CHUNK)]),
        collections.c.state != "abandoned",
    )
)
ITEM = Query(sa.select(items).where(items.c.log_id == LOG, items.c.item == param("item")))
MOST_SUBJECTS = 100
PERSON = Query(sa.select(people.c.member).where(people.c.log_id == LOG, people.c.member == param("member")))
OF_SUBJECT = Query(sa.select(items.c.item).where(items.c.log_id == LOG, items.c.subject == param("subject")).limit(1))
ERASED = Query(sa.select(erased_subjects.c.subject).where(erased_subjects.c.log_id == LOG))


class ImportFacts(NamedTuple):
    """The collection, which external ids exist already, and which subjects were erased."""

    collection: Any
    taken: frozenset[str]
    erased: frozenset[str]


def for_collection(read: Reading, command: Any, asked: Asked) -> Any:
    """The collection spoken about."""
    return read.one(COLLECTION, log_id=asked.log_id, collection=command.collection)


def for_import(read: Reading, command: commands.ImportItems, asked: Asked) -> ImportFacts:
    """Asks for external ids a hundred at a time."""
    ids = [i.external_id for i in command.items if i.external_id is not None]
    taken: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        named = {f"e{n}": part[n] if n < len(part) else None for n in range(CHUNK)}
        taken.update(r.external_id for r in read.all(TAKEN, log_id=asked.log_id, **named))
    erased = frozenset(r.subject for r in read.all(ERASED, log_id=asked.log_id))
    return ImportFacts(for_collection(read, command, asked), frozenset(taken), erased)


def for_seal(read: Reading, command: commands.SealCollection, asked: Asked) -> tuple[Any, int]:
    """The collection and how many items it holds."""
    found = for_collection(read, command, asked)
    return found, read.one(COUNT, log_id=asked.log_id, collection=command.collection).n


def for_item(read: Reading, command: Any, asked: Asked) -> Any:
    """The item spoken about."""
    return read.one(ITEM, log_id=asked.log_id, item=command.item)


class ErasureFacts(NamedTuple):
    """Subjects whose erasure was requested already, and those of the command that nothing here belongs to."""

    erased: frozenset[str]
    unknown: tuple[str, ...]


def for_erasure(read: Reading, command: commands.RequestErasure, asked: Asked) -> ErasureFacts:
    """Each subject is somebody who took part, or somebody items came in for."""
    gone = frozenset(r.subject for r in read.all(ERASED, log_id=asked.log_id))
    unknown = tuple(
        subject
        for subject in command.subjects[:MOST_SUBJECTS]
        if read.one(PERSON, log_id=asked.log_id, member=subject) is None
        and read.one(OF_SUBJECT, log_id=asked.log_id, subject=subject) is None
    )
    return ErasureFacts(gone, unknown)
