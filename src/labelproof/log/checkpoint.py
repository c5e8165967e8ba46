"""Checkpoints and what travels with them: C2SP tlog-checkpoint, tlog-proof and tlog-witness."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from labelproof.kernel.refused import Refused
from labelproof.log.note import Vkey, open_note, split_note, strict_b64decode
from labelproof.log.tree import EMPTY_ROOT, HASH_SIZE, check_inclusion, leaf_hash

MAX_SIZE = 2**63
MAX_PROOF = 63  # hashes: no tree of fewer than 2^63 leaves needs more
_ORIGIN = re.compile(r"[^+\s]{1,255}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_FIX = "take it as it was published, byte for byte"


class Checkpoint(NamedTuple):
    """What a log signs: its origin, size and root hash; extension lines are kept and mean nothing to us."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BundleProof:
    """Offline evidence that one leaf is in a log: index, hashes from its sibling upwards, and the note."""

    index: int
    hashes: tuple[bytes, ...]
    note: bytes
    extra: bytes | None = None


def format_checkpoint(origin: str, size: int, root: bytes) -> bytes:
    """The text a log signs (tlog-checkpoint "Note text").

    >>> format_checkpoint("log.example/p", 0, EMPTY_ROOT)
    b'log.example/p\\n0\\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\\n'
    """
    if not _ORIGIN.fullmatch(origin) or len(root) != HASH_SIZE or not 0 <= size < MAX_SIZE:
        raise ValueError(f"{origin!r} of size {size} with {len(root)} bytes of root is no checkpoint")
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n".encode()


def parse_checkpoint(text: bytes) -> Checkpoint:
    """Origin, size and root of a note's text; any other spelling of the size or the root is refused."""
    try:
        lines = text.decode().split("\n")
    except UnicodeDecodeError:
        raise _bad("is not UTF-8") from None
    if len(lines) < 4 or lines[-1] != "":
        raise _bad("has not three lines")
    origin, size, root = lines[:3]
    raw = strict_b64decode(root)
    if not _ORIGIN.fullmatch(origin):
        raise _bad(f"has no origin: {origin[:80]!r}")
    if not _NUMBER.fullmatch(size) or int(size) >= MAX_SIZE:
        raise _bad(f"has {size[:40]!r} as its size, which is no canonical number")
    if raw is None or len(raw) != HASH_SIZE:
        raise _bad(f"has {root[:80]!r} as its root, which is not 32 bytes in strict base64")
    if "" in lines[3:-1]:
        raise _bad("has an empty extension line")
    if size == "0" and raw != EMPTY_ROOT:
        raise _bad("has size 0 and another root than that of the empty tree")
    return Checkpoint(origin, int(size), raw, tuple(lines[3:-1]))


def open_checkpoint(note: bytes, vkeys: Sequence[Vkey], now: int | None = None) -> Checkpoint:
    """The checkpoint in a note that one of the log's keys signed under its own name."""
    return open_signed(note, vkeys, now)[0]


def open_signed(note: bytes, vkeys: Sequence[Vkey], now: int | None = None) -> tuple[Checkpoint, tuple[Vkey, ...]]:
    """The checkpoint in a note and which of the log's keys signed it: those named as its origin, with a log's signature."""
    opened = open_note(note, vkeys, now)
    checkpoint = parse_checkpoint(opened.text)
    own = tuple(each.vkey for each in opened.signatures if each.time is None and each.vkey.name == checkpoint.origin)
    if not own:
        name = opened.signatures[0].vkey.name
        what = f"the checkpoint speaks for {checkpoint.origin} and the key for {name}"
        raise Refused("log.origin", what, "pin the key of the log you mean")
    return checkpoint, own


def format_bundle_proof(proof: BundleProof) -> bytes:
    """A `.tlog-proof` file (C2SP tlog-proof)."""
    extra = [] if proof.extra is None else [f"extra {b64encode(proof.extra).decode()}"]
    hashes = [b64encode(each).decode() for each in proof.hashes]
    return "\n".join([_PROOF_HEADER, *extra, f"index {proof.index}", *hashes, "", ""]).encode() + proof.note


def parse_bundle_proof(raw: bytes) -> BundleProof:
    """The parts of a `.tlog-proof` file; nothing is verified but the form."""
    head, gap, note = raw.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        lines = []
    if not gap or lines[:1] != [_PROOF_HEADER]:
        raise _bad_proof(f"does not start with {_PROOF_HEADER} and an empty line before its note")
    extra = None
    if len(lines) > 1 and lines[1].startswith("extra "):
        extra = strict_b64decode(lines.pop(1).removeprefix("extra "))
        if extra is None:
            raise _bad_proof("has an extra line that is not strict base64")
    number = lines[1].removeprefix("index ") if len(lines) > 1 and lines[1].startswith("index ") else ""
    if not _NUMBER.fullmatch(number) or int(number) >= MAX_SIZE:
        raise _bad_proof("has no canonical index")
    split_note(note)
    return BundleProof(int(number), _parse_hashes(lines[2:]), note, extra)


def check_bundle_proof(proof: BundleProof, leaf: bytes, vkeys: Sequence[Vkey]) -> Checkpoint:
    """The checkpoint under which the log of `vkeys` holds this leaf at the proof's index."""
    checkpoint = open_checkpoint(proof.note, vkeys)
    check_inclusion(proof.index, checkpoint.size, leaf_hash(leaf), proof.hashes, checkpoint.root)
    return checkpoint


def format_witness_request(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """The body of add-checkpoint (C2SP tlog-witness): the size the witness knows, the proof from there, the note."""
    hashes = [b64encode(each).decode() for each in proof]
    return "\n".join([f"old {old}", *hashes, "", ""]).encode() + note


def parse_witness_request(raw: bytes) -> tuple[int, tuple[bytes, ...], bytes]:
    """Old size, proof and note of an add-checkpoint body; nothing is verified but the form."""
    head, gap, note = raw.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    number = lines[0].removeprefix("old ")
    if not gap or not lines[0].startswith("old ") or not _NUMBER.fullmatch(number) or int(number) >= MAX_SIZE:
        raise _bad_proof("does not start with a canonical old size")
    split_note(note)
    return int(number), _parse_hashes(lines[1:]), note


def parse_witness_conflict(body: bytes) -> int:
    """The size in a 409 answer of type text/x.tlog.size."""
    text = body.decode("ascii", "replace")
    if not text.endswith("\n") or not _NUMBER.fullmatch(text[:-1]) or int(text) >= MAX_SIZE:
        raise Refused("log.witness", "a witness answered 409 without a size", "tell the witness's operator")
    return int(text)


def _parse_hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > MAX_PROOF:
        raise _bad_proof(f"has {len(lines)} hashes; {MAX_PROOF} are allowed")
    hashes = [strict_b64decode(line) for line in lines]
    if any(each is None or len(each) != HASH_SIZE for each in hashes):
        raise _bad_proof("has a line that is not a hash in strict base64")
    return tuple(each for each in hashes if each is not None)


def _bad(what: str) -> Refused:
    return Refused("log.checkpoint", f"a checkpoint {what}", _FIX)


def _bad_proof(what: str) -> Refused:
    return Refused("log.proof", f"a proof {what}", _FIX)
