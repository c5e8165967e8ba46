"""What browsers and CLIs remember of logs, held against what is here."""

from base64 import b64encode
from collections.abc import Mapping

from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.openings import ROOT
from labelproof.engine.tile_files import published_hashes
from labelproof.engine.views.visit import BY_ORIGIN
from labelproof.log.tree import range_hash
from labelproof.ports.blob_store import BlobMissing
from labelproof.rooms.access import facts as access


def compare(engine: Engine, account: str, remembered: Mapping[str, tuple[int, str]]) -> list[str]:
    """One sentence for each log of the account's projects that stands behind, or beside, what was seen before."""
    alarms: list[str] = []
    with engine.store.reading() as read:
        for origin, (size, root) in list(remembered.items())[:100]:
            row = read.one(BY_ORIGIN, origin=origin)
            is_public = row is not None and (row.log_id == INSTANCE_LOG or origin == f"{engine.host}/{ROOT}")
            if row is None or not (is_public or access.who(read, row.log_id, account)):
                continue
            if size > row.size:
                alarms.append(f"log.rolled_back: {origin} has {row.size} events; this browser has seen {size}")
                continue
            if 0 < size <= row.signed_size and _root_at(engine, origin, size, row.signed_size) not in (root, ""):
                alarms.append(f"log.forked: {origin} has another root at {size} than this browser has seen")
    return alarms


def _root_at(engine: Engine, origin: str, size: int, signed: int) -> str:
    """The root at an earlier size, out of the published tiles, since not every note of an hour is kept.

    Empty where a tile is gone: that stops the publisher, and must not keep people from signing in.
    """
    try:
        return b64encode(range_hash(0, size, published_hashes(engine, origin, signed))).decode()
    except BlobMissing:
        return ""
