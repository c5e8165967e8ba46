"""Collections and items, from events."""

from collections.abc import Sequence

from labelproof.events.access import AccountOpened, MemberImported, MemberJoined
from labelproof.events.event import Gone
from labelproof.events.log import DisclosureErased, ErasureRequested, SubjectKeyDestroyed
from labelproof.events.sources import (
    CollectionAbandoned,
    CollectionOpened,
    CollectionSealed,
    ItemExcluded,
    ItemsImported,
    ItemWithdrawn,
    subjects_of,
)
from labelproof.kernel.canonical import value_json
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, put
from labelproof.rooms.sources.tables import collections, erased_subjects, items, people, tombstones

open_one = put(collections)
count_items = change(collections, by=("log_id", "collection"), sets=("state", "n_items"))
close = change(collections, by=("log_id", "collection"), sets=("state",))
empty_terms = change(collections, by=("log_id", "collection"), sets=("terms",))
keep_item = put(items)
mark_item = change(items, by=("log_id", "item"), sets=("state",))
mark_subject = change(items, by=("log_id", "subject"), sets=("state",))
empty_item = change(items, by=("log_id", "event_id", "place"), sets=("external_id", "content"))
refuse_subject = put(erased_subjects)
forget_subject = change(erased_subjects, by=("log_id", "subject"), sets=("state",))
keep_tombstone = put(tombstones)
know_person = put(people)


def opened(e: Recorded[CollectionOpened]) -> Sequence[Write]:
    terms = e.body.terms.value
    return [
        open_one(
            log_id=e.log_id,
            collection=e.event_id,
            opened_index=e.index,
            subject_rule=e.body.subject_rule,
            terms=None if isinstance(terms, Gone) else value_json(terms).decode(),
            n_items=0,
            state="open",
        )
    ]


def imported(e: Recorded[ItemsImported]) -> Sequence[Write]:
    """An item's subject: itself, the one named beside it, or the one named for all (`project`: nobody's)."""
    writes: list[Write] = []
    subjects = subjects_of(e.body)
    for n, entry in enumerate(e.body.entries):
        said = None if isinstance(entry.value, Gone) else entry.value
        item = str(e.body.items[n])
        writes.append(
            keep_item(
                log_id=e.log_id,
                item=item,
                collection=e.body.collection,
                event_id=e.event_id,
                place=n,
                subject=subjects[n],
                state="here",
                external_id=None if said is None else said["external_id"],
                content=None if said is None else value_json(said["content"]).decode(),
            )
        )
    return writes


def sealed(e: Recorded[CollectionSealed]) -> Sequence[Write]:
    return [count_items(log_id=e.log_id, collection=e.body.collection, state="sealed", n_items=e.body.n_items)]


def abandoned(e: Recorded[CollectionAbandoned]) -> Sequence[Write]:
    return [close(log_id=e.log_id, collection=e.body.collection, state="abandoned")]


def excluded(e: Recorded[ItemExcluded]) -> Sequence[Write]:
    return [mark_item(log_id=e.log_id, item=e.body.item, state="excluded")]


def withdrawn(e: Recorded[ItemWithdrawn]) -> Sequence[Write]:
    return [mark_item(log_id=e.log_id, item=e.body.item, state="withdrawn")]


def erasure_requested(e: Recorded[ErasureRequested]) -> Sequence[Write]:
    return [
        write
        for subject in e.body.subjects
        for write in (
            refuse_subject(log_id=e.log_id, subject=subject, request=e.event_id, state="requested"),
            mark_subject(log_id=e.log_id, subject=subject, state="erased"),
        )
    ]


def key_destroyed(e: Recorded[SubjectKeyDestroyed]) -> Sequence[Write]:
    return [forget_subject(log_id=e.log_id, subject=subject, state="destroyed") for subject in e.body.subjects]


def erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    writes: list[Write] = []
    for event_id, name in zip(e.body.events, e.body.names, strict=True):
        writes.append(keep_tombstone(log_id=e.log_id, event_id=event_id, name=name))
        if name[0] == "i" and name[1:].isdigit():
            writes.append(
                empty_item(log_id=e.log_id, event_id=event_id, place=int(name[1:]), external_id=None, content=None)
            )
        elif name == "terms":
            writes.append(empty_terms(log_id=e.log_id, collection=event_id, terms=None))
    return writes


def member_came(e: Recorded[MemberJoined] | Recorded[MemberImported]) -> Sequence[Write]:
    return [know_person(log_id=e.log_id, member=e.event_id)]


def account_opened(e: Recorded[AccountOpened]) -> Sequence[Write]:
    """In the instance's log a person is their account."""
    return [know_person(log_id=e.log_id, member=e.event_id)]


LISTENS = {
    MemberJoined: member_came,
    MemberImported: member_came,
    AccountOpened: account_opened,
    CollectionOpened: opened,
    ItemsImported: imported,
    CollectionSealed: sealed,
    CollectionAbandoned: abandoned,
    ItemExcluded: excluded,
    ItemWithdrawn: withdrawn,
    ErasureRequested: erasure_requested,
    SubjectKeyDestroyed: key_destroyed,
    DisclosureErased: erased,
}
