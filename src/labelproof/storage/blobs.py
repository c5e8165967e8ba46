"""Blobs in a folder: on disk, name included, before `put` returns.

Object-store libraries' local back ends do not fsync, and a bundle or an image named by a committed event must survive
a power cut. Folders are opened one by one and without following links, so no name leads out of the root.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from labelproof.kernel.refused import Refused
from labelproof.ports.blob_store import BlobConflict, BlobMissing

_TEMPORARY = ".writing-"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class LocalBlobs:
    """BlobStore over a folder of a local file system."""

    def __init__(self, root: Path, *, mode: int = 0o600) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._root, self._mode = root, mode

    def put(self, name: str, content: bytes) -> None:
        """Create; the same bytes again are fine, other bytes raise BlobConflict."""
        self._write(name, content, overwrite=False)

    def replace(self, name: str, content: bytes) -> None:
        """Create or overwrite, atomically."""
        self._write(name, content, overwrite=True)

    def get(self, name: str) -> bytes:
        """The bytes; BlobMissing when there are none."""
        *folders, leaf = _parts(name)
        try:
            folder = self._open_folder(folders, create=False)
        except FileNotFoundError:
            raise BlobMissing(name) from None
        try:
            return _read(folder, leaf)
        except FileNotFoundError:
            raise BlobMissing(name) from None
        finally:
            os.close(folder)

    def delete(self, name: str) -> None:
        """Remove, durable on return; a missing name is fine."""
        *folders, leaf = _parts(name)
        try:
            folder = self._open_folder(folders, create=False)
        except FileNotFoundError:
            return
        try:
            os.unlink(leaf, dir_fd=folder)
            os.fsync(folder)
        except FileNotFoundError:
            pass
        finally:
            os.close(folder)

    def names(self, prefix: str) -> Iterator[str]:
        """All names that start with `prefix`, ascending; half-written files and links are none."""
        start = prefix.rpartition("/")[0]
        if start:
            _parts(start)
        found: list[str] = []
        for folder, _, files in os.walk(self._root / start, followlinks=False):
            for each in files:
                path = Path(folder, each)
                name = path.relative_to(self._root).as_posix()
                if name.startswith(prefix) and not each.startswith(_TEMPORARY) and not path.is_symlink():
                    found.append(name)
        yield from sorted(found)

    def _write(self, name: str, content: bytes, *, overwrite: bool) -> None:
        *folders, leaf = _parts(name)
        folder = self._open_folder(folders, create=True)
        try:
            if overwrite or not _stands_already(folder, leaf, name, content):
                _place(folder, leaf, name, content, self._mode, overwrite=overwrite)
            # Also when it stood already: whoever wrote it may have died before this line.
            os.fsync(folder)
        finally:
            os.close(folder)

    def _open_folder(self, folders: list[str], *, create: bool) -> int:
        here = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for each in folders:
                inner = _open_or_make(here, each, create=create)
                os.close(here)
                here = inner
        except BaseException:
            os.close(here)
            raise
        return here


def _open_or_make(parent: int, name: str, *, create: bool) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except FileNotFoundError:
        if not create:
            raise
    except OSError as error:
        raise _named(name, error) from None
    with suppress(FileExistsError):  # another thread made it between our two calls
        os.mkdir(name, dir_fd=parent)
    os.fsync(parent)
    return os.open(name, _FOLDER, dir_fd=parent)


def _place(folder: int, leaf: str, name: str, content: bytes, mode: int, *, overwrite: bool) -> None:
    temporary = f"{_TEMPORARY}{os.urandom(8).hex()}"
    try:
        _write_new(folder, temporary, content, mode)
        if overwrite:
            os.rename(temporary, leaf, src_dir_fd=folder, dst_dir_fd=folder)
        else:
            # link, unlike rename, refuses a name that another process took meanwhile
            os.link(temporary, leaf, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        _stands_already(folder, leaf, name, content)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=folder)


def _write_new(folder: int, name: str, content: bytes, mode: int) -> None:
    file = os.open(name, _NEW, mode, dir_fd=folder)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)


def _stands_already(folder: int, leaf: str, name: str, content: bytes) -> bool:
    try:
        standing = _read(folder, leaf)
    except FileNotFoundError:
        return False
    if standing != content:
        raise BlobConflict(f"{name} exists with other bytes")
    return True


def _read(folder: int, leaf: str) -> bytes:
    try:
        file = os.open(leaf, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except OSError as error:
        raise _named(leaf, error) from None
    try:
        return b"".join(iter(lambda: os.read(file, 1 << 20), b""))
    except IsADirectoryError as error:
        raise _named(leaf, error) from None
    finally:
        os.close(file)


def _parts(name: str) -> list[str]:
    parts = name.split("/")
    for part in parts:
        bad = part in ("", ".", "..") or part.startswith(_TEMPORARY) or len(part.encode()) > 255
        if bad or "\\" in part or not part.isprintable():
            raise Refused("blob.name", f"{name[:80]!r} is not the name of a blob", "use plain/relative/names")
    return parts


def _named(name: str, error: OSError) -> Exception:
    """A link, or a file where a folder should be (or the other way round), is refused; a disk's failure stays what it is."""
    if error.errno not in (errno.ELOOP, errno.ENOTDIR, errno.EISDIR):
        return error
    what = f"the way to a blob is blocked at {name!r} ({error.strerror})"
    return Refused("blob.blocked", what, "look for a link or a stray file in the data folder; links are not followed")
