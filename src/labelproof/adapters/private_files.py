"""Files that only their owner reads, on disk before the call returns."""

import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Create with mode 0600, synced with its folder; FileExistsError when the name is taken, by a link too."""
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(temporary, path, follow_symlinks=False)  # unlike a rename, refuses a name that exists
    finally:
        temporary.unlink()
    sync_folder(path.parent)


def remove_private(path: Path) -> None:
    """Overwrite with zeros, then remove, both synced; a missing file is fine.

    On a journalling or copying file system, or flash, the old blocks may live on under it: only the machine's disk
    encryption answers that.
    """
    try:
        with path.open("r+b") as stream:
            stream.write(bytes(path.stat().st_size))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names that appeared or went in this folder survive a crash of the machine."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
