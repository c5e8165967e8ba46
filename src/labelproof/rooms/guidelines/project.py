"""Guideline versions, from events."""

from collections.abc import Sequence

from labelproof.events.event import Gone
from labelproof.events.guidelines import GuidelinePublished, GuidelineReported
from labelproof.events.log import DisclosureErased
from labelproof.kernel.canonical import value_json
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, put
from labelproof.rooms.guidelines.tables import reports, versions

keep_version = put(versions)
keep_report = put(reports)
empty = {
    "markdown": change(versions, by=("log_id", "event_id"), sets=("markdown",)),
    "html": change(versions, by=("log_id", "event_id"), sets=("html",)),
    "words": change(reports, by=("log_id", "event_id"), sets=("words",)),
}


def published(e: Recorded[GuidelinePublished]) -> Sequence[Write]:
    markdown, html = e.body.markdown.value, e.body.html.value
    return [
        keep_version(
            log_id=e.log_id,
            version=e.body.version,
            event_id=e.event_id,
            digest=e.body.digest,
            markdown=None if isinstance(markdown, Gone) else markdown,
            html=None if isinstance(html, Gone) else value_json(html).decode(),
            published_at=e.ts,
            published_by=e.actor,
        )
    ]


def reported(e: Recorded[GuidelineReported]) -> Sequence[Write]:
    words = e.body.words.value
    return [
        keep_report(
            log_id=e.log_id,
            event_id=e.event_id,
            idx=e.index,
            guideline=e.body.guideline,
            at=e.ts,
            words=None if isinstance(words, Gone) else words,
        )
    ]


def erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    return [
        empty[name](log_id=e.log_id, event_id=event_id, **{name: None})
        for event_id, name in zip(e.body.events, e.body.names, strict=True)
        if name in empty
    ]


LISTENS = {GuidelinePublished: published, GuidelineReported: reported, DisclosureErased: erased}
