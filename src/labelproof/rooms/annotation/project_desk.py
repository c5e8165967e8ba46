"""What annotation keeps of other rooms' events: what is in force, which collections and tasks there are."""

from collections.abc import Sequence
from typing import Any

from labelproof.events.charter import CharterSigned
from labelproof.events.event import Gone
from labelproof.events.guidelines import GuidelinePublished
from labelproof.events.log import ErasureRequested
from labelproof.events.releases import ReleaseRequested
from labelproof.events.sources import (
    CollectionOpened,
    CollectionSealed,
    ItemExcluded,
    ItemsImported,
    ItemWithdrawn,
    subjects_of,
)
from labelproof.events.taxonomy import TaxonomyPublished
from labelproof.events.workflow import QuestionAsked, WorkflowPlanned
from labelproof.kernel.canonical import value_json
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, drop, put
from labelproof.rooms.annotation.tables import PLACES, collections, cursors, releases, settings, tasks

set_desk = put(settings)
start_over = drop(cursors, by=("log_id",))
open_collection = put(collections)
open_queue = change(collections, by=("log_id", "collection"), sets=("sealed_index",))
freeze = change(collections, by=("log_id", "collection"), sets=("frozen_before",))
know_release = put(releases)
queue_task = put(tasks)
close_task = change(tasks, by=("log_id", "item"), sets=("state",))
close_subject = change(tasks, by=("log_id", "subject"), sets=("state",))


def _setting(e: Recorded[Any], name: str, number: int = 0, fact: str = "", said: str | None = None) -> list[Write]:
    return [set_desk(log_id=e.log_id, name=name, event_id=e.event_id, number=number, fact=fact, said=said)]


def charter_signed(e: Recorded[CharterSigned]) -> Sequence[Write]:
    return _setting(e, "charter")


def guideline_published(e: Recorded[GuidelinePublished]) -> Sequence[Write]:
    return _setting(e, "guideline", e.body.version)


def taxonomy_published(e: Recorded[TaxonomyPublished]) -> Sequence[Write]:
    labels = e.body.labels.value
    if isinstance(labels, Gone):
        return _setting(e, "taxonomy", e.body.version)
    options = [{"value": label["code"], "label": label["name"]} for label in labels]
    return _setting(e, "taxonomy", e.body.version, said=value_json(options).decode())


def question_asked(e: Recorded[QuestionAsked]) -> Sequence[Write]:
    said = e.body.question.value
    config = None if isinstance(said, Gone) else value_json(said["config"]).decode()
    return _setting(e, f"question:{e.event_id}", fact=e.body.type, said=config)


def workflow_planned(e: Recorded[WorkflowPlanned]) -> Sequence[Write]:
    """A new overlap may open places behind everybody's cursor."""
    return [start_over(log_id=e.log_id), *_setting(e, "plan", e.body.overlap, ",".join(e.body.questions))]


def collection_opened(e: Recorded[CollectionOpened]) -> Sequence[Write]:
    return [open_collection(log_id=e.log_id, collection=e.event_id, sealed_index=0, frozen_before=0)]


def items_imported(e: Recorded[ItemsImported]) -> Sequence[Write]:
    body = e.body
    subjects = subjects_of(body)
    return [
        queue_task(
            log_id=e.log_id,
            item=str(item),
            collection=body.collection,
            position=e.index * PLACES + n,
            born=e.index * PLACES + n,
            subject=subjects[n],
            n_leased=0,
            n_done=0,
            state="open",
        )
        for n, item in enumerate(body.items)
    ]


def collection_sealed(e: Recorded[CollectionSealed]) -> Sequence[Write]:
    return [open_queue(log_id=e.log_id, collection=e.body.collection, sealed_index=e.index)]


def release_requested(e: Recorded[ReleaseRequested]) -> Sequence[Write]:
    frozen = [freeze(log_id=e.log_id, collection=c, frozen_before=e.index) for c in e.body.collections]
    return [*frozen, know_release(log_id=e.log_id, release=e.event_id, position=e.index * PLACES)]


def item_closed(e: Recorded[ItemExcluded] | Recorded[ItemWithdrawn]) -> Sequence[Write]:
    return [close_task(log_id=e.log_id, item=e.body.item, state="closed")]


def erasure_requested(e: Recorded[ErasureRequested]) -> Sequence[Write]:
    return [close_subject(log_id=e.log_id, subject=subject, state="closed") for subject in e.body.subjects]


LISTENS = {
    CharterSigned: charter_signed,
    GuidelinePublished: guideline_published,
    TaxonomyPublished: taxonomy_published,
    QuestionAsked: question_asked,
    WorkflowPlanned: workflow_planned,
    CollectionOpened: collection_opened,
    ItemsImported: items_imported,
    CollectionSealed: collection_sealed,
    ReleaseRequested: release_requested,
    ItemExcluded: item_closed,
    ItemWithdrawn: item_closed,
    ErasureRequested: erasure_requested,
}
