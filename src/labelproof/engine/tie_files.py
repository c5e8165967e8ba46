"""What was published tied to the leaves: every tile and entry bundle that stands, byte for byte."""

from typing import Any

from labelproof.engine.differences import Report
from labelproof.engine.engine import Engine
from labelproof.engine.tie_events import EventTied
from labelproof.engine.vault import label_of
from labelproof.kernel.refused import Refused
from labelproof.log.tiles import (
    WIDTH,
    Level,
    format_bundle,
    format_tile_path,
    parse_bundle,
    parse_tile_path,
    split_hashes,
    subtree_root,
)
from labelproof.log.tree import HASH_SIZE
from labelproof.ports.blob_store import BlobMissing

FILES = "files"


class Files:
    """The published files of one log: what stands, and what must."""

    def __init__(self, engine: Engine, log: Any, signed: int, report: Report) -> None:
        self._engine, self._signed, self._report = engine, signed, report
        self._prefix = f"log/{label_of(log.origin)}/"
        self._standing: dict[tuple[Level, int], list[int]] = {}
        for name in engine.blobs.names(f"{self._prefix}tile/"):
            try:
                tile = parse_tile_path(name.removeprefix(self._prefix))
            except Refused:
                self.add("file_stray", name.removeprefix(self._prefix), "is no tile's name")
            else:
                self._standing.setdefault((tile.level, tile.n), []).append(tile.width)

    def widths(self, level: Level, index: int, most: int) -> list[int]:
        """The widths to look at: those that stand (none wider than what is known), and the one that must."""
        size = self._signed >> (0 if level == "entries" else 8 * level)
        needed = min(WIDTH, size - index * WIDTH)
        found = {width for width in self._standing.get((level, index), []) if width <= most}
        return sorted(found | ({needed} if 0 < needed <= most and WIDTH not in found else set()), reverse=True)

    def read(self, level: Level, index: int, width: int) -> bytes | None:
        """The bytes of a tile; None where it is gone and need not be there."""
        path = format_tile_path(level, index, width)
        try:
            content = self._engine.blobs.get(self._prefix + path)
        except BlobMissing:
            if self._stands_full(level, index):
                return None  # a publisher beside us has written the full one and dropped this
            size = self._signed >> (0 if level == "entries" else 8 * level)
            if width == min(WIDTH, size - index * WIDTH):
                self.add("file_missing", path, f"a signed checkpoint of size {self._signed} needs it")
            return None
        except (Refused, OSError) as failure:
            self.add("file_unreadable", path, f"cannot be read ({failure})")
            return None
        self._report.n_files += 1
        return content

    def _stands_full(self, level: Level, index: int) -> bool:
        try:
            self._engine.blobs.get(self._prefix + format_tile_path(level, index))
        except (BlobMissing, Refused, OSError):
            return False
        return True

    def add(self, code: str, path: str, what: str) -> None:
        """Note a difference at a file."""
        self._report.add(code, FILES, (self._prefix + path,), what)


class FileTie:
    """Checks bundles and the lowest tiles with the events of each block of 256, the tiles above them at the end."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._above: list[bytes | None] = []
        """Roots of the full blocks as published; None where a block differs, which is said already."""

    def block(self, number: int, places: int, tied: dict[int, EventTied]) -> dict[int, bytes]:
        """Check a block's bundles against its events, given by place; gives the hashes published of it, by place."""
        shown = self._hashes(number, places)
        self._bundles(number, places, tied, shown)
        if places == WIDTH:
            whole = [shown.get(n, tied[n].hashed if n in tied else b"") for n in range(WIDTH)]
            is_told = b"" in whole or any(tied[n].hashed != whole[n] for n in tied)
            self._above.append(None if is_told else subtree_root(whole))
        return shown

    def _hashes(self, number: int, places: int) -> dict[int, bytes]:
        """The widest lowest tile, by place; a narrower one that says otherwise is noted."""
        shown: dict[int, bytes] = {}
        for width in self._files.widths(0, number, places):
            raw = self._files.read(0, number, width)
            if raw is None:
                continue
            if len(raw) != width * HASH_SIZE:
                path = format_tile_path(0, number, width)
                self._files.add("tile_altered", path, f"has {len(raw)} bytes, not {width * HASH_SIZE}")
                continue
            hashes = split_hashes(raw)
            if not shown:
                shown = dict(enumerate(hashes))
            elif any(shown[n] != each for n, each in enumerate(hashes)):
                path = format_tile_path(0, number, width)
                self._files.add("tile_altered", path, "differs from the wider tile of the same place")
        return shown

    def _bundles(self, number: int, places: int, tied: dict[int, EventTied], shown: dict[int, bytes]) -> None:
        """Every bundle of the block against the leaves; a leaf whose hash differs is its row's matter."""
        for width in self._files.widths("entries", number, places):
            raw = self._files.read("entries", number, width)
            if raw is None:
                continue
            path = format_tile_path("entries", number, width)
            if len(tied) >= width and raw == format_bundle(tied[n].raw for n in range(width) if n in tied):
                continue
            try:
                entries = parse_bundle(raw, width, path)
            except Refused as refused:
                self._files.add("bundle_altered", path, refused.what)
                continue
            for n, entry in enumerate(entries):
                if n in tied and entry != tied[n].raw and shown.get(n) == tied[n].hashed:
                    self._files.add("bundle_altered", path, f"entry {n} is not the leaf at {number * WIDTH + n}")

    def finish(self) -> None:
        """The tiles of every level above the lowest, each against the level below."""
        below, level = self._above, 1
        while below:
            above: list[bytes | None] = []
            for at in range(0, len(below), WIDTH):
                part = below[at : at + WIDTH]
                self._tile(level, at // WIDTH, part)
                if len(part) == WIDTH:
                    whole = [each for each in part if each is not None]
                    above.append(subtree_root(whole) if len(whole) == WIDTH else None)
            below, level = above, level + 1

    def _tile(self, level: int, index: int, part: list[bytes | None]) -> None:
        for width in self._files.widths(level, index, len(part)):
            raw = self._files.read(level, index, width)
            if raw is None:
                continue
            path = format_tile_path(level, index, width)
            if len(raw) != width * HASH_SIZE:
                self._files.add("tile_altered", path, f"has {len(raw)} bytes, not {width * HASH_SIZE}")
                continue
            for n, (said, found) in enumerate(zip(split_hashes(raw), part, strict=False)):
                if found is not None and said != found:
                    self._files.add("tile_altered", path, f"hash {n} differs from the tiles below it")
