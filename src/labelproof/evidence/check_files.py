"""The names of a bundle's files: nothing may lie in it that neither the release nor the log accounts for."""

import re
from collections.abc import Container, Iterable

from labelproof.evidence.bundle import (
    CHARTER,
    ITEMS,
    LOG,
    MANIFEST,
    MEASURES,
    OPENINGS,
    README,
    README_TEXT,
    ROWS,
    ROWS_PARQUET,
    VKEY,
    VOTES_PARQUET,
    WITHHELD,
    guideline_path,
    taxonomy_path,
)
from labelproof.evidence.facts import Release
from labelproof.evidence.history import History
from labelproof.log.faults import Faults
from labelproof.log.leaf import vkey_digest
from labelproof.log.tiles import format_tile_path, tiles_of
from labelproof.log.verify import Missing, Reader

_ASK = "use only the files of this release, and ask who put this one in"
_OLDER = re.compile(re.escape(LOG) + r"checkpoint\.([1-9][0-9]{0,18})")
_PLAIN = {MANIFEST, README, ROWS, ROWS_PARQUET, ITEMS, VOTES_PARQUET, MEASURES, OPENINGS, WITHHELD}


def check_log_files(
    reader: Reader, names: Iterable[str], size: int, vkey: str, announced: Container[str], faults: Faults
) -> None:
    """`log/` and `MANIFEST*` are bound by no root, so they hold the log's own files and nothing else.

    `announced`: digests of the keys that the log's leaves name; older notes are those that a change of keys rests on.
    """
    known = {LOG + "checkpoint", VKEY} | {LOG + format_tile_path(*tile) for tile in tiles_of(size)}
    for path in sorted(names):
        older = _OLDER.fullmatch(path)
        if older and int(older[1]) < size:
            continue
        if (path.startswith(LOG) and path not in known) or (path.startswith(MANIFEST[:8]) and path != MANIFEST):
            faults.add("bundle.extra_file", f"{path[:200]!r} is no file of this log or manifest", _ASK)
    try:
        enclosed = reader.read(VKEY)
    except Missing:
        return
    lines = enclosed.decode("utf-8", "replace").removesuffix("\n").split("\n")
    strange = [each for each in lines if each != vkey and vkey_digest(each) not in announced]
    if vkey not in lines or strange or len(set(lines)) != len(lines) or not enclosed.endswith(b"\n"):
        what = f"{VKEY} is not the key that signed the checkpoint, {vkey}, with others that the log announced"
        faults.add("bundle.vkey", what, "trust no key because it lies in a bundle; ask the publisher by another way")


def check_release_files(
    reader: Reader, names: Iterable[str], history: History, release: Release, faults: Faults
) -> None:
    """Every other file is one that a release has, and a document only where a leaf published it."""
    position = release.position
    known = set(_PLAIN)
    known |= {guideline_path(each.version) for each in history.guidelines.values() if each.leaf_index < position}
    known |= {taxonomy_path(each.version) for each in history.taxonomies.values() if each.leaf_index < position}
    known |= {CHARTER for at, _ in history.signed_charters if at < position}
    for path in sorted(names):
        if path not in known and not path.startswith((LOG, MANIFEST[:8])):
            faults.add("bundle.extra_file", f"{path[:200]!r} is nothing this release published", _ASK)
    if reader.read(README) != README_TEXT.encode():
        faults.add("bundle.document", f"{README} is not the text that every bundle has", _ASK)
