"""Signing keys of logs: used by name, never handed out except into the key artefact of a backup."""

from collections.abc import Iterable, Iterator
from typing import Protocol


class Signer(Protocol):
    """Ed25519 keys by log name: the one a log was opened with, and those added since.

    Which of them sign is what the log's own leaves say; a signer only holds them.
    """

    def create(self, name: str) -> str:
        """Make the first key, durable on return, and give its vkey; the first key's vkey when there is one."""
        ...

    def add(self, name: str) -> str:
        """Make a further key, durable on return, and give its vkey."""
        ...

    def vkey(self, name: str) -> str:
        """The vkey of the first key; refused when there is none."""
        ...

    def vkeys(self, name: str) -> list[str]:
        """The public halves as vkeys, in the order they were made; none when there is no key."""
        ...

    def sign(self, name: str, text: bytes, vkey: str = "") -> bytes:
        """The whole signature line of a signed note over `text`, LF included: by this key, else by the first."""
        ...

    def dump(self) -> Iterator[tuple[str, str]]:
        """(name, skey) of every key, in order of name and making, for the key artefact of a backup."""
        ...

    def load(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add keys as given, durable on return; those of one name come in the order they were made."""
        ...
