"""Signing keys of logs, one file each, readable by their owner alone."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock

from labelproof.adapters.private_files import write_private
from labelproof.kernel.refused import Refused
from labelproof.log.note import format_skey, parse_skey, sign_line


class FileSigner:
    """Signer over a folder. A file is named by the SHA-256 of the log's name, never by the name itself.

    A log's first key is `<digest>.skey`, those added since `<digest>.1.skey`, `<digest>.2.skey`, and so on.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._lock = Lock()
        self._skeys: dict[str, list[str]] = {}

    def create(self, name: str) -> str:
        """Make the first key, durable on return, and give its vkey; the first key's vkey when there is one."""
        with self._lock:
            if not self._held(name):
                self._write(name, 0, format_skey(name, os.urandom(32)))
        return self.vkey(name)

    def add(self, name: str) -> str:
        """Make a further key, durable on return, and give its vkey."""
        with self._lock:
            n = len(self._held(name))
            if n == 0:
                raise _missing(name)
            self._write(name, n, format_skey(name, os.urandom(32)))
            return _vkey(self._held(name)[n])

    def vkey(self, name: str) -> str:
        """The vkey of the first key; refused when there is none."""
        held = self.vkeys(name)
        if not held:
            raise _missing(name)
        return held[0]

    def vkeys(self, name: str) -> list[str]:
        """The public halves as vkeys, in the order they were made; none when there is no key."""
        with self._lock:
            return [_vkey(skey) for skey in self._held(name)]

    def sign(self, name: str, text: bytes, vkey: str = "") -> bytes:
        """The whole signature line of a signed note over `text`, LF included: by this key, else by the first."""
        with self._lock:
            held = [skey for skey in self._held(name) if not vkey or _vkey(skey) == vkey]
        if not held:
            raise _missing(name)
        return sign_line(text, held[0])

    def dump(self) -> Iterator[tuple[str, str]]:
        """(name, skey) of every key, in order of name and making."""
        first = [file.read_text().strip() for file in self._folder.glob("*.skey") if file.name.count(".") == 1]
        for name in sorted(parse_skey(skey).vkey.name for skey in first):
            with self._lock:
                held = list(self._held(name))
            yield from ((name, skey) for skey in held)

    def load(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add keys as given, durable on return; refused when a log already has another key in one's place."""
        by_name: dict[str, list[str]] = {}
        for name, skey in rows:
            if parse_skey(skey).vkey.name != name:
                raise Refused("signer.name", f"a signing key is not that of {name}", "restore the key artefact whole")
            by_name.setdefault(name, []).append(skey)
        with self._lock:
            for name, skeys in by_name.items():
                held = self._held(name)
                if held[: len(skeys)] != skeys[: len(held)]:
                    fix = "restore into an empty folder; a log never changes its key in silence"
                    raise Refused("signer.other_key", f"{name} already has another signing key", fix)
                for n in range(len(held), len(skeys)):
                    self._write(name, n, skeys[n])

    def _held(self, name: str) -> list[str]:
        """The log's keys; what another process added meanwhile is read now."""
        held = self._skeys.setdefault(name, [])
        while True:
            try:
                skey = self._path(name, len(held)).read_text().strip()
            except FileNotFoundError:
                return held
            if parse_skey(skey).vkey.name != name:
                fix = "put back the file that belongs there"
                raise Refused("signer.name", f"a key file of {name} holds the key of another log", fix)
            held.append(skey)

    def _write(self, name: str, n: int, skey: str) -> None:
        try:
            write_private(self._path(name, n), f"{skey}\n".encode())
        except FileExistsError:  # another process was first; its key is the key
            return

    def _path(self, name: str, n: int) -> Path:
        digest = hashlib.sha256(name.encode()).hexdigest()[:32]
        return self._folder / (f"{digest}.{n}.skey" if n else f"{digest}.skey")


def _vkey(skey: str) -> str:
    return parse_skey(skey).vkey.text


def _missing(name: str) -> Refused:
    fix = "restore the key artefact of the backup; without its key a log can never be signed again"
    return Refused("signer.missing", f"there is no such signing key of {name}", fix)
