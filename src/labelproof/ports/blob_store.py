"""Named bytes outside the database: tiles, vault, bundles."""

from collections.abc import Iterator
from typing import Protocol


class BlobMissing(Exception):
    """No blob of this name."""


class BlobConflict(Exception):
    """A blob of this name exists with other bytes: an immutable name was used twice."""


class BlobStore(Protocol):
    """Durable on return: a name that was put survives a crash of the machine."""

    def put(self, name: str, content: bytes) -> None:
        """Create; the same bytes again are fine, other bytes raise BlobConflict."""
        ...

    def replace(self, name: str, content: bytes) -> None:
        """Create or overwrite, atomically."""
        ...

    def get(self, name: str) -> bytes:
        """The bytes; BlobMissing when there are none."""
        ...

    def delete(self, name: str) -> None:
        """Remove; a missing name is fine."""
        ...

    def names(self, prefix: str) -> Iterator[str]:
        """All names that start with `prefix`, ascending."""
        ...
