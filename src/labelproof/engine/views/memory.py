"""What browsers and CLIs remember of logs, held against what is here (decisions.md section 14)."""

from base64 import b64encode
from collections.abc import Mapping

from labelproof.engine.engine import Engine
from labelproof.engine.tile_files import published_hashes
from labelproof.engine.views.visit import BY_ORIGIN
from labelproof.log.tree import range_hash
from labelproof.ports.blob_store import BlobMissing


def compare(engine: Engine, remembered: Mapping[str, tuple[int, str]]) -> list[str]:
    """One sentence for each log that stands behind, or beside, what was seen before."""
    alarms: list[str] = []
    with engine.store.reading() as read:
        for origin, (size, root) in list(remembered.items())[:100]:
            row = read.one(BY_ORIGIN, origin=origin)
            if row is None:
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
