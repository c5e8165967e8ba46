"""Signing keys of logs: used by name, never handed out except into the key artefact of a backup."""

from collections.abc import Iterable, Iterator
from typing import Protocol


class Signer(Protocol):
    """One Ed25519 key per log name (log.md section 3)."""

    def create(self, name: str) -> str:
        """Make a key, durable on return, and give its vkey; an existing key's vkey when there is one."""
        ...

    def vkey(self, name: str) -> str:
        """The public half as a vkey."""
        ...

    def sign(self, name: str, text: bytes) -> bytes:
        """The whole signature line of a signed note over `text`, LF included."""
        ...

    def dump(self) -> Iterator[tuple[str, str]]:
        """(name, skey) of every key, for the key artefact of a backup."""
        ...

    def load(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add keys as given, durable on return."""
        ...
