"""A log from its entries up, range by range: every bundle, every leaf hash, every tile compared, the root at any size.

A range can be scanned apart from all others, in any process: `scan` is a function of the files and the range. `Trunk`
takes the results in order and holds no more of the tree than its right edge.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import NamedTuple, TypeAlias

from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint
from labelproof.log.faults import Faults
from labelproof.log.leaves import EventLeaves
from labelproof.log.reader import Missing, Reader
from labelproof.log.root import NoteLeaves, is_root
from labelproof.log.tiles import WIDTH, Tile, edge_frontier, format_tile_path, parse_bundle, subtree_root
from labelproof.log.tree import EMPTY_ROOT, HASH_SIZE

RANGE = 64  # bundles a range: 16,384 leaves, a few megabytes
Take: TypeAlias = Callable[[int, bytes], None]
_AS_PUBLISHED = "ask the operator for this file as it was published"
_sha256 = hashlib.sha256


class Span(NamedTuple):
    """Which bundles of which tree: `start` to `stop`, and the older sizes whose roots will be asked."""

    origin: str
    size: int
    start: int
    stop: int
    wanted: frozenset[int] = frozenset()
    entries_of: str = ""


@dataclass(slots=True)
class Scan:
    """What a range gave: the root of each full bundle, and the leaf hashes of the bundle a wanted size ends in."""

    leaves: EventLeaves | NoteLeaves
    faults: Faults = field(default_factory=Faults)
    whole: bool = True
    bundles: list[bytes] = field(default_factory=list[bytes])
    tails: dict[int, list[bytes]] = field(default_factory=dict[int, list[bytes]])


Walk: TypeAlias = Callable[[Reader, Iterable[Span]], Iterable[Scan]]
"""Scans every span and gives the results in order; how many at a time is its own affair. There may be very many."""


def spans_of(
    origin: str, size: int, wanted: Iterable[int] = (), entries_of: str = "", start: int = 0
) -> Iterator[Span]:
    """The ranges of a tree from bundle `start` on; the partial bundle at its end, if there is one, is the last."""
    sizes = {size, *wanted}
    full = size // WIDTH
    ends = chain([start], range(start + RANGE, full, RANGE), [full, full + 1 if size % WIDTH else full])
    for at, stop in pairwise(ends):  # one after the other: a size is only a claim, and may be 2^62
        if at < stop:
            inside = frozenset(each for each in sizes if at <= each // WIDTH < stop and each % WIDTH)
            yield Span(origin, size, at, stop, inside, entries_of)


def scan(reader: Reader, span: Span, take: Take | None = None) -> Scan:
    """Read a range's bundles, hash their leaves, compare level 0 and look at each leaf.

    A bundle that is missing or malformed ends it, with its fault; whatever else is wrong is collected.
    """
    leaves = NoteLeaves(span.origin, span.entries_of) if is_root(span.origin) else EventLeaves(span.origin)
    found = Scan(leaves)
    try:
        for n in range(span.start, span.stop):
            _scan_bundle(reader, span, n, found, take)
    except Missing as error:
        add_missing(found.faults, error.path)
        found.whole = False
    except Refused as error:
        found.faults.take(error)
        found.whole = False
    return found


def _scan_bundle(reader: Reader, span: Span, n: int, found: Scan, take: Take | None) -> None:
    tile = Tile("entries", n, min(WIDTH, span.size - n * WIDTH))
    path, raw, whole = read_tile(reader, tile)
    leaves = parse_bundle(raw, whole, path)[: tile.width]
    hashes = [_sha256(b"\x00" + leaf).digest() for leaf in leaves]  # leaf_hash, without a call for each
    compare_tile(reader, Tile(0, n, tile.width), hashes, found.faults)
    for size in span.wanted:
        if size // WIDTH == n:
            found.tails[size] = hashes[: size % WIDTH]
    if tile.width == WIDTH:
        found.bundles.append(subtree_root(hashes))
    found.leaves.take(n * WIDTH, leaves, found.faults)
    if take is not None:
        for index, leaf in enumerate(leaves, n * WIDTH):
            take(index, leaf)


class Settled(NamedTuple):
    """What stays to be known of the leaves in full bundles: of events their last ts and key events, of notes the last."""

    ts: int
    key_leaves: tuple[tuple[int, bytes], ...]
    last: Mapping[str, Checkpoint]


NOTHING = Settled(0, (), {})


@dataclass(slots=True)
class Trunk:
    """The tree as ranges are added in order: the partial tile of each level from 1 up, and roots at wanted sizes.

    It starts empty, or from what was kept of one that had `n` full bundles (log.follow).
    """

    reader: Reader
    faults: Faults
    leaves: EventLeaves | NoteLeaves
    n: int = 0
    edge: list[list[bytes]] = field(default_factory=list[list[bytes]])
    roots: dict[int, bytes] = field(default_factory=lambda: {0: EMPTY_ROOT})
    whole: bool = True
    settled: Settled = NOTHING

    def begin(self, wanted: Iterable[int]) -> None:
        """The root where it starts, should that be asked."""
        self._roots_here({size // WIDTH for size in wanted if size % WIDTH == 0}, {})

    def add(self, found: Scan, wanted: Iterable[int]) -> None:
        """Add the next range; `wanted` are all sizes whose roots are asked."""
        self.faults.include(found.faults)
        self.whole = self.whole and found.whole
        if not self.whole:
            return
        match self.leaves, found.leaves:
            case (EventLeaves() as ours, EventLeaves() as theirs):
                ours.join(theirs, self.faults)
            case (NoteLeaves() as ours, NoteLeaves() as theirs):
                ours.join(theirs, self.faults)
            case _:
                raise ValueError("a log's leaves are events or notes, not both")
        if found.bundles:
            self.settled = _settled(self.leaves)
        full = {size // WIDTH for size in wanted if size % WIDTH == 0}
        self._roots_here(full, found.tails)
        for bundle in found.bundles:
            self._push(bundle)
            self._roots_here(full, found.tails)

    def _roots_here(self, full: Collection[int], tails: Mapping[int, Sequence[bytes]]) -> None:
        """The roots at wanted sizes that end with the last bundle, or within the one after it."""
        if self.n in full:
            self.roots[self.n * WIDTH] = edge_frontier([[], *self.edge]).root()
        for size, tail in tails.items():
            if size // WIDTH == self.n:
                self.roots[size] = edge_frontier([tail, *self.edge]).root()

    def finish(self, size: int) -> None:
        """Compare the partial tiles that the tree of this size leaves on its right edge."""
        for level, hashes in enumerate(self.edge, 1):
            if hashes:
                tile = Tile(level, (size >> (8 * level)) // WIDTH, len(hashes))
                compare_tile(self.reader, tile, hashes, self.faults)

    def _push(self, bundle: bytes) -> None:
        """Take in the root of the next full bundle; tiles above that are full now are compared and let go."""
        hashes, level, index = [bundle], 1, self.n
        self.n += 1
        while True:
            if level > len(self.edge):
                self.edge.append([])
            full = self.edge[level - 1]
            full += hashes
            if len(full) < WIDTH:
                return
            compare_tile(self.reader, Tile(level, index // WIDTH), full, self.faults)
            self.edge[level - 1], hashes = [], [subtree_root(full)]
            level, index = level + 1, index // WIDTH


def _settled(leaves: EventLeaves | NoteLeaves) -> Settled:
    if isinstance(leaves, EventLeaves):
        return Settled(leaves.ts, tuple(leaves.key_leaves), {})
    return Settled(0, (), dict(leaves.last))


def compare_tile(reader: Reader, tile: Tile, hashes: Sequence[bytes], faults: Faults) -> None:
    """A published tile against the hashes of the leaves below it: every byte, and not one more."""
    try:
        path, raw, whole = read_tile(reader, tile)
    except Missing as error:
        add_missing(faults, error.path)
        return
    want = b"".join(hashes)
    if len(raw) != whole * HASH_SIZE:
        faults.add("log.tile", f"{path} has {len(raw)} bytes, not {whole * HASH_SIZE}", _AS_PUBLISHED)
    elif raw[: len(want)] != want:
        bad = next(i for i, each in enumerate(hashes) if raw[i * HASH_SIZE : (i + 1) * HASH_SIZE] != each)
        faults.add("log.tile", f"{path} hash {bad} differs from the leaves below it", _AS_PUBLISHED)


def read_tile(reader: Reader, tile: Tile) -> tuple[str, bytes, int]:
    """A tile's path, bytes and whole width; a partial that is gone is read out of the full one (tlog-tiles "Partial")."""
    path = format_tile_path(*tile)
    try:
        return path, reader.read(path), tile.width
    except Missing:
        if tile.width == WIDTH:
            raise
    full = format_tile_path(tile.level, tile.n)
    try:
        return full, reader.read(full), WIDTH
    except Missing:
        raise Missing(path) from None


def add_missing(faults: Faults, path: str) -> None:
    """Note that a file is not there."""
    faults.add("log.missing", f"{path} is not there", _AS_PUBLISHED)
