"""Timestamp authorities (RFC 3161)."""

from typing import Protocol


class Timestamper(Protocol):
    """Asks for and checks signed times over a text's SHA-256."""

    def stamp(self, url: str, text: bytes) -> bytes:
        """A granted response (DER) over SHA-256 of `text`, with our nonce and the authority's certificate, or Refused."""
        ...

    def check(self, response: bytes, text: bytes, roots: bytes) -> int:
        """The time in ms since 1970 that a response proves for `text` under a root in this PEM, or Refused."""
        ...
