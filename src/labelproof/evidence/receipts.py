"""What a person takes along of what they did: their leaves, each proven under one checkpoint, with the openings they may see."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from labelproof.kernel.canonical import Json, parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import MAX_PROOF, Checkpoint, open_checkpoint
from labelproof.log.leaf import Leaf, check_disclosure, parse_leaf
from labelproof.log.note import Vkey, strict_b64decode
from labelproof.log.tree import check_inclusion, leaf_hash

FORMAT = "labelproof-receipts/1"
_HEAD = ("format", "note", "n_receipts", "vkey")
_ASK = "export the receipts again; keep this file if it was changed after you got it"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One leaf with its place, its path to the root, and the openings of what it commits to."""

    index: int
    leaf: bytes
    path: tuple[bytes, ...]
    disclosures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """A receipt that holds: the leaf, and what its openings say."""

    index: int
    leaf: Leaf
    said: Mapping[str, Json]


def format_receipts(note: bytes, vkey: str, n_receipts: int, receipts: Iterable[Receipt]) -> Iterator[bytes]:
    """Lines of JSON: the checkpoint first, then a line for each leaf. `vkey` is a convenience and no source of trust."""
    yield value_json({"format": FORMAT, "note": note.decode(), "n_receipts": n_receipts, "vkey": vkey}) + b"\n"
    for each in receipts:
        path: list[Json] = [b64encode(h).decode() for h in each.path]
        said: dict[str, Json] = dict(each.disclosures)
        yield value_json({"index": each.index, "leaf": each.leaf.decode(), "path": path, "said": said}) + b"\n"


def enclosed_vkey(raw: bytes) -> str:
    """The key that lies in the file, which proves nothing about whose it is."""
    return str(_head(raw.split(b"\n", 1)[0])["vkey"])


def check_receipts(raw: bytes, vkeys: Sequence[Vkey]) -> tuple[Checkpoint, list[Checked]]:
    """The checkpoint and every receipt under it; Refused with the line that does not hold."""
    lines = raw.split(b"\n")
    if lines[-1]:
        raise _bad("does not end in LF")
    head = _head(lines[0])
    checkpoint = open_checkpoint(str(head["note"]).encode(), vkeys)
    checked: list[Checked] = []
    for n, line in enumerate(lines[1:-1], 2):
        try:
            checked.append(_check(_parse(line), checkpoint))
        except Refused as error:
            raise Refused(error.code, f"line {n}: {error.what}", error.fix) from None
    if len(checked) != head["n_receipts"]:
        raise _bad(f"says {head['n_receipts']} receipts and holds {len(checked)}")
    return checkpoint, checked


def _check(receipt: Receipt, checkpoint: Checkpoint) -> Checked:
    leaf = parse_leaf(receipt.leaf)
    if leaf.log != checkpoint.origin:
        raise _bad(f"has a leaf of {leaf.log} under a checkpoint of {checkpoint.origin}")
    check_inclusion(receipt.index, checkpoint.size, leaf_hash(receipt.leaf), receipt.path, checkpoint.root)
    said: dict[str, Json] = {}
    for name, disclosure in receipt.disclosures.items():
        if name not in leaf.c:
            raise _bad(f"has an opening of {name[:32]} that its leaf does not commit to")
        said[name] = check_disclosure(disclosure, name, leaf.c[name])
    return Checked(receipt.index, leaf, said)


def _head(line: bytes) -> dict[str, Json]:
    head = _object(line)
    if head.get("format") != FORMAT or sorted(head) != sorted(_HEAD) or not isinstance(head["note"], str):
        raise _bad(f"does not begin with a line of format {FORMAT}")
    return head


def _parse(line: bytes) -> Receipt:
    value = _object(line)
    index, leaf, path, said = (value.get(name) for name in ("index", "leaf", "path", "said"))
    if not (type(index) is int and index >= 0 and isinstance(leaf, str) and isinstance(said, dict)) or len(value) != 4:
        raise _bad("has a field of another type, or another field")
    if not isinstance(path, list) or len(path) > MAX_PROOF or not all(isinstance(each, str) for each in said.values()):
        raise _bad("has a path or an opening of another type")
    hashes = [strict_b64decode(each) if isinstance(each, str) else None for each in path]
    if any(each is None for each in hashes):
        raise _bad("has a path that is not strict base64")
    found = tuple(each for each in hashes if each is not None)
    return Receipt(index, leaf.encode(), found, {name: str(each) for name, each in said.items()})


def _object(line: bytes) -> dict[str, Json]:
    try:
        value = parse_json(line)
    except Refused as error:
        raise _bad(f"cannot be read: {error.what}") from None
    if not isinstance(value, dict):
        raise _bad("is no JSON object")
    return value


def _bad(what: str) -> Refused:
    return Refused("proof.receipts", f"the file of receipts {what}", _ASK)
