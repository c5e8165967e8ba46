"""Seals and opens disclosures under subject keys."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from labelproof.kernel.refused import Refused
from labelproof.ports.entropy import Entropy
from labelproof.ports.key_store import KeyDestroyed, KeyStore

MOST_CACHED = 20_000
KEY, NONCE = 32, 12


class Plain(NamedTuple):
    """A disclosed field about to be sealed: its name and value, whose it is, who wrote it (when that differs)."""

    name: str
    value: Any
    subject: str
    writer: str


class KeyRing:
    """A cache over the key store. New keys wait in memory and are made durable before the commit that used them."""

    def __init__(self, keys: KeyStore, entropy: Entropy) -> None:
        self._keys, self._entropy = keys, entropy
        self._known: dict[tuple[str, str], bytes] = {}
        self._new: dict[tuple[str, str], bytes] = {}
        self._version = keys.version()

    def refresh(self) -> None:
        """Forget everything if any process destroyed a key since."""
        version = self._keys.version()
        if version != self._version:
            self.forget()
            self._version = version

    def forget(self) -> None:
        """Drop every cached key."""
        self._known.clear()

    def prepare(self, log: str, subjects: Iterable[str]) -> None:
        """Make sure each subject has a key: one look-up and one draw of randomness for all."""
        known = self._known
        missing = [s for s in dict.fromkeys(subjects) if s and (log, s) not in known]
        if not missing:
            return
        self._make_room()
        found = self._keys.keys(log, missing)
        fresh = [s for s in missing if s not in found]
        drawn = self._entropy.bytes(KEY * len(fresh))
        new = {(log, s): drawn[n * KEY : (n + 1) * KEY] for n, s in enumerate(fresh)}
        self._new.update(new)
        self._known.update(new)
        self._known.update({(log, s): key for s, key in found.items()})

    def persist(self) -> None:
        """Make new keys durable; a subject erased meanwhile stops the commit."""
        if not self._new:
            return
        try:
            self._keys.load([(log, subject, key) for (log, subject), key in self._new.items()])
        except BaseException as failure:
            self.forget()  # a key that is not durable must seal nothing more
            if isinstance(failure, KeyDestroyed):
                raise Refused(
                    "erasure.subject_gone", "something was said about somebody who was erased", "leave it out"
                ) from failure
            raise
        finally:
            self._new.clear()

    def discard(self) -> None:
        """The transaction was rolled back: its new keys never were."""
        for at in self._new:
            self._known.pop(at, None)
        self._new.clear()

    def seal(self, log: str, event_id: str, said: Sequence[Plain], openings: Sequence[bytes]) -> list[bytes]:
        """Nonce and ciphertext of each of an event's disclosures. `prepare` came first."""
        nonces = self._entropy.bytes(NONCE * len(said))
        event = f"{log}\n{event_id}\n".encode()
        boxes: list[bytes] = []
        for n, (name, _, subject, writer) in enumerate(said):
            nonce = nonces[n * NONCE : (n + 1) * NONCE]
            cipher = self._cipher(log, subject, writer)
            boxes.append(nonce + cipher.encrypt(nonce, openings[n], event + name.encode()))
        return boxes

    def open(self, log: str, event_id: str, name: str, subject: str, writer: str, sealed: bytes) -> bytes | None:
        """The opening as made (`make_opening`), or None when a key is gone or the bytes are not ours."""
        try:
            cipher = self._cipher(log, subject, writer)
            return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], f"{log}\n{event_id}\n{name}".encode())
        except (KeyError, InvalidTag, ValueError):
            return None

    def load_many(self, log: str, subjects: Iterable[str]) -> None:
        """Read keys for opening, without making any."""
        missing = [s for s in subjects if s and (log, s) not in self._known]
        if missing:
            self._make_room()
            for subject, key in self._keys.keys(log, missing).items():
                self._known[log, subject] = key

    def holds(self, log: str, subject: str) -> bool:
        """Whether the subject has a key, as far as `load_many` was asked for it."""
        return (log, subject) in self._known

    def _make_room(self) -> None:
        if len(self._known) > MOST_CACHED:
            self._known = dict(self._new)

    def _cipher(self, log: str, subject: str, writer: str) -> AESGCM:
        """Made each time: keeping twenty thousand of them costs more than their 1.3 µs."""
        key = self._known.get((log, subject)) or self._key(log, subject)
        if writer:
            key = hashlib.sha256(key + self._key(log, writer)).digest()
        return AESGCM(key)

    def _key(self, log: str, subject: str) -> bytes:
        key = self._known.get((log, subject))
        if key is None:
            key = self._keys.keys(log, [subject]).get(subject)
            if key is None:
                raise KeyError(subject)
            self._known[log, subject] = key
        return key
