"""The root log: its leaves are the signed checkpoints of the instance's other logs (text and own signature lines)."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint, parse_checkpoint
from labelproof.log.faults import Faults
from labelproof.log.note import format_note, parse_line, split_note

_FIX = "ask the operator of the root log; an honest one enters only checkpoints of its own logs, in their order"


def is_root(origin: str) -> bool:
    """Whether a log of this origin is a root log, `<host>/root`: every other log has 26 random characters there."""
    return origin.endswith("/root")


def format_root_leaf(note: bytes) -> bytes:
    """The leaf that enters a checkpoint: its text and the log's own signature lines, without cosignatures."""
    text, lines = split_note(note)
    origin = parse_checkpoint(text).origin
    return format_note(text, [line for line in lines if parse_line(line)[0] == origin])


def parse_root_leaf(raw: bytes) -> Checkpoint:
    """The checkpoint a leaf enters; its signatures are checked where the log's key is known.

    A leaf with lines of anyone but the log itself, or with none, is refused (`log.root_leaf`).
    """
    try:
        checkpoint = parse_checkpoint(split_note(raw)[0])
        whole = format_root_leaf(raw)
    except Refused as error:
        raise Refused("log.root_leaf", f"no signed checkpoint is entered ({error.what})", _FIX) from None
    if whole != raw:
        raise Refused("log.root_leaf", f"the checkpoint of {checkpoint.origin} has lines of others, or none", _FIX)
    return checkpoint


@dataclass(slots=True)
class NoteLeaves:
    """Leaves that are notes, in order: of a whole root log, or of a range that another joins.

    `of` names the log whose entries are kept. Sizes of one origin never shrink, and one size has one root; that a
    larger one extends a smaller is shown where the tiles of that log are at hand.
    """

    origin: str
    of: str = ""
    entries: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    first: dict[str, tuple[int, Checkpoint]] = field(default_factory=dict[str, tuple[int, Checkpoint]])
    last: dict[str, Checkpoint] = field(default_factory=dict[str, Checkpoint])

    def take(self, first: int, leaves: Sequence[bytes], faults: Faults) -> None:
        """Look at the next leaves; `first` is the index of the first of them."""
        host = self.origin.removesuffix("root")
        for index, raw in enumerate(leaves, first):
            try:
                entered = parse_root_leaf(raw)
            except Refused as error:
                faults.take(error, f"entry {index}: ")
                continue
            if not entered.origin.startswith(host) or is_root(entered.origin):
                what = f"entry {index} is of {entered.origin}, which is no log of {host.rstrip('/')}"
                faults.add("log.foreign", what, _FIX)
            self._follow(index, entered, faults)
            if entered.origin == self.of:
                self.entries.append((index, raw))

    def join(self, later: "NoteLeaves", faults: Faults) -> None:
        """Add the leaves that another looked at, which come right after these."""
        for index, entered in later.first.values():
            self._follow(index, entered, faults)
        self.last.update(later.last)
        self.entries += later.entries

    def _follow(self, index: int, entered: Checkpoint, faults: Faults) -> None:
        last = self.last.get(entered.origin)
        self.first.setdefault(entered.origin, (index, entered))
        if last is not None and entered.size < last.size:
            what = f"entry {index} has size {entered.size} of {entered.origin}, after size {last.size}"
            faults.add("log.root_order", what, _FIX)
        elif last is not None and entered.size == last.size and entered.root != last.root:
            ours, theirs = b64encode(entered.root).decode(), b64encode(last.root).decode()
            what = f"entry {index} has root {ours} at size {entered.size} of {entered.origin}, after root {theirs}"
            faults.add("log.forked", what, "keep this root log; both entries are evidence")
        self.last[entered.origin] = entered
