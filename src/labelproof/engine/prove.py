"""Proofs made when asked: where a leaf stands in the published log."""

from collections.abc import Iterable

from labelproof.engine.engine import Engine
from labelproof.engine.openings import read_log
from labelproof.engine.publish import newest_note, read_tile
from labelproof.engine.vault import label_of
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import BundleProof, format_bundle_proof
from labelproof.log.tiles import tile_reader
from labelproof.log.tree import HashReader, prove_inclusion
from labelproof.ports.store import Reading


def leaf_paths(engine: Engine, read: Reading, log_id: int, size: int, indexes: Iterable[int]) -> dict[int, list[bytes]]:
    """The inclusion path of each leaf in the published tree of this size."""
    hashes = published_hashes(engine, read_log(read, log_id).origin, size)
    return {index: prove_inclusion(index, size, hashes) for index in indexes}


def published_hashes(engine: Engine, origin: str, size: int) -> HashReader:
    """Hashes of the tree, out of its published tiles."""
    label = label_of(origin)
    return tile_reader(size, lambda path: read_tile(engine, label, path))


def receipt_proof(engine: Engine, log_id: int, index: int) -> str:
    """A tlog-proof of the leaf at `index` under the newest checkpoint; refused while none covers it."""
    with engine.store.reading() as read:
        note = newest_note(read, log_id)
        if note is None or index >= note.size:
            raise Refused(
                "log.not_covered",
                f"no checkpoint covers leaf {index} yet",
                "try again in a moment: the log is signed about once a second",
            )
        if index < 0:
            raise Refused("log.no_leaf", f"there is no leaf {index}", "give the index of a receipt")
        path = leaf_paths(engine, read, log_id, note.size, [index])[index]
    return format_bundle_proof(BundleProof(index, tuple(path), bytes(note.note))).decode()
