"""Signing keys in memory, made from a seed."""

import hashlib
from collections.abc import Iterable, Iterator

from labelproof.kernel.refused import Refused
from labelproof.log.note import format_skey, parse_skey, sign_line


class MemorySigner:
    """Signer whose key for a name follows from the seed: the same logs have the same vkeys in each run."""

    def __init__(self, seed: str = "signer") -> None:
        self._seed = seed
        self._skeys: dict[str, str] = {}

    def create(self, name: str) -> str:
        """Make a key and give its vkey; an existing key's vkey when there is one."""
        if name not in self._skeys:
            self._skeys[name] = format_skey(name, hashlib.sha256(f"{self._seed}\n{name}".encode()).digest())
        return self.vkey(name)

    def vkey(self, name: str) -> str:
        """The public half as a vkey."""
        return parse_skey(self._skey(name)).vkey.text

    def sign(self, name: str, text: bytes) -> bytes:
        """The whole signature line of a signed note over `text`, LF included."""
        return sign_line(text, self._skey(name))

    def dump(self) -> Iterator[tuple[str, str]]:
        """(name, skey) of every key, in order of name."""
        yield from sorted(self._skeys.items())

    def load(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add keys as given; refused when a log already has another key."""
        for name, skey in rows:
            if parse_skey(skey).vkey.name != name:
                raise Refused("signer.name", f"a signing key is not that of {name}", "restore the key artefact whole")
            if self._skeys.setdefault(name, skey) != skey:
                raise Refused(
                    "signer.other_key", f"{name} already has another signing key", "restore into an empty one"
                )

    def _skey(self, name: str) -> str:
        if name not in self._skeys:
            raise Refused("signer.missing", f"there is no signing key of {name}", "create it first")
        return self._skeys[name]
