"""A password hasher that costs nothing: for tests alone, since it hides nothing."""

import hashlib


class PlainPasswords:
    """PasswordHasher by one SHA-256."""

    def hash(self, password: str) -> str:
        """The digest.

        >>> PlainPasswords().verify(PlainPasswords().hash("a"), "a")
        True
        """
        return hashlib.sha256(password.encode()).hexdigest()

    def verify(self, encoded: str, password: str) -> bool:
        """Whether the password has this digest."""
        return self.hash(password) == encoded
