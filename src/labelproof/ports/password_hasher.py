"""Password hashes."""

from typing import Protocol


class PasswordHasher(Protocol):
    """A slow, salted hash."""

    def hash(self, password: str) -> str:
        """The encoded hash, parameters and salt included."""
        ...

    def verify(self, encoded: str, password: str) -> bool:
        """Whether the password made this hash."""
        ...
