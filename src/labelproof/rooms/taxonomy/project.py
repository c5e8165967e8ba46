"""Versions of the catalogue, from events."""

from collections.abc import Sequence

from labelproof.events.event import Gone
from labelproof.events.log import DisclosureErased
from labelproof.events.taxonomy import TaxonomyPublished
from labelproof.kernel.canonical import value_json
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, put
from labelproof.rooms.taxonomy.tables import versions

keep_version = put(versions)
empty = change(versions, by=("log_id", "event_id"), sets=("labels",))


def published(e: Recorded[TaxonomyPublished]) -> Sequence[Write]:
    labels = e.body.labels.value
    return [
        keep_version(
            log_id=e.log_id,
            version=e.body.version,
            event_id=e.event_id,
            digest=e.body.digest,
            labels=None if isinstance(labels, Gone) else value_json(labels).decode(),
            published_at=e.ts,
            published_by=e.actor,
        )
    ]


def erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    return [
        empty(log_id=e.log_id, event_id=event_id, labels=None)
        for event_id, name in zip(e.body.events, e.body.names, strict=True)
        if name == "labels"
    ]


LISTENS = {TaxonomyPublished: published, DisclosureErased: erased}
