"""Votes and disputes, from events."""

from collections.abc import Sequence

from labelproof.events.annotation import Submitted, SubmittedLate, VotesImported
from labelproof.events.event import Gone
from labelproof.events.guidelines import GuidelinePublished
from labelproof.events.log import DisclosureErased, ErasureRequested
from labelproof.events.review import CollectionReviewed, DisputeOpened, DisputeWithdrawn, Settled
from labelproof.events.sources import CollectionSealed, ItemExcluded, ItemsImported, ItemWithdrawn, subjects_of
from labelproof.events.taxonomy import TaxonomyPublished
from labelproof.events.workflow import QuestionAsked, WorkflowPlanned
from labelproof.kernel.canonical import value_json
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, put
from labelproof.rooms.review.tables import collections, disputes, items, settings, votes

set_rule = put(settings)
know_item = put(items)
keep_vote = put(votes)
supersede = change(votes, by=("log_id", "event_id"), sets=("state",))
empty_vote = change(votes, by=("log_id", "event_id", "place"), sets=("state", "value"))
open_dispute = put(disputes)
close_dispute = change(disputes, by=("log_id", "dispute"), sets=("state", "settled_by"))
close_item = change(disputes, by=("log_id", "item"), sets=("state",), where=lambda t: t.c.state == "open")
list_collection = put(collections)


def _json(value: object) -> str | None:
    return None if isinstance(value, Gone) else value_json(value).decode()


def guideline_published(e: Recorded[GuidelinePublished]) -> Sequence[Write]:
    html = e.body.html.value
    ids = None if isinstance(html, Gone) else _json([clause["id"] for clause in html])
    return [set_rule(log_id=e.log_id, name="guideline", event_id=e.event_id, number=e.body.version, fact="", said=ids)]


def taxonomy_published(e: Recorded[TaxonomyPublished]) -> Sequence[Write]:
    labels = e.body.labels.value
    said = (
        None
        if isinstance(labels, Gone)
        else _json([{"value": label["code"], "label": label["name"]} for label in labels])
    )
    return [set_rule(log_id=e.log_id, name="taxonomy", event_id=e.event_id, number=e.body.version, fact="", said=said)]


def question_asked(e: Recorded[QuestionAsked]) -> Sequence[Write]:
    said = e.body.question.value
    config = None if isinstance(said, Gone) else _json(said["config"])
    return [
        set_rule(
            log_id=e.log_id, name=f"question:{e.event_id}", event_id=e.event_id, number=0, fact=e.body.type, said=config
        )
    ]


def workflow_planned(e: Recorded[WorkflowPlanned]) -> Sequence[Write]:
    return [set_rule(log_id=e.log_id, name="plan", event_id=e.event_id, number=e.body.overlap, fact="", said=None)]


def items_imported(e: Recorded[ItemsImported]) -> Sequence[Write]:
    body = e.body
    subjects = subjects_of(body)
    return [
        know_item(log_id=e.log_id, item=str(item), subject=subjects[n], collection=body.collection)
        for n, item in enumerate(body.items)
    ]


def collection_sealed(e: Recorded[CollectionSealed]) -> Sequence[Write]:
    return [list_collection(log_id=e.log_id, collection=e.body.collection, state="sealed")]


def collection_reviewed(e: Recorded[CollectionReviewed]) -> Sequence[Write]:
    return [list_collection(log_id=e.log_id, collection=e.body.collection, state="reviewed")]


def _kept(e: Recorded[Submitted] | Recorded[SubmittedLate], state: str) -> list[Write]:
    body = e.body
    return [
        keep_vote(
            log_id=e.log_id,
            item=body.item,
            question=body.questions[n],
            event_id=e.event_id,
            place=n,
            member=e.actor,
            guideline=body.guideline,
            state="erased" if isinstance(said.value, Gone) else state,
            value=_json(said.value),
        )
        for n, said in enumerate(body.answers)
    ]


def submitted(e: Recorded[Submitted]) -> Sequence[Write]:
    kept = _kept(e, "counted")
    if e.body.supersedes:
        return [supersede(log_id=e.log_id, event_id=e.body.supersedes, state="superseded"), *kept]
    return kept


def submitted_late(e: Recorded[SubmittedLate]) -> Sequence[Write]:
    """Counts for nothing, but whoever answered an item is no judge of it."""
    return _kept(e, "late")


def votes_imported(e: Recorded[VotesImported]) -> Sequence[Write]:
    body = e.body
    return [
        keep_vote(
            log_id=e.log_id,
            item=body.items[n],
            question=body.questions[n],
            event_id=e.event_id,
            place=n,
            member=body.annotators[n],
            guideline="",
            state="erased" if isinstance(said.value, Gone) else "counted",
            value=None if isinstance(said.value, Gone) else _json(said.value["value"]),
        )
        for n, said in enumerate(body.answers)
    ]


def dispute_opened(e: Recorded[DisputeOpened]) -> Sequence[Write]:
    body = e.body
    return [
        open_dispute(
            log_id=e.log_id,
            dispute=e.event_id,
            item=body.item,
            question=body.question,
            opened_at=e.ts,
            n_votes=len(body.votes),
            state="open",
            settled_by="",
        )
    ]


def dispute_withdrawn(e: Recorded[DisputeWithdrawn]) -> Sequence[Write]:
    return [close_dispute(log_id=e.log_id, dispute=e.body.dispute, state="withdrawn", settled_by="")]


def settled(e: Recorded[Settled]) -> Sequence[Write]:
    return [close_dispute(log_id=e.log_id, dispute=e.body.dispute, state="settled", settled_by=e.event_id)]


def item_closed(e: Recorded[ItemExcluded] | Recorded[ItemWithdrawn]) -> Sequence[Write]:
    return [close_item(log_id=e.log_id, item=e.body.item, state="closed")]


def erasure_requested(e: Recorded[ErasureRequested]) -> Sequence[Write]:
    """A subject that is an item's own."""
    return [close_item(log_id=e.log_id, item=subject, state="closed") for subject in e.body.subjects]


def erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    return [
        empty_vote(log_id=e.log_id, event_id=event_id, place=int(name[1:]), state="erased", value=None)
        for event_id, name in zip(e.body.events, e.body.names, strict=True)
        if name[0] == "a" and name[1:].isdigit()
    ]


LISTENS = {
    GuidelinePublished: guideline_published,
    TaxonomyPublished: taxonomy_published,
    QuestionAsked: question_asked,
    WorkflowPlanned: workflow_planned,
    ItemsImported: items_imported,
    CollectionSealed: collection_sealed,
    CollectionReviewed: collection_reviewed,
    Submitted: submitted,
    SubmittedLate: submitted_late,
    VotesImported: votes_imported,
    DisputeOpened: dispute_opened,
    DisputeWithdrawn: dispute_withdrawn,
    Settled: settled,
    ItemExcluded: item_closed,
    ItemWithdrawn: item_closed,
    ErasureRequested: erasure_requested,
    DisclosureErased: erased,
}
