"""`labelproof log compare`: two checkpoints from anywhere, consistent or a contradiction to keep."""

from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from labelproof.cli.remembered import read_small, write_whole
from labelproof.cli.shown import Shown, failed
from labelproof.evidence.report import FAILED, UNREADABLE, VERIFIED
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint, parse_checkpoint
from labelproof.log.compare import (
    check_contradiction,
    compare_checkpoints,
    format_contradiction,
    parse_contradiction,
)
from labelproof.log.note import parse_vkey, split_note
from labelproof.log.reader import Missing, Reader, Unreadable
from labelproof.log.tiles import WIDTH, format_tile_path, parse_tile_path, tile_reader
from labelproof.log.tree import HashReader


class Comparing(NamedTuple):
    """What the command line said."""

    notes: tuple[Path, ...]
    vkeys: tuple[str, ...]
    tiles: str | None
    out: Path | None
    evidence: Path | None
    token: str


def run(asked: Comparing, *, as_json: bool) -> int:
    """Compare, print, and give the exit code: 0 consistent (or evidence that holds), 1 not, 3 could not read."""
    try:
        shown, code = _check(asked) if asked.evidence is not None else _compare(asked)
    except Missing as error:
        shown, code = failed(UNREADABLE, "log.missing", f"{error.path} is not there", "give the whole folder"), 3
    except Unreadable as error:
        shown, code = failed(UNREADABLE, "verify.unreadable", f"{error.path} {error.why}", "check the path"), 3
    except Refused as error:
        shown, code = failed(FAILED, error.code, error.what, error.fix), FAILED
    shown.show(code, as_json=as_json)
    return code


def _compare(asked: Comparing) -> tuple[Shown, int]:
    from labelproof.cli.verifying import files_at

    a, b = (read_small(path) for path in asked.notes)
    with ExitStack() as open_files:
        reader = None if asked.tiles is None else files_at(asked.tiles, asked.token, open_files).reader
        size = max(_size_of(a), _size_of(b))
        read = None if reader is None else hashes_within(reader, size)
        old, new, found = compare_checkpoints(a, b, [parse_vkey(text) for text in asked.vkeys], read)
    values = {"kind": "comparison", "origin": new.origin, "sizes": [old.size, new.size]}
    if found is None:
        line = f"  ✓ the log of {new.size} leaves extends the one of {old.size}"
        return Shown({**values, "ok": True, "exit": VERIFIED, "faults": []}, [f"Log {new.origin}", line]), VERIFIED
    what = f"{_said(old, new)} of {new.origin} are both signed, and cannot both be true"
    fix = "keep both notes and the evidence file; show them to whoever relies on this log"
    shown = failed(FAILED, "log.forked", what, fix)
    shown.values.update(values)
    if asked.out is not None:
        write_whole(asked.out, format_contradiction(found))
        shown.lines.append(
            f"  Evidence that anyone can check is in {asked.out}: labelproof log compare --evidence FILE"
        )
    else:
        shown.lines.append("  --out FILE writes evidence that anyone can check.")
    return shown, FAILED


def _check(asked: Comparing) -> tuple[Shown, int]:
    assert asked.evidence is not None, "asked for"
    found = parse_contradiction(read_small(asked.evidence))
    old, new = check_contradiction(found, [parse_vkey(text) for text in asked.vkeys])
    line = f"  ✓ {_said(old, new)} are both signed, and cannot both be true"
    values = {
        "kind": "contradiction",
        "ok": True,
        "exit": VERIFIED,
        "origin": new.origin,
        "sizes": [old.size, new.size],
    }
    return Shown({**values, "faults": []}, [f"Log {new.origin}", line]), VERIFIED


def _said(old: Checkpoint, new: Checkpoint) -> str:
    return f"two roots of size {new.size}" if old.size == new.size else f"sizes {old.size} and {new.size}"


def _size_of(note: bytes) -> int:
    return parse_checkpoint(split_note(note)[0]).size


def hashes_within(reader: Reader, size: int) -> HashReader:
    """Hashes of a tree of `size` out of the tiles of one that may have grown since: a wider partial tile serves too.

    How far it has grown is what its own checkpoint says; what the hashes prove is checked by whoever asks.
    """
    try:
        shown = max(size, _size_of(reader.read("checkpoint")))
    except (Missing, Refused):
        shown = size

    def read(path: str) -> bytes:
        tile = parse_tile_path(path)
        assert isinstance(tile.level, int), "hashes lie in tiles of hashes"
        now = min(WIDTH, (shown >> (8 * tile.level)) - tile.n * WIDTH)
        for width in sorted({tile.width, now, WIDTH}):
            try:
                return reader.read(format_tile_path(tile.level, tile.n, width))
            except Missing:
                continue
        raise Missing(path)

    return tile_reader(size, read)
