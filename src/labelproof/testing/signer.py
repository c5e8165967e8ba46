"""Signing keys in memory, made from a seed."""

import hashlib
from collections.abc import Iterable, Iterator

from labelproof.kernel.refused import Refused
from labelproof.log.note import format_skey, parse_skey, sign_line


class MemorySigner:
    """Signer whose keys for a name follow from the seed: the same logs have the same vkeys in each run."""

    def __init__(self, seed: str = "signer") -> None:
        self._seed = seed
        self._skeys: dict[str, list[str]] = {}

    def create(self, name: str) -> str:
        """Make the first key and give its vkey; the first key's vkey when there is one."""
        if not self._skeys.get(name):
            self._make(name)
        return self.vkey(name)

    def add(self, name: str) -> str:
        """Make a further key and give its vkey."""
        if not self._skeys.get(name):
            raise _missing(name)
        return self._make(name)

    def vkey(self, name: str) -> str:
        """The vkey of the first key; refused when there is none."""
        held = self.vkeys(name)
        if not held:
            raise _missing(name)
        return held[0]

    def vkeys(self, name: str) -> list[str]:
        """The public halves as vkeys, in the order they were made; none when there is no key."""
        return [parse_skey(skey).vkey.text for skey in self._skeys.get(name, ())]

    def sign(self, name: str, text: bytes, vkey: str = "") -> bytes:
        """The whole signature line of a signed note over `text`, LF included: by this key, else by the first."""
        for skey in self._skeys.get(name, ()):
            if not vkey or parse_skey(skey).vkey.text == vkey:
                return sign_line(text, skey)
        raise _missing(name)

    def dump(self) -> Iterator[tuple[str, str]]:
        """(name, skey) of every key, in order of name and making."""
        yield from ((name, skey) for name in sorted(self._skeys) for skey in self._skeys[name])

    def load(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add keys as given; refused when a log already has another key in one's place."""
        given: dict[str, list[str]] = {}
        for name, skey in rows:
            if parse_skey(skey).vkey.name != name:
                raise Refused("signer.name", f"a signing key is not that of {name}", "restore the key artefact whole")
            given.setdefault(name, []).append(skey)
        for name, skeys in given.items():
            held = self._skeys.setdefault(name, [])
            if held[: len(skeys)] != skeys[: len(held)]:
                raise Refused(
                    "signer.other_key", f"{name} already has another signing key", "restore into an empty one"
                )
            held += skeys[len(held) :]

    def _make(self, name: str) -> str:
        held = self._skeys.setdefault(name, [])
        seed = f"{self._seed}\n{name}" + (f"\n{len(held)}" if held else "")
        held.append(format_skey(name, hashlib.sha256(seed.encode()).digest()))
        return self.vkeys(name)[-1]


def _missing(name: str) -> Refused:
    return Refused("signer.missing", f"there is no such signing key of {name}", "create it first")
