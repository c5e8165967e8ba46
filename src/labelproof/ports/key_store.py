"""Subject keys, held apart from the database so that destroying one erases what it sealed."""

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

SubjectKey = tuple[str, str, bytes]
"""Log origin, subject, 32 key bytes."""


class KeyDestroyed(Exception):
    """This subject was erased; it never gets a key again."""


class KeyStore(Protocol):
    """One 32-byte key per subject and log."""

    def create(self, log: str, subjects: Collection[str]) -> dict[str, bytes]:
        """Fresh keys for subjects that have none, durable on return; KeyDestroyed when one was erased."""
        ...

    def keys(self, log: str, subjects: Collection[str]) -> dict[str, bytes]:
        """The keys that exist; missing and destroyed subjects are absent."""
        ...

    def destroy(self, log: str, subject: str) -> None:
        """Overwrite the key and leave a marker, durable on return."""
        ...

    def version(self) -> int:
        """Changes at every destroy: who caches keys compares it."""
        ...

    def dump(self) -> Iterator[SubjectKey]:
        """Every living key, for the key artefact of a backup."""
        ...

    def destroyed(self) -> Iterator[tuple[str, str]]:
        """Every erased (log, subject)."""
        ...

    def load(self, rows: Iterable[SubjectKey]) -> None:
        """Add keys as given, durable on return; KeyDestroyed when one was erased."""
        ...
