"""Two checkpoints of one log: the larger extends the smaller, or both signatures together prove that it does not."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from labelproof.kernel.canonical import Json, parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import MAX_PROOF, Checkpoint, open_checkpoint
from labelproof.log.note import Vkey, strict_b64decode
from labelproof.log.tree import HASH_SIZE, HashReader, check_consistency, prove_consistency, range_hash

FORMAT = "labelproof-log-contradiction/1"
_ASK = "ask whoever made it for the two notes as they were published"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two notes of one log that cannot both be true, and why: what the larger tree has as its root at the smaller size.

    `root` is proven by `proof` to be a prefix of the larger tree, and differs from the root the smaller note signs.
    Of two notes of one size the proof is empty and `root` that of the second.
    """

    vkeys: tuple[str, ...]
    smaller: bytes
    larger: bytes
    root: bytes
    proof: tuple[bytes, ...]


def compare_checkpoints(
    a: bytes, b: bytes, vkeys: Sequence[Vkey], read: HashReader | None
) -> tuple[Checkpoint, Checkpoint, Contradiction | None]:
    """Both checkpoints, smaller first, and the contradiction where they are not consistent.

    `read` gives hashes of a tree at least as large as the larger one; it is needed where sizes differ. Refused when a
    note does not open, when they are of two logs, or when the hashes are not those of the larger tree.
    """
    smaller, larger = sorted(((open_checkpoint(note, vkeys), note) for note in (a, b)), key=lambda each: each[0].size)
    (old, old_note), (new, new_note) = smaller, larger
    _one_log(old, new)
    if old.size in (0, new.size):
        root, proof = (old.root if old.size == 0 else new.root), list[bytes]()
    elif read is None:
        what = f"sizes {old.size} and {new.size} cannot be compared by their notes alone"
        raise Refused("log.tiles_needed", what, "give tiles of the larger log with --tiles")
    else:
        root, proof = range_hash(0, old.size, read), prove_consistency(old.size, new.size, read)
        try:
            check_consistency(old.size, new.size, proof, root, new.root)
        except Refused:
            what = f"the tiles are not those of the checkpoint of size {new.size}"
            raise Refused("log.tiles_other", what, "take the tiles from where that checkpoint came from") from None
    if root == old.root:
        return old, new, None
    keys = tuple(dict.fromkeys(vkey.text for vkey in vkeys))
    return old, new, Contradiction(keys, old_note, new_note, root, tuple(proof))


def check_contradiction(found: Contradiction, vkeys: Sequence[Vkey]) -> tuple[Checkpoint, Checkpoint]:
    """Both checkpoints when a log of these keys did sign what cannot both be true; refused otherwise."""
    old, new = (open_checkpoint(note, vkeys) for note in (found.smaller, found.larger))
    _one_log(old, new)
    check_consistency(old.size, new.size, found.proof, found.root, new.root)
    if old.size == 0 or found.root == old.root:
        raise Refused("log.no_contradiction", f"sizes {old.size} and {new.size} are consistent", "nothing is shown")
    return old, new


def format_contradiction(found: Contradiction) -> bytes:
    """The evidence file: canonical JSON with a final LF, to be kept and passed on."""
    proof: list[Json] = [b64encode(each).decode() for each in found.proof]
    return (
        value_json(
            {
                "format": FORMAT,
                "vkeys": list[Json](found.vkeys),
                "smaller": found.smaller.decode(),
                "larger": found.larger.decode(),
                "root": b64encode(found.root).decode(),
                "proof": proof,
            }
        )
        + b"\n"
    )


def parse_contradiction(raw: bytes) -> Contradiction:
    """The parts of an evidence file; nothing is verified but the form."""
    try:
        value = parse_json(raw)
    except Refused as error:
        raise _bad(f"cannot be read: {error.what}") from None
    match value:
        case {
            "format": "labelproof-log-contradiction/1",
            "vkeys": list(vkeys),
            "smaller": str(smaller),
            "larger": str(larger),
            "root": str(root),
            "proof": list(proof),
        } if len(value) == 6 and len(proof) <= MAX_PROOF:
            keys = tuple(each for each in vkeys if isinstance(each, str))
            hashes = [_hash(each) for each in (root, *proof)]
            found = Contradiction(keys, smaller.encode(), larger.encode(), hashes[0], tuple(hashes[1:]))
        case _:
            raise _bad(f"is not of format {FORMAT}")
    if format_contradiction(found) != raw:
        raise _bad("is not as an evidence file of its contents is written")
    return found


def _hash(text: Json) -> bytes:
    raw = strict_b64decode(text) if isinstance(text, str) else None
    if raw is None or len(raw) != HASH_SIZE:
        raise _bad("has a hash that is not 32 bytes in strict base64")
    return raw


def _one_log(a: Checkpoint, b: Checkpoint) -> None:
    if a.origin != b.origin:
        what = f"one checkpoint is of {a.origin}, the other of {b.origin}"
        raise Refused("log.origin", what, "compare checkpoints of one log")


def _bad(what: str) -> Refused:
    return Refused("log.evidence", f"the evidence file {what}", _ASK)
