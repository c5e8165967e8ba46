"""Where a log's files come from: a directory, an archive, a server or a dictionary, behind one method."""

from typing import Protocol


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
