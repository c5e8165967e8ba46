"""Seeing is an act: values of others are served only after `values.shown` is committed."""

import hashlib
from collections.abc import Sequence

from labelproof.engine.engine import Caller, Engine
from labelproof.rooms.access import facts as access
from labelproof.rooms.annotation import queries as annotation
from labelproof.rooms.annotation.commands import ShowValues


def show_items(engine: Engine, log_id: int, caller: Caller, items: Sequence[str]) -> None:
    """Record that the caller sees these items' values, unless that is recorded already."""
    with engine.store.reading() as read:
        who = access.who(read, log_id, caller.account)
        member = "" if who is None else who.member
        unseen = [
            i
            for i in items
            if (row := read.one(annotation.hand_of, log_id=log_id, item=i, member=member)) is None
            or row.state != "seen"
        ]
    for start in range(0, len(unseen), 256):
        part = unseen[start : start + 256]
        key = f"seen:{hashlib.sha256(' '.join(part).encode()).hexdigest()}:{engine.entropy.bytes(8).hex()}"
        engine.handle(log_id, ShowValues(items=list(part)), caller, key)


def show_release(engine: Engine, log_id: int, caller: Caller, release: str) -> None:
    """Record that the caller sees a whole release's values; once is enough."""
    engine.handle(log_id, ShowValues(release=release), caller, f"seen:{release}")
