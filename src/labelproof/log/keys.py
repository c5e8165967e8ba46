"""Which keys a log's checkpoints count under: those pinned, and those announced under them, until each is retired."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint
from labelproof.log.leaf import parse_leaf, vkey_digest
from labelproof.log.note import Vkey

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class Seen(NamedTuple):
    """A checkpoint of the log, from where, and which of the keys in question signed it."""

    who: str
    checkpoint: Checkpoint
    signers: tuple[Vkey, ...]
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """What the leaves of a log say of its keys: digest -> index of the leaf, digest -> last size it may sign."""

    opened: bool
    announced: dict[str, int]
    retired: dict[str, int]

    def last_size(self, key: Vkey) -> int | None:
        """The largest size this key may sign, or None while it is not retired."""
        return self.retired.get(vkey_digest(key.text))

    def may_sign(self, key: Vkey, size: int) -> bool:
        """Whether a signature of this key counts at this size."""
        last = self.last_size(key)
        return last is None or size <= last

    def is_announced(self, key: Vkey, before: int) -> bool:
        """Whether a leaf among the first `before` holds the digest of this key."""
        return self.announced.get(vkey_digest(key.text), before) < before


def parse_key_history(leaves: Iterable[tuple[int, bytes]]) -> KeyHistory:
    """The history from (index, leaf) of `log.opened`, `log_key.added` and `log_key.retired`.

    A retirement without a canonical size retires at once: a key whose end cannot be read is not trusted further.
    """
    opened = False
    announced: dict[str, int] = {}
    retired: dict[str, int] = {}
    for index, raw in leaves:
        leaf = parse_leaf(raw)
        digest = leaf.refs.get("vkey", "")
        if not isinstance(digest, str):
            continue
        if leaf.kind == "log_key.retired":
            text = leaf.refs.get("size", "")
            size = int(text) if isinstance(text, str) and _SIZE.fullmatch(text) else 0
            retired[digest] = min(size, retired.get(digest, size))
        elif leaf.kind == "log_key.added" or index == 0:
            opened = opened or leaf.kind == "log.opened"
            announced.setdefault(digest, index)
    return KeyHistory(opened, announced, retired)


def trusted_keys(
    pinned: Iterable[Vkey], candidates: Iterable[Vkey], notes: Sequence[Seen], keys: KeyHistory
) -> set[Vkey]:
    """The pinned keys, and each candidate whose digest is in a leaf proven under one that is trusted already.

    `notes` are checkpoints whose roots the tree has. One that counts under a trusted key proves every leaf before its
    size, and a leaf that announces a key hands the trust on.
    """
    trusted = set(pinned)
    waiting = set(candidates) - trusted
    for note in notes:
        if note.remembered:  # the state was written after a whole success, by the rules below
            trusted |= set(note.signers)
    while True:
        proven = max((note.checkpoint.size for note in notes if counts(note, trusted, keys)), default=0)
        new = {key for key in waiting if keys.is_announced(key, proven)}
        if not new - trusted:
            return trusted
        trusted |= new


def counts(note: Seen, trusted: set[Vkey], keys: KeyHistory) -> bool:
    """Whether a trusted key signed this note at a size it may sign; what is remembered was judged when it was seen."""
    return note.remembered or any(key in trusted and keys.may_sign(key, note.checkpoint.size) for key in note.signers)


def check_signers(note: Seen, pinned: Iterable[Vkey], trusted: set[Vkey], keys: KeyHistory) -> None:
    """Refuse a note that counts under no trusted key, in words that say which were wanted."""
    if counts(note, trusted, keys):
        return
    size = note.checkpoint.size
    ended = [key for key in note.signers if key in trusted]
    if ended:
        last = keys.last_size(ended[0])
        what = f"the key {ended[0].key_id.hex()} was retired at size {last} and signs size {size}"
        raise Refused("log.key_retired", what, "pin the key that followed it")
    wanted, names = (" or ".join(key.key_id.hex() for key in each) for each in (pinned, note.signers))
    what = f"checkpoint of {note.checkpoint.origin} is not signed by {wanted}; {names} signs it"
    fix = (
        "check the vkey with the log's operator out of band; a key that followed is announced in leaves proven under it"
    )
    raise Refused("log.signature", what, fix)


def check_announced(note: Seen, trusted: set[Vkey], keys: KeyHistory) -> None:
    """Refuse when a log that opened with a key is signed by ones that it never names."""
    size = note.checkpoint.size
    signers = [key for key in note.signers if key in trusted and keys.may_sign(key, size)]
    if keys.opened and not any(keys.is_announced(key, size) for key in signers):
        what = "the key that signs the checkpoint is in no log.opened or log_key.added of this log"
        raise Refused("log.key", what, "ask the operator which key the log was opened with")
