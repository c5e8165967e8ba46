"""Ids and origins. An event's id follows from who asked, with which key, and which place in the answer."""

import base64
import hashlib
import hmac
from typing import NamedTuple


class Own(NamedTuple):
    """Stands in a decision for "the id of my n-th event" (or of its place p); the engine fills it in."""

    n: int
    place: int | None = None


def event_id(secret: bytes, home: str, account: str, key: str, n: str) -> str:
    """24 base64url characters: HMAC-SHA-256(secret, home LF account LF key LF n), cut to 144 bits.

    `n` counts the command's events from 0; `n.place` names a member of a batch inside event n.
    """
    text = f"{home}\n{account}\n{key}\n{n}".encode()
    return base64.urlsafe_b64encode(hmac.new(secret, text, hashlib.sha256).digest()[:18]).decode()


def format_origin(host: str, random_bits: bytes) -> str:
    """`<host>/<26 lower-case base32 characters>` of 128 random bits: no project name, nothing guessable.

    >>> format_origin("log.example", bytes(16))
    'log.example/aaaaaaaaaaaaaaaaaaaaaaaaaa'
    """
    if len(random_bits) != 16:
        raise ValueError(f"an origin takes 16 random bytes, not {len(random_bits)}")
    return f"{host}/{base64.b32encode(random_bits).decode().rstrip('=').lower()}"
