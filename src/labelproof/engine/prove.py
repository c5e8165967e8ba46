"""Proofs made when asked: where a leaf stands in the published log, and that a row is in a release."""

import json
from collections.abc import Iterable
from typing import Any

from labelproof.engine.archive import parse_zip
from labelproof.engine.bundle import SEALED, bundle_bytes, kept_bundle
from labelproof.engine.engine import Engine
from labelproof.engine.log_keys import signing_vkeys
from labelproof.engine.openings import leaves, read_log
from labelproof.engine.root_entries import best_note
from labelproof.engine.tile_files import published_hashes
from labelproof.evidence.bundle import ROWS
from labelproof.evidence.row_proof import format_row_proof, prove_row
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import BundleProof, format_bundle_proof
from labelproof.log.tree import prove_inclusion
from labelproof.ports.store import Reading
from labelproof.rooms.releases import queries as releases


def leaf_paths(engine: Engine, read: Reading, log_id: int, size: int, indexes: Iterable[int]) -> dict[int, list[bytes]]:
    """The inclusion path of each leaf in the published tree of this size."""
    hashes = published_hashes(engine, read_log(read, log_id).origin, size)
    return {index: prove_inclusion(index, size, hashes) for index in indexes}


def receipt_proof(engine: Engine, log_id: int, index: int) -> str:
    """A tlog-proof of the leaf at `index`; refused while no checkpoint covers it.

    Under the newest checkpoint that the published root log covers, whose proof goes along in `extra`; else the newest.
    """
    with engine.store.reading() as read:
        if index < 0:
            raise Refused("log.no_leaf", f"there is no leaf {index}", "give the index of a receipt")
        note, extra = best_note(engine, read, log_id, index)
        if note is None:
            raise Refused(
                "log.not_covered",
                f"no checkpoint covers leaf {index} yet",
                "try again in a moment: the log is signed about once a second",
            )
        path = leaf_paths(engine, read, log_id, note.size, [index])[index]
    return format_bundle_proof(BundleProof(index, tuple(path), bytes(note.note), extra)).decode()


def prove(engine: Engine, log_id: int, row_id: str, release: str = "") -> str:
    """A proof that a row is in a release (else the newest that has a bundle), checkable offline: one line of JSON."""
    with engine.store.reading() as read:
        row = _release(read, log_id, release)
    files = parse_zip(bundle_bytes(engine, log_id, row.release))
    lines = files[ROWS].splitlines()
    found = next((n for n, line in enumerate(lines) if json.loads(line)["row_id"] == row_id), None)
    if found is None:
        what = f"release {row.release} has no row {row_id[:64]}"
        raise Refused("releases.no_row", what, "take a row_id out of its data/rows.jsonl")
    with engine.store.reading() as read:
        note, extra = best_note(engine, read, log_id, row.published_index)
        vkey = signing_vkeys(engine, read, log_id, note.size)[0]
        leaf = next(raw for _, raw in leaves(read, log_id, row.published_index, row.published_index + 1))
        path = leaf_paths(engine, read, log_id, note.size, [row.published_index])[row.published_index]
    proof = BundleProof(row.published_index, tuple(path), bytes(note.note), extra)
    return format_row_proof(prove_row(lines, found, leaf, proof, vkey)).decode()


def _release(read: Reading, log_id: int, release: str) -> Any:
    """The release asked for, or the newest published one whose bundle stands."""
    for row in reversed(read.all(releases.published, log_id=log_id)):
        kept = kept_bundle(read, log_id, row.release)
        if row.release == release or (not release and kept is not None and kept.state == SEALED):
            return row
    what = f"there is no published release {release[:64]}" if release else "no release has a bundle"
    raise Refused("releases.no_release", what, "see the project's releases")
