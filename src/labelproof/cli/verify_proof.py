"""What `verify --proof` says: of one row's proof, or of a plain tlog-proof of one leaf."""

from labelproof.cli.shown import Shown
from labelproof.evidence.report import CONSISTENT, VERIFIED
from labelproof.kernel.canonical import parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import BundleProof, Checkpoint, check_bundle_proof, parse_bundle_proof
from labelproof.log.note import open_note, parse_vkey
from labelproof.log.root import format_root_leaf
from labelproof.log.state import State
from labelproof.log.verify import Pins

_HEADER = b"c2sp.org/tlog-proof@"
_ASK = "ask whoever made the proof for one with its part of the root log"


def check_proof(
    path: str, raw: bytes, entry: bytes | None, pins: Pins, known: State | None, trust: bool
) -> tuple[Shown, int]:
    """Check it; gives what to show, and the exit code. A proof that fails is refused."""
    if raw.startswith(_HEADER):
        return _check_leaf(path, raw, entry, pins, known)
    if entry is not None:
        raise Refused("proof.entry", "this is no tlog-proof, so it takes no --entry", "leave --entry away")
    return _check_row(path, raw, pins, trust)


def _check_leaf(path: str, raw: bytes, entry: bytes | None, pins: Pins, known: State | None) -> tuple[Shown, int]:
    if entry is None:
        raise Refused("proof.entry", "a tlog-proof does not hold its leaf", "give the leaf's bytes with --entry FILE")
    if not pins.vkeys:
        raise Refused("log.vkey", "a tlog-proof brings no key", "say --vkey")
    proof = parse_bundle_proof(raw)
    checkpoint = check_bundle_proof(proof, entry, [parse_vkey(text) for text in pins.vkeys])
    _compare(checkpoint, known)
    n_witnesses = _count_witnesses(proof.note, pins)
    lines = [
        f"Proof {path}",
        f"  ✓ leaf {proof.index} of {checkpoint.origin}, in its {checkpoint.size} signed leaves",
        *_chained(proof, pins),
        "",
        "Not checked:",
        "  – what the leaf commits to, and the leaves beside it: a bundle shows that",
    ]
    values = {"kind": "leaf", "ok": True, "exit": VERIFIED, "origin": checkpoint.origin, "index": proof.index}
    return Shown({**values, "size": checkpoint.size, "witnesses": n_witnesses, "faults": []}, lines), VERIFIED


def _compare(checkpoint: Checkpoint, known: State | None) -> None:
    """At one size there is one root. Other sizes cannot be compared without the log's tiles."""
    if known is None:
        return
    seen = {**known.seen, known.size: known.root}.get(checkpoint.size, checkpoint.root)
    if seen != checkpoint.root:
        what = f"the proof's checkpoint of size {checkpoint.size} has another root than the one you have seen"
        raise Refused("log.forked", what, "keep the proof and your state file: both are evidence")


def _count_witnesses(note: bytes, pins: Pins) -> int:
    if not pins.witnesses and not pins.quorum:
        return 0
    witnesses = [parse_vkey(text) for text in pins.witnesses]
    opened = open_note(note, [*(parse_vkey(text) for text in pins.vkeys), *witnesses])
    n = sum(signature.time is not None for signature in opened.signatures)
    if n < pins.quorum:
        raise Refused("log.witness", f"{n} of {pins.quorum} witnesses", "ask for a checkpoint that was witnessed")
    return n


def _chained(proof: BundleProof, pins: Pins) -> list[str]:
    """The proof's own checkpoint as a leaf of the root log, where that was asked for."""
    if pins.root is None:
        return []
    extra = None if proof.extra is None else parse_json(proof.extra)
    text = extra.get("root_proof") if isinstance(extra, dict) else None
    if not isinstance(text, str):
        raise Refused("log.not_entered", "the proof does not say where the root log has its checkpoint", _ASK)
    above = parse_bundle_proof(text.encode())
    root = pins.root.pins
    checkpoint = check_bundle_proof(above, format_root_leaf(proof.note), [parse_vkey(each) for each in root.vkeys])
    n = _count_witnesses(above.note, root)
    return [f"  ✓ entry {above.index} of the root log {checkpoint.origin}, seen by {n} witnesses"]


def _check_row(path: str, raw: bytes, pins: Pins, trust: bool) -> tuple[Shown, int]:
    from labelproof.evidence.row_proof import check_row_proof, parse_row_proof

    proof = parse_row_proof(raw)
    keys = [parse_vkey(text) for text in pins.vkeys or (proof.vkey,)]
    proven = check_row_proof(proof, keys)
    row, checkpoint = proven.row, proven.checkpoint
    lines = [
        f"Row proof {path}",
        f"  row     {row['row_id']}: {value_json(row.get('value')).decode()} ({row.get('status')})",
        f"  item    {row.get('item_id')}, question {row.get('question_id')}",
        f"  release {proven.release.refs.get('release')} of {checkpoint.origin}",
        f"  ✓ the row is one of {proven.release.refs.get('n_rows')} that the release published",
        f"  ✓ the log holds that publication in its {checkpoint.size} signed leaves",
        *_chained(proof.log_proof, pins),
        "",
        "Not checked:",
        "  – that the row follows from its votes, and that none was left out: a bundle shows that",
    ]
    code = VERIFIED if pins.vkeys or trust else CONSISTENT
    values = {"kind": "row", "ok": code == VERIFIED, "exit": code, "row": row, "origin": checkpoint.origin}
    return Shown({**values, "size": checkpoint.size, "faults": []}, lines), code
