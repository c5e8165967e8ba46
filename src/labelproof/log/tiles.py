"""Tiles and entry bundles: C2SP tlog-tiles, height 8."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from labelproof.kernel.refused import Refused
from labelproof.log.leaf import MAX_LEAF
from labelproof.log.tree import HASH_SIZE, Frontier, HashReader, hashes_of, leaf_hash

WIDTH = 256
_HEIGHT = 8
_MAX_LEVEL = 63
_MOST_TILES = 1024  # that a reader for proofs keeps: 40 MB
Level: TypeAlias = "int | Literal['entries']"
_PATH = re.compile(r"tile/(0|[1-9][0-9]?|entries)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
_sha256 = hashlib.sha256
_FIX = "ask the log's operator for this file as it was published"


class Tile(NamedTuple):
    """Which tile: level (or entries), index, and width, 256 when it is full."""

    level: Level
    n: int
    width: int = WIDTH


def format_tile_path(level: Level, index: int, width: int = WIDTH) -> str:
    """`tile/<L>/<N>[.p/<W>]`, the index in groups of three digits (tlog-tiles "Merkle Tree").

    >>> format_tile_path(0, 1234067), format_tile_path("entries", 1, 7)
    ('tile/0/x001/x234/067', 'tile/entries/001.p/7')
    """
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{''.join(f'x{group}/' for group in groups[:-1])}{groups[-1]}{partial}"


def parse_tile_path(path: str) -> Tile:
    """The tile a path names; a path that `format_tile_path` would not write is refused."""
    found = _PATH.fullmatch(path)
    if found:
        level: Level = "entries" if found[1] == "entries" else int(found[1])
        index = int(re.sub("[x/]", "", found[2]) + found[3])
        tile = Tile(level, index, int(found[4] or WIDTH))
        if format_tile_path(*tile) == path and tile.width <= WIDTH and (level == "entries" or level <= _MAX_LEVEL):
            return tile
    raise Refused("log.path", f"{path[:300]!r} is no tile's path", _FIX)


def format_bundle(leaves: Iterable[bytes]) -> bytes:
    """An entry bundle: for each leaf its length as uint16, then its bytes (tlog-tiles "Log Entries")."""
    return b"".join([len(leaf).to_bytes(2, "big") + leaf for leaf in leaves])


def parse_bundle(raw: bytes, width: int, name: str = "an entry bundle") -> list[bytes]:
    """The `width` leaves of a bundle, which has not one byte more; `name` stands in the message."""
    leaves: list[bytes] = []
    at, end = 0, len(raw)
    for i in range(width):
        start = at + 2
        at = start + int.from_bytes(raw[at:start], "big")
        if start > end or at > end:
            raise Refused("log.bundle", f"{name} ends within entry {i}", _FIX)
        if not 1 <= at - start <= MAX_LEAF:
            raise Refused("log.bundle", f"{name} entry {i} has {at - start} bytes; 1 to {MAX_LEAF} are allowed", _FIX)
        leaves.append(raw[start:at])
    if at != end:
        raise Refused("log.bundle_tail", f"{name} has {end - at} bytes after entry {width - 1}", _FIX)
    return leaves


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile and bundle of a tree of this size, entries first, then level by level."""
    yield from _level_tiles("entries", 0, size)
    level = 0
    while n := size >> (_HEIGHT * level):
        yield from _level_tiles(level, 0, n)
        level += 1


def tiles_for(old: int, new: int) -> Iterator[Tile]:
    """The tiles and bundles that a tree of `new` has and one of `old` has not."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} does not grow to {new}")
    if old == new:
        return
    yield from _level_tiles("entries", old, new)
    level = 0
    while n := new >> (_HEIGHT * level):
        if n > (before := old >> (_HEIGHT * level)):
            yield from _level_tiles(level, before, n)
        level += 1


def grow_tiles(start: int, edge: Sequence[bytes], leaves: Sequence[bytes]) -> dict[str, bytes]:
    """Path -> bytes of every tile and bundle that `leaves` complete or leave partial.

    `start`, the index of the first leaf, is a multiple of 256. `edge[k]` holds the bytes of the partial tile of level
    k + 1 at size `start`, empty where its width is 0; levels without one may be left out at the end.
    """
    if start % WIDTH:
        raise ValueError(f"tiles grow from a bundle's first entry, and {start} is none")
    made: dict[str, bytes] = {}
    for at in range(0, len(leaves), WIDTH):
        part = leaves[at : at + WIDTH]
        made[format_tile_path("entries", (start + at) // WIDTH, len(part))] = format_bundle(part)
    hashes, level, first = [leaf_hash(leaf) for leaf in leaves], 0, start
    while hashes:
        above: list[bytes] = []
        for at in range(0, len(hashes), WIDTH):
            part = hashes[at : at + WIDTH]
            made[format_tile_path(level, (first + at) // WIDTH, len(part))] = b"".join(part)
            if len(part) == WIDTH:
                above.append(subtree_root(part))
        level, first = level + 1, first // WIDTH  # now of the level above, where `above` goes after the edge
        if above:
            known = edge[level - 1] if level <= len(edge) else b""
            if len(known) != HASH_SIZE * (first % WIDTH):
                raise ValueError(f"the edge of level {level} at size {start} has {first % WIDTH} hashes")
            above = split_hashes(known) + above
            first -= first % WIDTH
        hashes = above
    return made


def edge_frontier(edge: Sequence[Sequence[bytes]]) -> Frontier:
    """The frontier of a tree whose partial tile of level k has the hashes `edge[k]`."""
    size = sum(len(hashes) << (_HEIGHT * level) for level, hashes in enumerate(edge))
    parts: list[bytes] = []
    for hashes in reversed(edge):
        frontier = Frontier()
        frontier.extend(hashes)
        parts += frontier.hashes
    return Frontier(size, parts)


def tile_reader(size: int, read: Callable[[str], bytes]) -> HashReader:
    """Hashes of a tree of `size` for proofs, out of its tiles; what they prove is checked against the root after.

    `read` gives the bytes of a path, and may answer for a partial tile with the full one. The subtrees of a tile are
    hashed once, and the newest tiles are kept.
    """
    seen: dict[str, HashReader] = {}

    def hash_at(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, _HEIGHT)
        tile_index, at = divmod(index << height, WIDTH)
        width = min(WIDTH, (size >> (_HEIGHT * tile_level)) - tile_index * WIDTH)
        path = format_tile_path(tile_level, tile_index, width)
        if path not in seen:
            raw = read(path)[: width * HASH_SIZE]
            if len(raw) != width * HASH_SIZE:
                raise Refused("log.tile", f"{path} has {len(raw)} bytes, not {width * HASH_SIZE}", _FIX)
            if len(seen) == _MOST_TILES:
                del seen[next(iter(seen))]
            seen[path] = hashes_of(split_hashes(raw))
        return seen[path](height, at >> height)

    return hash_at


def subtree_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of sibling hashes."""
    while len(hashes) > 1:  # node_hash, without a call for each
        hashes = [_sha256(b"\x01" + hashes[i] + hashes[i + 1]).digest() for i in range(0, len(hashes), 2)]
    return hashes[0]


def split_hashes(raw: bytes) -> list[bytes]:
    """The hashes of a tile's bytes."""
    return [raw[i : i + HASH_SIZE] for i in range(0, len(raw), HASH_SIZE)]


def _level_tiles(level: Level, old: int, new: int) -> Iterator[Tile]:
    for index in range(old // WIDTH, new // WIDTH):
        yield Tile(level, index)
    if new % WIDTH:
        yield Tile(level, new // WIDTH, new % WIDTH)
