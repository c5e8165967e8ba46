"""What browsers and CLIs remember of logs, held against what is here (decisions.md section 14)."""

from collections.abc import Mapping

from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.views.project import NOTES
from labelproof.engine.views.visit import BY_ORIGIN
from labelproof.rooms.access import facts as access


def compare(engine: Engine, account: str, remembered: Mapping[str, tuple[int, str]]) -> list[str]:
    """One sentence for each log of the account's projects that stands behind, or beside, what was seen before."""
    alarms: list[str] = []
    with engine.store.reading() as read:
        for origin, (size, root) in list(remembered.items())[:100]:
            row = read.one(BY_ORIGIN, origin=origin)
            if row is None or (row.log_id != INSTANCE_LOG and access.who(read, row.log_id, account) is None):
                continue
            if size > row.size:
                alarms.append(f"log.rolled_back: {origin} has {row.size} events; this browser has seen {size}")
                continue
            ours = {note.size: bytes(note.note).split(b"\n")[2].decode() for note in read.all(NOTES, log_id=row.log_id)}
            if ours.get(size, root) != root:
                alarms.append(f"log.forked: {origin} has another root at {size} than this browser has seen")
    return alarms
