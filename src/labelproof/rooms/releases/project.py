"""Releases, from events."""

from collections.abc import Sequence

from labelproof.events.event import Gone
from labelproof.events.log import DisclosureErased, ErasureRequested
from labelproof.events.releases import ReleaseAbandoned, ReleasePublished, ReleaseRequested
from labelproof.events.review import CollectionReviewed
from labelproof.events.sources import CollectionSealed, ItemExcluded, ItemWithdrawn
from labelproof.events.workflow import WorkflowPlanned
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, put
from labelproof.rooms.releases.tables import changes, plans, releases, scopes

request = put(releases)
publish = change(
    releases,
    by=("log_id", "release"),
    sets=("state", "published_at", "published_index", "n_rows", "rows_root", "files_root"),
)
empty_note = change(releases, by=("log_id", "release"), sets=("note",))
abandon = change(releases, by=("log_id", "release"), sets=("state",))
list_scope = put(scopes)
mark_scope = change(scopes, by=("log_id", "collection"), sets=("state",))
set_plan = put(plans)
note_change = put(changes)


def requested(e: Recorded[ReleaseRequested]) -> Sequence[Write]:
    body = e.body
    return [
        request(
            log_id=e.log_id,
            release=e.event_id,
            position=e.index,
            requested_at=e.ts,
            requested_by=e.actor,
            collections=",".join(body.collections),
            questions=",".join(body.questions),
            state="requested",
            published_at=None,
            published_index=None,
            n_rows=0,
            rows_root="",
            files_root="",
            supersedes=body.supersedes,
            note=None if isinstance(body.note.value, Gone) else str(body.note.value),
        )
    ]


def published(e: Recorded[ReleasePublished]) -> Sequence[Write]:
    body = e.body
    return [
        publish(
            log_id=e.log_id,
            release=body.release,
            state="published",
            published_at=e.ts,
            published_index=e.index,
            n_rows=body.n_rows,
            rows_root=body.rows_root,
            files_root=body.files_root,
        )
    ]


def abandoned(e: Recorded[ReleaseAbandoned]) -> Sequence[Write]:
    return [abandon(log_id=e.log_id, release=e.body.release, state="abandoned")]


def sealed(e: Recorded[CollectionSealed]) -> Sequence[Write]:
    return [list_scope(log_id=e.log_id, collection=e.body.collection, sealed_index=e.index, state="sealed")]


def reviewed(e: Recorded[CollectionReviewed]) -> Sequence[Write]:
    return [mark_scope(log_id=e.log_id, collection=e.body.collection, state="reviewed")]


def planned(e: Recorded[WorkflowPlanned]) -> Sequence[Write]:
    return [set_plan(log_id=e.log_id, questions=",".join(e.body.questions))]


def erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    return [
        empty_note(log_id=e.log_id, release=event_id, note=None)
        for event_id, name in zip(e.body.events, e.body.names, strict=True)
        if name == "note"
    ]


def changed(e: Recorded[ErasureRequested] | Recorded[ItemWithdrawn] | Recorded[ItemExcluded]) -> Sequence[Write]:
    return [note_change(log_id=e.log_id, last_index=e.index)]


LISTENS = {
    ReleaseRequested: requested,
    ReleasePublished: published,
    ReleaseAbandoned: abandoned,
    CollectionSealed: sealed,
    CollectionReviewed: reviewed,
    WorkflowPlanned: planned,
    ErasureRequested: changed,
    DisclosureErased: erased,
    ItemWithdrawn: changed,
    ItemExcluded: changed,
}
