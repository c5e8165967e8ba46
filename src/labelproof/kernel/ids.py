"""Ids and origins. An event's id follows from who asked, with which key, and which place in the answer."""

import base64
import hashlib
from binascii import b2a_base64
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

_BLOCK = 64
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class Own(NamedTuple):
    """Stands in a decision for "the id of my n-th event" (or of its place p); the engine fills it in."""

    n: int
    place: int | None = None


def event_id(secret: bytes, home: str, account: str, key: str, n: str) -> str:
    """24 base64url characters: HMAC-SHA-256(secret, home LF account LF key LF n), cut to 144 bits.

    `n` counts the command's events from 0. `n.place` names a member of a batch inside event n: 72 bits of the event's
    id, then 72 of its own, so that what came in together lies together in every index (docs/adr/0007).

    >>> event_id(b"secret", "log.example/p", "ana", "key-1", "0")
    'gYvDouuYfbgGPs3PIIHP1bL4'
    >>> event_id(b"secret", "log.example/p", "ana", "key-1", "0.7")
    'gYvDouuYfbgGO2fH-ilTAPsl'
    """
    return event_ids(secret, home, account, key)(n)


@lru_cache(maxsize=1024)
def event_ids(secret: bytes, home: str, account: str, key: str) -> Callable[[str], str]:
    """`event_id` of one command. HMAC (RFC 2104 §2) is begun once: a thousand ids take a third of the time."""
    block = (hashlib.sha256(secret).digest() if len(secret) > _BLOCK else secret).ljust(_BLOCK, b"\0")
    begun = hashlib.sha256(bytes([byte ^ 0x36 for byte in block]))
    begun.update(f"{home}\n{account}\n{key}\n".encode())
    ended = hashlib.sha256(bytes([byte ^ 0x5C for byte in block]))

    def bits(n: str) -> bytes:
        inner, outer = begun.copy(), ended.copy()
        inner.update(n.encode())
        outer.update(inner.digest())
        return outer.digest()

    events: dict[str, bytes] = {}

    def name(n: str) -> str:
        event, _, place = n.partition(".")
        if not place:
            return _spelled(bits(n)[:18])
        known = events.get(event)
        if known is None:
            known = events[event] = bits(event)[:9]
        return _spelled(known + bits(n)[:9])

    return name


def _spelled(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).translate(_URL_SAFE).decode()


def format_origin(host: str, random_bits: bytes) -> str:
    """`<host>/<26 lower-case base32 characters>` of 128 random bits: no project name, nothing guessable.

    >>> format_origin("log.example", bytes(16))
    'log.example/aaaaaaaaaaaaaaaaaaaaaaaaaa'
    """
    if len(random_bits) != 16:
        raise ValueError(f"an origin takes 16 random bytes, not {len(random_bits)}")
    return f"{host}/{base64.b32encode(random_bits).decode().rstrip('=').lower()}"
