"""The root log as it is read: where a log's newest checkpoint stands in it, and the proof that a note is entered."""

import json
from typing import Any

import sqlalchemy as sa

from labelproof.engine.engine import BY_ID, Engine
from labelproof.engine.notes import opened_checkpoint, root_entry_id
from labelproof.engine.openings import LOG, ROOT, leaves
from labelproof.engine.tile_files import published_hashes
from labelproof.engine.vault import label_of
from labelproof.log.checkpoint import BundleProof, format_bundle_proof, parse_checkpoint
from labelproof.log.note import split_note
from labelproof.log.tree import prove_inclusion
from labelproof.ports.blob_store import BlobMissing
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.storage.tables import event_refs, notes

LAST_ENTRY = Query(
    sa.select(event_refs.c.idx)
    .where(event_refs.c.log_id == LOG, event_refs.c.value == param("value"))
    .order_by(event_refs.c.idx.desc())
    .limit(1)
)
COVERING_NOTES = Query(
    sa.select(notes.c.size, notes.c.note)
    .where(notes.c.log_id == LOG, notes.c.size > param("index"))
    .order_by(notes.c.size.desc())
    .limit(100)
)


def newest_entry(read: Reading, root: int, origin: str) -> bytes | None:
    """The note of this log that was entered last."""
    found = read.one(LAST_ENTRY, log_id=root, value=label_of(origin))
    return None if found is None else next(leaf for _, leaf in leaves(read, root, found.idx, found.idx + 1))


def entered_size(note: bytes | None) -> int:
    """The size that an entered note speaks of; 0 when there is none."""
    return 0 if note is None else parse_checkpoint(split_note(note)[0]).size


def shown_root(engine: Engine) -> tuple[bytes, int] | None:
    """The root log's published checkpoint as it stands, and its size; None while there is none."""
    try:
        note = engine.blobs.get(f"log/{ROOT}/checkpoint")
    except BlobMissing:
        return None
    return note, opened_checkpoint(engine, f"{engine.host}/{ROOT}", note).size


def best_note(engine: Engine, read: Reading, log_id: int, index: int) -> tuple[Any, bytes | None]:
    """The note to prove a leaf under, with what goes into `extra`: the newest that the root log covers, else the newest."""
    found: list[Any] = read.all(COVERING_NOTES, log_id=log_id, index=index)
    root, shown = engine.log_id(ROOT), shown_root(engine)
    if root is not None and shown is not None:
        for row in found:
            entry = read.one(BY_ID, log_id=root, event_id=root_entry_id(bytes(row.note)))
            if entry is not None and entry.idx < shown[1]:
                return row, _extra(engine, entry.idx, *shown)
    return (found[0] if found else None), None


def _extra(engine: Engine, index: int, note: bytes, size: int) -> bytes:
    """What a proof file carries in `extra`, as JSON: the proof of its own note in the published root log."""
    path = prove_inclusion(index, size, published_hashes(engine, f"{engine.host}/{ROOT}", size))
    proof = format_bundle_proof(BundleProof(index, tuple(path), note))
    return json.dumps({"root_proof": proof.decode()}, ensure_ascii=False).encode()
