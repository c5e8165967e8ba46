"""One row proven by itself: the row, its path in the row tree, the leaf that published it, and that leaf's proof."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from labelproof.evidence import kinds
from labelproof.evidence.check_rows import parse_row
from labelproof.evidence.facts import number, one
from labelproof.evidence.rows import row_id
from labelproof.kernel.canonical import Json, parse_json, unb64url, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import (
    MAX_PROOF,
    BundleProof,
    Checkpoint,
    check_bundle_proof,
    format_bundle_proof,
    parse_bundle_proof,
)
from labelproof.log.leaf import Leaf, parse_leaf
from labelproof.log.note import Vkey, strict_b64decode
from labelproof.log.tree import check_inclusion, inclusion_path, leaf_hash

FORMAT = "labelproof-row-proof/1"
_FIELDS = ("format", "row", "row_index", "row_path", "release_leaf", "log_proof", "vkey")
_ASK = "make the proof again with `labelproof prove`"


@dataclass(frozen=True, slots=True)
class RowProof:
    """Everything it takes to prove one row, offline. `vkey` is a convenience and no source of trust."""

    row: bytes
    row_index: int
    row_path: tuple[bytes, ...]
    release_leaf: bytes
    log_proof: BundleProof
    vkey: str


class ProvenRow(NamedTuple):
    """A row that a log published, the leaf that did so, and the checkpoint that covers it."""

    row: dict[str, Json]
    release: Leaf
    checkpoint: Checkpoint


def prove_row(lines: Sequence[bytes], index: int, release_leaf: bytes, log_proof: BundleProof, vkey: str) -> RowProof:
    """The proof of line `index` (from 0) of `rows.jsonl`; lines without their LF."""
    path = inclusion_path([leaf_hash(line) for line in lines], index)
    return RowProof(lines[index], index, tuple(path), release_leaf, log_proof, vkey)


def format_row_proof(proof: RowProof) -> bytes:
    """One line of canonical JSON."""
    return (
        value_json(
            {
                "format": FORMAT,
                "row": proof.row.decode(),
                "row_index": proof.row_index,
                "row_path": [b64encode(each).decode() for each in proof.row_path],
                "release_leaf": proof.release_leaf.decode(),
                "log_proof": format_bundle_proof(proof.log_proof).decode(),
                "vkey": proof.vkey,
            }
        )
        + b"\n"
    )


def parse_row_proof(raw: bytes) -> RowProof:
    """The parts of a row proof; nothing is verified but the form."""
    try:
        value = parse_json(raw)
    except Refused as error:
        raise _bad(f"cannot be read: {error.what}") from None
    if not isinstance(value, dict) or value.get("format") != FORMAT or sorted(value) != sorted(_FIELDS):
        raise _bad(f"is not of format {FORMAT}")
    row, index, path = value["row"], value["row_index"], value["row_path"]
    leaf, log_proof, vkey = value["release_leaf"], value["log_proof"], value["vkey"]
    if not (isinstance(row, str) and type(index) is int and isinstance(path, list) and len(path) <= MAX_PROOF):
        raise _bad("has a field of another type")
    if not (isinstance(leaf, str) and isinstance(log_proof, str) and isinstance(vkey, str)):
        raise _bad("has a field of another type")
    hashes = [strict_b64decode(each) if isinstance(each, str) else None for each in path]
    if any(each is None for each in hashes):
        raise _bad("has a path that is not strict base64")
    found = tuple(each for each in hashes if each is not None)
    return RowProof(row.encode(), index, found, leaf.encode(), parse_bundle_proof(log_proof.encode()), vkey)


def check_row_proof(proof: RowProof, vkeys: Sequence[Vkey]) -> ProvenRow:
    """The row that the log of `vkeys` published, or a refusal that says which link is broken."""
    row = parse_row(proof.row)
    release = parse_leaf(proof.release_leaf)
    checkpoint = check_bundle_proof(proof.log_proof, proof.release_leaf, vkeys)
    if release.kind != kinds.RELEASE_PUBLISHED or release.log != checkpoint.origin:
        raise _bad(f"rests on a leaf that is {release.kind} of {release.log}, not release.published of its log")
    root = unb64url(one(release, "rows_root"))
    try:
        check_inclusion(proof.row_index, number(release, "n_rows"), leaf_hash(proof.row), proof.row_path, root)
    except Refused as error:
        raise _bad(f"does not lead from its row to the rows the release published ({error.what})") from None
    wanted = row_id(release.log, str(row.get("item_id")), str(row.get("question_id")))
    if row["row_id"] != wanted:
        raise _bad(f"is of a row that calls itself {str(row['row_id'])[:40]} and is {wanted}")
    return ProvenRow(row, release, checkpoint)


def _bad(what: str) -> Refused:
    return Refused("proof.row", f"the row proof {what}", _ASK)
