"""A project's log as it is published."""

from labelproof.cli.reach import Reach
from labelproof.cli.waiting import patiently
from labelproof.kernel.refused import Refused


def checkpoint_covering(reach: Reach, origin: str, size: int) -> bytes:
    """The newest signed checkpoint once it covers this many leaves."""

    def published() -> bytes | None:
        try:
            note = reach.server.fetch(f"/log/{origin}/checkpoint")
        except Refused as refused:
            if refused.code != "log.no_file":
                raise
            return None
        return note if size_of(note) >= size else None

    return patiently(reach, published)


def size_of(note: bytes) -> int:
    """How many leaves a checkpoint covers."""
    return int(note.split(b"\n")[1])
