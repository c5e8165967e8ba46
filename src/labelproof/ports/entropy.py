"""Randomness, as a value that somebody hands in."""

from typing import Protocol


class Entropy(Protocol):
    """A source of unpredictable bytes; tests hand in a seeded one."""

    def bytes(self, n: int) -> bytes:
        """`n` fresh random bytes."""
        ...
