"""Signing keys of logs, one file each, readable by their owner alone."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock

from labelproof.adapters.private_files import write_private
from labelproof.kernel.refused import Refused
from labelproof.log.note import format_skey, parse_skey, sign_line


class FileSigner:
    """Signer over a folder. A file is named by the SHA-256 of the log's name, never by the name itself."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._lock = Lock()
        self._skeys: dict[str, str] = {}

    def create(self, name: str) -> str:
        """Make a key, durable on return, and give its vkey; an existing key's vkey when there is one."""
        with self._lock:
            if not self._path(name).exists():
                self._write(name, format_skey(name, os.urandom(32)))
        return self.vkey(name)

    def vkey(self, name: str) -> str:
        """The public half as a vkey."""
        return parse_skey(self._skey(name)).vkey.text

    def sign(self, name: str, text: bytes) -> bytes:
        """The whole signature line of a signed note over `text`, LF included."""
        return sign_line(text, self._skey(name))

    def dump(self) -> Iterator[tuple[str, str]]:
        """(name, skey) of every key, in order of name."""
        skeys = [file.read_text().strip() for file in self._folder.glob("*.skey")]
        yield from sorted((parse_skey(skey).vkey.name, skey) for skey in skeys)

    def load(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add keys as given, durable on return; refused when a log already has another key."""
        with self._lock:
            for name, skey in rows:
                if parse_skey(skey).vkey.name != name:
                    raise Refused(
                        "signer.name", f"a signing key is not that of {name}", "restore the key artefact whole"
                    )
                if not self._path(name).exists():
                    self._write(name, skey)
                elif self._skey(name) != skey:
                    fix = "restore into an empty folder; a log never changes its key in silence"
                    raise Refused("signer.other_key", f"{name} already has another signing key", fix)

    def _skey(self, name: str) -> str:
        if name not in self._skeys:
            try:
                skey = self._path(name).read_text().strip()
            except FileNotFoundError:
                fix = "restore the key artefact of the backup; without its key a log can never be signed again"
                raise Refused("signer.missing", f"there is no signing key of {name}", fix) from None
            if parse_skey(skey).vkey.name != name:
                fix = "put back the file that belongs there"
                raise Refused("signer.name", f"the key file of {name} holds the key of another log", fix)
            self._skeys[name] = skey
        return self._skeys[name]

    def _write(self, name: str, skey: str) -> None:
        with suppress(FileExistsError):  # another process was first; its key is the key
            write_private(self._path(name), f"{skey}\n".encode())

    def _path(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.skey"
