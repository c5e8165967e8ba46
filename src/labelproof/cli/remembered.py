"""What a person's verifier keeps between runs: one file for each pinned key, in a folder of their own."""

import hashlib
import os
from pathlib import Path

from labelproof.cli.kept import state_folder
from labelproof.kernel.refused import Refused
from labelproof.log.reader import Unreadable
from labelproof.log.state import State, format_state, parse_state

MOST = 1 << 24  # bytes of a checkpoint, state or proof file; real ones have a few thousand


def kept_at(vkey: str, ending: str = "json") -> Path:
    """Where a key's file lies: named by the SHA-256 of its vkey, never by anything that a server or a file said."""
    return state_folder() / "checkpoints" / f"{hashlib.sha256(vkey.encode()).hexdigest()}.{ending}"


def recall(path: Path) -> State | None:
    """What the file remembers; None where there is none."""
    try:
        if not path.exists():
            return None
        return parse_state(read_small(path))
    except Refused as error:
        raise Unreadable(str(path), f"is no state: {error.what}") from None


def recall_pinned(vkeys: tuple[str, ...]) -> State | None:
    """What is kept under these keys: of several, the one that saw the largest log."""
    found = [state for state in map(recall, map(kept_at, vkeys)) if state is not None]
    return max(found, key=lambda state: state.size, default=None)


def remember(path: Path, state: State) -> None:
    """Write the state; a folder of our own is made when it is not there."""
    write_whole(path, format_state(state))


def write_whole(path: Path, content: bytes) -> None:
    """Written beside and put in place, so that the file is the old one or the new one and never half of either."""
    import tempfile  # 15 ms that only those who remember need

    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
    except OSError as error:
        raise Unreadable(str(path), f"cannot be written ({error.strerror})") from None


def make_folder(path: Path) -> None:
    """The folder that a kept file lies in, for its owner alone."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unreadable(str(path.parent), f"cannot be made ({error.strerror})") from None


def read_small(path: Path) -> bytes:
    """A file's bytes; one that is too large for what it should be is not read."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST + 1)
    except OSError as error:
        raise Unreadable(str(path), error.strerror or "cannot be read") from None
    if len(raw) > MOST:
        raise Unreadable(str(path), f"has more than {MOST} bytes")
    return raw
