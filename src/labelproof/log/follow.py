"""What is kept of a log that was verified to its end, so that the next time only what is new must be read."""

from base64 import b64encode
from dataclasses import dataclass

from labelproof.kernel.canonical import Json, parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint, parse_checkpoint
from labelproof.log.faults import Faults
from labelproof.log.leaf import parse_leaf
from labelproof.log.leaves import EventLeaves
from labelproof.log.note import strict_b64decode
from labelproof.log.reader import Reader
from labelproof.log.root import NoteLeaves, is_root
from labelproof.log.scan import Settled, Trunk
from labelproof.log.tiles import WIDTH, edge_frontier, split_hashes
from labelproof.log.tree import HASH_SIZE

FORMAT = "labelproof-followed/1"
_BAD = Refused("log.followed", "what was kept of a followed log cannot be read", "remove it; the log is then read anew")


@dataclass(frozen=True, slots=True)
class Followed:
    """The right edge of a tree of `n` full bundles, levels from 1 up, and what its leaves leave to be known."""

    origin: str
    n: int
    edge: tuple[tuple[bytes, ...], ...]
    settled: Settled


def follow(origin: str, trunk: Trunk) -> Followed:
    """What to keep of a walk that succeeded."""
    return Followed(origin, trunk.n, tuple(tuple(level) for level in trunk.edge), trunk.settled)


def resume(followed: Followed, reader: Reader, faults: Faults, entries_of: str = "") -> Trunk:
    """The trunk as it was; ids of earlier leaves are no longer known to it, and nor are entries of a root log."""
    ts, key_leaves, last = followed.settled
    leaves: EventLeaves | NoteLeaves
    if is_root(followed.origin):
        leaves = NoteLeaves(followed.origin, entries_of, last=dict(last))
    else:
        leaves = EventLeaves(followed.origin, ts=ts, key_leaves=list(key_leaves))
    edge = [list(level) for level in followed.edge]
    return Trunk(reader, faults, leaves, followed.n, edge, settled=followed.settled)


def format_followed(followed: Followed) -> bytes:
    """The file that `parse_followed` reads: canonical JSON with a final LF."""
    settled = followed.settled
    keys: list[Json] = [[index, raw.decode()] for index, raw in settled.key_leaves]
    last: list[Json] = [[each.origin, each.size, b64encode(each.root).decode()] for each in settled.last.values()]
    edge: list[Json] = [b64encode(b"".join(level)).decode() for level in followed.edge]
    value: dict[str, Json] = {
        "format": FORMAT, "origin": followed.origin, "n": followed.n, "edge": edge,
        "ts": settled.ts, "keys": keys, "last": last,
    }  # fmt: skip
    return value_json(value) + b"\n"


def parse_followed(raw: bytes) -> Followed:
    """What `format_followed` wrote; any other bytes are refused (`log.followed`)."""
    try:
        followed = _parse(parse_json(raw))
        if format_followed(followed) != raw:
            raise _BAD
        edge_frontier([[], *followed.edge])
    except (Refused, ValueError, TypeError, KeyError):
        raise _BAD from None
    return followed


def _parse(value: Json) -> Followed:
    match value:
        case {
            "origin": str(origin),
            "n": int(n),
            "edge": list(levels),
            "ts": int(ts),
            "keys": list(keys),
            "last": list(last),
        }:
            edge = tuple(_parse_level(text) for text in levels)
            if sum(len(level) << (8 * at) for at, level in enumerate(edge)) != n:
                raise _BAD
            return Followed(origin, n, edge, Settled(ts, tuple(map(_parse_key, keys)), dict(map(_parse_last, last))))
        case _:
            raise _BAD


def _parse_level(text: Json) -> tuple[bytes, ...]:
    raw = strict_b64decode(text) if isinstance(text, str) else None
    if raw is None or len(raw) % HASH_SIZE or len(raw) >= WIDTH * HASH_SIZE:
        raise _BAD
    return tuple(split_hashes(raw))


def _parse_key(row: Json) -> tuple[int, bytes]:
    match row:
        case [int(index), str(leaf)]:
            parse_leaf(leaf.encode())
            return index, leaf.encode()
        case _:
            raise _BAD


def _parse_last(row: Json) -> tuple[str, Checkpoint]:
    match row:
        case [str(origin), int(size), str(root)]:
            checkpoint = parse_checkpoint(f"{origin}\n{size}\n{root}\n".encode())
            return origin, checkpoint
        case _:
            raise _BAD
