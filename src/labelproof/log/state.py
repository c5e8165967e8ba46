"""What a verifier remembers of a log between two runs: the last checkpoint it found good, under which pinned key."""

from base64 import b64encode
from dataclasses import dataclass, field

from labelproof.kernel.canonical import Json, parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import open_checkpoint
from labelproof.log.note import parse_vkey, strict_b64decode

MOST_SEEN = 1000  # older checkpoints kept beside the newest, so that an older bundle can be checked again
_BAD = Refused(
    "log.state", "the state file is not one that verify wrote", "use another one, and keep this: it may be evidence"
)


@dataclass(frozen=True, slots=True)
class State:
    """The pinned key, the newest note with its size and root and who signed it, and roots seen at earlier sizes.

    `signed_by` is the pinned key, or one that the log announced under it.
    """

    vkey: str
    note: bytes
    size: int
    root: bytes
    signed_by: str
    seen: dict[int, bytes] = field(default_factory=dict[int, bytes])

    def after(self, earlier: "State | None") -> "State":
        """This one, with what an earlier one had seen; of two, the larger log stays the newest."""
        if earlier is None:
            return self
        newest, other = (self, earlier) if self.size >= earlier.size else (earlier, self)
        seen = {**earlier.seen, **self.seen, other.size: other.root}
        seen.pop(newest.size, None)
        kept = {size: seen[size] for size in sorted(seen)[-MOST_SEEN:]}
        return State(newest.vkey, newest.note, newest.size, newest.root, newest.signed_by, kept)


def format_state(state: State) -> bytes:
    """The file that `parse_state` reads: canonical JSON with a final LF."""
    seen: dict[str, Json] = {str(size): b64encode(root).decode() for size, root in state.seen.items()}
    return (
        value_json(
            {
                "vkey": state.vkey,
                "signed_by": state.signed_by,
                "note": state.note.decode(),
                "size": state.size,
                "root": b64encode(state.root).decode(),
                "seen": seen,
            }
        )
        + b"\n"
    )


def parse_state(raw: bytes) -> State:
    """What was remembered; a file whose note does not open under its own key, or says otherwise, is refused."""
    try:
        value = parse_json(raw)
        if not isinstance(value, dict):
            raise _BAD
        vkey, key, note, size, root, seen = (
            value.get(name) for name in ("vkey", "signed_by", "note", "size", "root", "seen")
        )
        if not (isinstance(vkey, str) and isinstance(key, str) and isinstance(note, str) and isinstance(seen, dict)):
            raise _BAD
        if parse_vkey(vkey).name != parse_vkey(key).name:
            raise _BAD
        checkpoint = open_checkpoint(note.encode(), [parse_vkey(key)])
    except Refused:
        raise _BAD from None
    if type(size) is not int or not isinstance(root, str):
        raise _BAD
    if (checkpoint.size, checkpoint.root) != (size, strict_b64decode(root)):
        raise _BAD
    state = State(vkey, note.encode(), size, checkpoint.root, key, _parse_seen(seen))
    if format_state(state) != raw:
        raise _BAD
    return state


def _parse_seen(value: dict[str, Json]) -> dict[int, bytes]:
    seen: dict[int, bytes] = {}
    for size, text in value.items():
        root = strict_b64decode(text) if isinstance(text, str) else None
        if not size.isdecimal() or not size.isascii() or len(size) > 19 or root is None:
            raise _BAD
        seen[int(size)] = root
    return seen
