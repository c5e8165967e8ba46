"""Charter versions, from events."""

from collections.abc import Sequence

from labelproof.events.charter import CharterDrafted, CharterSigned
from labelproof.events.event import Gone
from labelproof.events.log import DisclosureErased
from labelproof.kernel.canonical import value_json
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, put
from labelproof.rooms.charter.tables import versions

keep_draft = put(versions)
sign = change(versions, by=("log_id", "event_id"), sets=("signed_at", "signed_by"))
empty = change(versions, by=("log_id", "event_id"), sets=("charter",))


def drafted(e: Recorded[CharterDrafted]) -> Sequence[Write]:
    value = e.body.charter.value
    text = None if isinstance(value, Gone) else value_json(value).decode()
    return [
        keep_draft(
            log_id=e.log_id, version=e.body.version, event_id=e.event_id, charter=text, signed_at=None, signed_by=None
        )
    ]


def signed(e: Recorded[CharterSigned]) -> Sequence[Write]:
    return [sign(log_id=e.log_id, event_id=str(e.body.charter), signed_at=e.ts, signed_by=e.actor)]


def erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    return [
        empty(log_id=e.log_id, event_id=event_id, charter=None)
        for event_id, name in zip(e.body.events, e.body.names, strict=True)
        if name == "charter"
    ]


LISTENS = {CharterDrafted: drafted, CharterSigned: signed, DisclosureErased: erased}
