"""What a verifier remembers of a log between two runs: the last checkpoint it found good, under which key."""

from base64 import b64encode
from dataclasses import dataclass

from labelproof.kernel.canonical import parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import open_checkpoint
from labelproof.log.note import parse_vkey, strict_b64decode

_BAD = Refused(
    "log.state", "the state file is not one that verify wrote", "use another one, and keep this: it may be evidence"
)


@dataclass(frozen=True, slots=True)
class State:
    """The pinned key's text, the note as it was, and the size and root it signs."""

    vkey: str
    note: bytes
    size: int
    root: bytes


def format_state(state: State) -> bytes:
    """The file that `parse_state` reads."""
    return (
        value_json(
            {
                "vkey": state.vkey,
                "note": state.note.decode(),
                "size": state.size,
                "root": b64encode(state.root).decode(),
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
        vkey, note, size, root = (value.get(name) for name in ("vkey", "note", "size", "root"))
        if not (isinstance(vkey, str) and isinstance(note, str) and isinstance(size, int) and isinstance(root, str)):
            raise _BAD
        checkpoint = open_checkpoint(note.encode(), [parse_vkey(vkey)])
    except Refused:
        raise _BAD from None
    if (checkpoint.size, checkpoint.root) != (size, strict_b64decode(root)):
        raise _BAD
    return State(vkey, note.encode(), size, checkpoint.root)
