"""Readers of what `verify` is pointed at: a folder or a zip. Links are not followed, nothing is unpacked."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from labelproof.log.reader import Missing, Unreadable

_LOCAL_HEADER = 30
_LONGEST, _DEEPEST = 1024, 32


def is_plain(path: str) -> bool:
    """Whether a path stays below its folder: no empty part, no `.` or `..`, no NUL, no backslash, no endless depth."""
    if len(path) > _LONGEST or path.count("/") > _DEEPEST:
        return False
    return not any(part in ("", ".", "..") for part in path.split("/")) and "\0" not in path and "\\" not in path


class FolderReader:
    """The regular files of a directory."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._checked: set[str] = set()

    def read(self, path: str) -> bytes:
        """The bytes of a regular file below the folder."""
        if not is_plain(path):
            raise Missing(path)
        try:
            self._check_parents(path)
            # O_NONBLOCK: opening a FIFO would wait for its writer for ever.
            opened = os.open(self._root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (FileNotFoundError, NotADirectoryError):
            raise Missing(path) from None
        except (OSError, ValueError) as error:
            raise Unreadable(path, _why(error)) from None
        with open(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise Unreadable(path, "is no regular file")
            try:
                return file.read()
            except (OSError, MemoryError) as error:
                raise Unreadable(path, _why(error)) from None

    def names(self) -> Iterator[str]:
        """Every file below the folder, `/` between parts; a link is refused, wherever it points."""
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(self._root / folder) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                raise Unreadable(folder or str(self._root), _why(error)) from None
            for entry in found:
                path = folder + entry.name
                if entry.is_symlink():
                    raise Unreadable(path, "is a symbolic link")
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path + "/")
                else:
                    yield path

    def _check_parents(self, path: str) -> None:
        parent = path.rpartition("/")[0]
        if parent and parent not in self._checked:
            self._check_parents(parent)
            if stat.S_ISLNK(os.lstat(self._root / parent).st_mode):
                raise Unreadable(parent, "is a symbolic link")
            self._checked.add(parent)


class ZipReader:
    """The entries of a zip, stored and not compressed, so that no archive is larger inside than outside.

    Checksums of the zip are not looked at: the manifest's are stronger, and name the file.
    """

    def __init__(self, file: BinaryIO) -> None:
        import zipfile  # 10 ms that a folder need not wait for

        self._file = file
        self._entries: dict[str, tuple[int, int]] = {}
        size = file.seek(0, os.SEEK_END)
        try:
            entries = zipfile.ZipFile(file).infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
            raise Unreadable("the file", f"is no zip that can be read ({_why(error)})") from None
        for entry in entries:
            if entry.is_dir():
                continue
            if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
                raise Unreadable(entry.filename, "is compressed or encrypted: unpack the zip and verify the folder")
            if entry.filename in self._entries or not is_plain(entry.filename):
                raise Unreadable(entry.filename, "is in the zip twice, or leaves its folder")
            self._entries[entry.filename] = (entry.header_offset, entry.file_size)
        if sum(length for _, length in self._entries.values()) > size:
            raise Unreadable("the zip", "claims more bytes than it has")

    def read(self, path: str) -> bytes:
        """The bytes of an entry."""
        if path not in self._entries:
            raise Missing(path)
        at, length = self._entries[path]
        header = self._at(at, _LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
            raise Unreadable(path, "has no header in the zip")
        n_name, n_extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
        return self._at(at + _LOCAL_HEADER + n_name + n_extra, length)

    def names(self) -> Iterator[str]:
        """Every entry's name."""
        return iter(self._entries)

    def _at(self, at: int, length: int) -> bytes:
        """Bytes at a place, without moving one that forked processes share."""
        parts: list[bytes] = []
        while length and (part := os.pread(self._file.fileno(), length, at)):
            parts.append(part)
            at, length = at + len(part), length - len(part)
        return b"".join(parts)


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
