"""A project's log as it is published: its checkpoint, and leaves out of its entry bundles."""

from collections.abc import Iterator, Sequence

from labelproof.cli.reach import Reach
from labelproof.cli.waiting import patiently
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import Leaf, parse_leaf
from labelproof.log.tiles import WIDTH, format_tile_path, parse_bundle


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


def published_leaves(reach: Reach, indexes: Sequence[int]) -> Iterator[Leaf]:
    """The leaves at these places, in the order asked for."""
    if not indexes:
        return
    origin = reach.ask("/log")["origin"]
    at, bundle = -1, list[bytes]()
    for index in indexes:
        if index // WIDTH != at or index % WIDTH >= len(bundle):
            at = index // WIDTH
            bundle = _bundle(reach, origin, at, max(indexes) + 1)
        yield parse_leaf(bundle[index % WIDTH])


def _bundle(reach: Reach, origin: str, number: int, size: int) -> list[bytes]:
    """An entry bundle; a partial one may give way to a wider one while we ask."""
    for _ in range(10):
        size = size_of(checkpoint_covering(reach, origin, size))
        width = min(WIDTH, size - number * WIDTH)
        path = format_tile_path("entries", number, width)
        try:
            return parse_bundle(reach.server.fetch(f"/log/{origin}/{path}"), width, path)
        except Refused as refused:
            if refused.code != "log.no_file":
                raise
    raise Refused("log.moving", f"bundle {number} of {origin} changes too fast", "try again")
