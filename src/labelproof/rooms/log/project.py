"""Tables of the logs' keys and of the root log's witnesses, from events."""

from collections.abc import Sequence
from typing import Any

from labelproof.events.event import Gone
from labelproof.events.log import (
    DisclosureErased,
    LogKeyAdded,
    LogKeyRetired,
    LogOpened,
    RootPolicySet,
    TimestampsSet,
    WitnessAdded,
    WitnessRemoved,
)
from labelproof.ports.recorded import Recorded
from labelproof.ports.write import Write, change, drop, put
from labelproof.rooms.log.tables import keys, policies, timestamps, witnesses

add_key = put(keys)
end_key = change(keys, by=("log_id", "vkey"), sets=("last_size", "retired_index"))
pin_witness = put(witnesses)
unpin_witness = drop(witnesses, by=("witness",))
empty_witness = change(witnesses, by=("event_id",), sets=("vkey", "url"))
set_policy = put(policies)
set_authority = put(timestamps)
empty_authority = change(timestamps, by=("event_id",), sets=("url",))


def _part(value: Any, name: str) -> Any:
    return None if isinstance(value, Gone) else value.get(name)


def key_added(e: Recorded[LogOpened | LogKeyAdded]) -> Sequence[Write]:
    return [add_key(log_id=e.log_id, vkey=e.body.vkey, added_index=e.index, last_size=None, retired_index=None)]


def key_retired(e: Recorded[LogKeyRetired]) -> Sequence[Write]:
    return [end_key(log_id=e.log_id, vkey=e.body.vkey, last_size=e.body.size, retired_index=e.index)]


def witness_added(e: Recorded[WitnessAdded]) -> Sequence[Write]:
    at = e.body.at.value
    return [
        pin_witness(
            witness=e.body.witness, event_id=e.event_id, vkey=_part(at, "vkey"), url=_part(at, "url"), added_at=e.ts
        )
    ]


def witness_removed(e: Recorded[WitnessRemoved]) -> Sequence[Write]:
    return [unpin_witness(witness=e.body.witness)]


def policy_set(e: Recorded[RootPolicySet]) -> Sequence[Write]:
    return [set_policy(log_id=e.log_id, quorum=e.body.quorum, mode=e.body.mode, every_s=e.body.every_s)]


def timestamps_set(e: Recorded[TimestampsSet]) -> Sequence[Write]:
    said = None if e.body.authority is None else e.body.authority.value
    url = None if isinstance(said, Gone) else said
    return [set_authority(log_id=e.log_id, event_id=e.event_id, every_h=e.body.every_h, url=url)]


def disclosure_erased(e: Recorded[DisclosureErased]) -> Sequence[Write]:
    """What is erased with the key of the instance log itself: an address is nobody's, and goes like the rest."""
    writes: list[Write] = []
    for event_id, name in zip(e.body.events, e.body.names, strict=True):
        if name == "at":
            writes.append(empty_witness(event_id=event_id, vkey=None, url=None))
        elif name == "authority":
            writes.append(empty_authority(event_id=event_id, url=None))
    return writes


LISTENS = {
    LogOpened: key_added,
    LogKeyAdded: key_added,
    LogKeyRetired: key_retired,
    WitnessAdded: witness_added,
    WitnessRemoved: witness_removed,
    RootPolicySet: policy_set,
    TimestampsSet: timestamps_set,
    DisclosureErased: disclosure_erased,
}
