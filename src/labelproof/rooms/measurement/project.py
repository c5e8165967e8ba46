"""Measures, findings and actions, from events."""

from collections.abc import Sequence

from labelproof.events.access import MemberImported, MemberJoined
from labelproof.events.event import Gone, Said
from labelproof.events.guidelines import GuidelinePublished
from labelproof.events.log import DisclosureErased
from labelproof.events.measurement import ActionDone, ActionPlanned, FindingClosed, FindingOpened, MeasureRecorded
from labelproof.events.sources import CollectionOpened
from labelproof.events.taxonomy import TaxonomyPublished
from labelproof.events.workflow import QuestionAsked
from labelproof.kernel.canonical import value_json
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, put
from labelproof.rooms.measurement.facts import IN_FORCE
from labelproof.rooms.measurement.tables import actions, findings, known, measures

know = put(known)
empty_known = change(known, by=("log_id", "event_id"), sets=("said",))
keep_measure = put(measures)
keep_finding = put(findings)
close_finding = change(
    findings,
    by=("log_id", "finding"),
    sets=("state", "closing", "closed_at", "closed_by", "outcome", "reason"),
)
keep_action = put(actions)
finish_action = change(
    actions, by=("log_id", "action"), sets=("state", "after", "finishing", "done_at", "done_by", "words")
)
EMPTY = {
    "figure": (change(measures, by=("log_id", "measure_id"), sets=("figure",)), "measure_id", "figure"),
    "finding": (change(findings, by=("log_id", "finding"), sets=("said",)), "finding", "said"),
    "outcome": (change(findings, by=("log_id", "closing"), sets=("outcome",)), "closing", "outcome"),
    "reason": (change(findings, by=("log_id", "closing"), sets=("reason",)), "closing", "reason"),
    "plan": (change(actions, by=("log_id", "action"), sets=("what",)), "action", "what"),
    "words": (change(actions, by=("log_id", "finishing"), sets=("words",)), "finishing", "words"),
}
"""By the name of a field that is erased: what empties it, the column that names its event, and its column."""


def _text(said: Said) -> str | None:
    return None if isinstance(said.value, Gone) else str(said.value)


def _json(said: Said) -> str | None:
    return None if isinstance(said.value, Gone) else value_json(said.value).decode()


def question_asked(e: Recorded[QuestionAsked]) -> Sequence[Write]:
    return [know(log_id=e.log_id, kind="question", id=e.event_id, event_id=e.event_id, said=None)]


def collection_opened(e: Recorded[CollectionOpened]) -> Sequence[Write]:
    return [know(log_id=e.log_id, kind="collection", id=e.event_id, event_id=e.event_id, said=None)]


def joined(e: Recorded[MemberJoined]) -> Sequence[Write]:
    return [know(log_id=e.log_id, kind="member", id=e.event_id, event_id=e.event_id, said=None)]


def imported(e: Recorded[MemberImported]) -> Sequence[Write]:
    return [know(log_id=e.log_id, kind="person", id=e.event_id, event_id=e.event_id, said=None)]


def guideline_published(e: Recorded[GuidelinePublished]) -> Sequence[Write]:
    html = e.body.html.value
    clauses = None if isinstance(html, Gone) else value_json([clause["id"] for clause in html]).decode()
    return [know(log_id=e.log_id, kind="guideline", id=IN_FORCE, event_id=e.event_id, said=clauses)]


def taxonomy_published(e: Recorded[TaxonomyPublished]) -> Sequence[Write]:
    labels = e.body.labels.value
    codes = None if isinstance(labels, Gone) else value_json([label["code"] for label in labels]).decode()
    return [know(log_id=e.log_id, kind="taxonomy", id=IN_FORCE, event_id=e.event_id, said=codes)]


def recorded(e: Recorded[MeasureRecorded]) -> Sequence[Write]:
    body = e.body
    return [
        keep_measure(
            log_id=e.log_id,
            measure_id=e.event_id,
            idx=e.index,
            at=e.ts,
            question=body.question,
            annotator=body.annotator,
            measure=body.measure,
            inputs=body.inputs,
            position=body.position,
            figure=_json(body.figure),
        )
    ]


def opened(e: Recorded[FindingOpened]) -> Sequence[Write]:
    body = e.body
    return [
        keep_finding(
            log_id=e.log_id,
            finding=e.event_id,
            opened_at=e.ts,
            opened_by=e.actor,
            question=body.question,
            collection=body.collection,
            measure=body.measure,
            state="open",
            closing="",
            closed_at=None,
            closed_by="",
            said=_json(body.finding),
            outcome=None,
            reason=None,
        )
    ]


def closed(e: Recorded[FindingClosed]) -> Sequence[Write]:
    return [
        close_finding(
            log_id=e.log_id,
            finding=e.body.finding,
            state="closed",
            closing=e.event_id,
            closed_at=e.ts,
            closed_by=e.actor,
            outcome=_text(e.body.outcome),
            reason=_text(e.body.reason),
        )
    ]


def planned(e: Recorded[ActionPlanned]) -> Sequence[Write]:
    body = e.body
    return [
        keep_action(
            log_id=e.log_id,
            action=e.event_id,
            finding=body.finding,
            planned_index=e.index,
            planned_at=e.ts,
            planned_by=e.actor,
            owner=body.owner,
            due=body.due,
            before=body.before,
            state="planned",
            after="",
            finishing="",
            done_at=None,
            done_by="",
            what=_text(body.plan),
            words=None,
        )
    ]


def done(e: Recorded[ActionDone]) -> Sequence[Write]:
    return [
        finish_action(
            log_id=e.log_id,
            action=e.body.action,
            state="done",
            after=e.body.after,
            finishing=e.event_id,
            done_at=e.ts,
            done_by=e.actor,
            words=_text(e.body.words),
        )
    ]


def erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    writes: list[Write] = []
    for event_id, name in zip(e.body.events, e.body.names, strict=True):
        if name in ("html", "labels"):
            writes.append(empty_known(log_id=e.log_id, event_id=event_id, said=None))
        elif name in EMPTY:
            empty, by, column = EMPTY[name]
            writes.append(empty(log_id=e.log_id, **{by: event_id, column: None}))
    return writes


LISTENS = {
    QuestionAsked: question_asked,
    CollectionOpened: collection_opened,
    MemberJoined: joined,
    MemberImported: imported,
    GuidelinePublished: guideline_published,
    TaxonomyPublished: taxonomy_published,
    MeasureRecorded: recorded,
    FindingOpened: opened,
    FindingClosed: closed,
    ActionPlanned: planned,
    ActionDone: done,
    DisclosureErased: erased,
}
