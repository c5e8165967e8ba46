"""Zips with the same bytes each time, and blobs encrypted under a key of their own, so that erasing the key erases them."""

import io
import zipfile
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from labelproof.engine.engine import Engine
from labelproof.kernel.canonical import b64url
from labelproof.log.verify import Missing
from labelproof.ports.blob_store import BlobMissing

NONCE = 12
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name


def format_zip(files: Mapping[str, bytes]) -> bytes:
    """Stored entries in order of their paths, at a fixed time: the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[path])
    return made.getvalue()


def parse_zip(content: bytes) -> dict[str, bytes]:
    """The files of a zip that `format_zip` wrote."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class ZipReader:
    """A zip as the verifier reads a bundle."""

    def __init__(self, content: bytes) -> None:
        self._files = parse_zip(content)

    def read(self, path: str) -> bytes:
        """The bytes at a path."""
        if path not in self._files:
            raise Missing(path)
        return self._files[path]

    def names(self) -> Iterable[str]:
        """Every path."""
        return self._files.keys()


def hide(engine: Engine, origin: str, subject: str, content: bytes) -> str:
    """Encrypt under the subject's own key and store under a random name; gives the name."""
    name, nonce = _random_name(engine), engine.entropy.bytes(NONCE)
    _put(engine, origin, subject, name, nonce, content)
    return name


def hide_draft(engine: Engine, origin: str, content: bytes) -> str:
    """The same under a key that this blob alone has: what is computed anew has another."""
    name, nonce = _random_name(engine), engine.entropy.bytes(NONCE)
    _put(engine, origin, draft_subject(name), name, nonce, content)
    return name


def draft_subject(name: str) -> str:
    """The subject of a blob that has a key of its own."""
    return f"draft-{name.rpartition('/')[2]}"


def _random_name(engine: Engine) -> str:
    return f"bundles/{b64url(engine.entropy.bytes(18))}"


def _put(engine: Engine, origin: str, subject: str, name: str, nonce: bytes, content: bytes) -> None:
    key = engine.keys.create(origin, [subject])[subject]
    engine.blobs.put(name, nonce + AESGCM(key).encrypt(nonce, content, f"{origin}\n{subject}\n{name}".encode()))


def reveal(engine: Engine, origin: str, subject: str, name: str) -> bytes | None:
    """The content, or None when the blob or its key is gone."""
    key = engine.keys.keys(origin, [subject]).get(subject)
    if key is None:
        return None
    try:
        raw = engine.blobs.get(name)
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], f"{origin}\n{subject}\n{name}".encode())
    except (BlobMissing, InvalidTag):
        return None


def destroy(engine: Engine, origin: str, subject: str, name: str) -> None:
    """Key first, then bytes: at no moment do both outlive the call."""
    engine.keys.destroy(origin, subject)
    engine.blobs.delete(name)
