"""Where a log's files come from: a directory, an archive, a server or a dictionary, behind one method."""

import re
from collections.abc import Iterable
from typing import Protocol

_OLDER = re.compile(r"checkpoint\.(0|[1-9][0-9]{0,18})")


class Missing(Exception):
    """There is no such file."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Unreadable(Exception):
    """There is such a file, or may be, and it cannot be read."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why


class Reader(Protocol):
    """The one port of this package."""

    def read(self, path: str) -> bytes:
        """The bytes at a path, or Missing, or Unreadable."""
        ...


def older_checkpoints(names: Iterable[str], reader: Reader, prefix: str = "") -> list[bytes]:
    """The notes that lie beside the newest as `checkpoint.<size>`, smallest first."""
    found = (_OLDER.fullmatch(name.removeprefix(prefix)) for name in names if name.startswith(prefix))
    sizes = sorted(int(each[1]) for each in found if each)
    return [reader.read(f"{prefix}checkpoint.{size}") for size in sizes]
