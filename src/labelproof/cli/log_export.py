"""Writes a log as a plain tlog-tiles folder: checkpoint, its history, tiles, keys."""

from pathlib import Path
from typing import Any, NamedTuple

from labelproof.cli.published import checkpoint_covering, size_of
from labelproof.cli.reach import Reach
from labelproof.cli.say import progress
from labelproof.kernel.refused import Refused

_NOT_GIVEN = frozenset({"http.not_found", "log.no_file"})


class Exported(NamedTuple):
    """What was written, and how many stored checkpoints the server does not give out."""

    origin: str
    size: int
    n_tiles: int
    n_checkpoints: int
    n_kept_back: int


def export_log(reach: Reach, out: Path) -> Exported:
    """Publish what is committed, then copy; `checkpoint` is written last, as a publisher does."""
    from labelproof.log.tiles import format_tile_path, tiles_of

    found = reach.ask("/log")
    origin = found["origin"]
    note = checkpoint_covering(reach, origin, found["size"])
    size = size_of(note)
    tiles = list(tiles_of(size))
    with progress("Copying tiles", len(tiles)) as more:
        for tile in tiles:
            path = format_tile_path(*tile)
            _write(out / path, reach.server.fetch(f"/log/{origin}/{path}"))
            more(1)
    n_checkpoints, n_kept_back = _write_history(reach, reach.ask("/log"), size, out)
    _write(out / "vkey", "".join(f"{vkey}\n" for vkey in vkeys_of(found)).encode())
    _write(out / "checkpoint", note)
    return Exported(origin, size, len(tiles), n_checkpoints + 1, n_kept_back)


def leaf_at(reach: Reach, index: int) -> bytes:
    """One leaf, out of the published entry bundle it stands in."""
    from labelproof.log.tiles import WIDTH, format_tile_path, parse_bundle

    origin = reach.ask("/log")["origin"]
    size = size_of(checkpoint_covering(reach, origin, index + 1))
    width = min(WIDTH, size - index // WIDTH * WIDTH)
    path = format_tile_path("entries", index // WIDTH, width)
    return parse_bundle(reach.server.fetch(f"/log/{origin}/{path}"), width, path)[index % WIDTH]


def vkeys_of(found: Any) -> list[str]:
    """The log's keys, oldest first, the one that signs now among them; one line each of the file `vkey`."""
    return list(dict.fromkeys([*(key["vkey"] for key in found["keys"]), found["vkey"]]))


def _write_history(reach: Reach, found: Any, size: int, out: Path) -> tuple[int, int]:
    """Every stored note up to the size that was copied, as `checkpoint.<size>`."""
    n_written = n_kept_back = 0
    for kept in sorted(found["checkpoints"], key=lambda each: each["size"]):
        if kept["size"] > size:
            continue
        try:
            note = reach.server.fetch(f"/log/{found['origin']}/checkpoint.{kept['size']}")
        except Refused as refused:
            if refused.code not in _NOT_GIVEN:
                raise
            n_kept_back += 1
            continue
        _write(out / f"checkpoint.{kept['size']}", note)
        n_written += 1
    return n_written, n_kept_back


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
