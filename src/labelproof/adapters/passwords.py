"""Password hashes by argon2id, at most a few at a time."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError


class Argon2Passwords:
    """Argon2id (RFC 9106, low-memory profile): 64 MiB and some 100 ms of one core for each hash.

    A hundred sign-ins at once would take 6.4 GB; the semaphore lets `at_once` through and the rest wait.
    """

    def __init__(self, at_once: int = 2, *, memory_kib: int = 65_536, passes: int = 3) -> None:
        self._hasher = PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
        )
        self._turn = BoundedSemaphore(at_once)

    def hash(self, password: str) -> str:
        """The encoded hash, parameters and a fresh salt included."""
        with self._turn:
            return self._hasher.hash(password)

    def verify(self, encoded: str, password: str) -> bool:
        """Whether the password made this hash; an unreadable hash is made by no password."""
        with self._turn:
            try:
                return self._hasher.verify(encoded, password)
            except (VerificationError, InvalidHashError):
                return False
