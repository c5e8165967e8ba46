"""Signed notes and their keys: C2SP signed-note and tlog-cosignature."""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from labelproof.kernel.refused import Refused

LOG_KEY, COSIGNER = 0x01, 0x04  # signature types: signed-note "Signature types", tlog-cosignature "Format"
MAX_NOTE = 1 << 20
MAX_LINES = 100
MAX_AHEAD_S = 300
_DASH = "— ".encode()
_NAME = r"[^+\s\x00-\x1f\x7f\ud800-\udfff]{1,255}"  # signed-note "Format"; and nothing UTF-8 cannot carry
_KEY = re.compile(rf"({_NAME})\+([0-9a-f]{{8}})\+(\S+)")
_PRIVATE = "PRIVATE+KEY+"
_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")
_FIX_KEY = "ask the log's operator for the key, by another way than this file"
_FIX_NOTE = "take the note as it was published, byte for byte"


class Vkey(NamedTuple):
    """A verifier key: whose, its id, the signature type and the 32 bytes of the public key."""

    name: str
    key_id: bytes
    type: int
    public: bytes

    @property
    def text(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.type]) + self.public).decode()}"


class Skey(NamedTuple):
    """A signing key: its verifier key and the 32 secret bytes."""

    vkey: Vkey
    seed: bytes


class Signature(NamedTuple):
    """A signature that verified; `time` is that of a cosignature, in seconds, and None on a log's own."""

    vkey: Vkey
    time: int | None


class Note(NamedTuple):
    """A note that known keys signed; lines of unknown keys are only counted."""

    text: bytes
    signatures: tuple[Signature, ...]
    n_ignored: int


def format_vkey(name: str, public: bytes, key_type: int = LOG_KEY) -> str:
    """`name+hex8(key id)+base64(type || key)`; key id = SHA-256(name LF type key)[0:4] (signed-note "Signatures")."""
    return _vkey(name, public, key_type).text


def parse_vkey(text: str) -> Vkey:
    """The verifier key in this text; a key id that does not follow from name and key is refused."""
    name, key_id, kind, public = _parse_key(text)
    vkey = _vkey(name, public, kind)
    if vkey.key_id != key_id:
        raise Refused("log.vkey", f"the key id in {text[:300]!r} does not follow from its name and key", _FIX_KEY)
    return vkey


def format_skey(name: str, seed: bytes, key_type: int = LOG_KEY) -> str:
    """`PRIVATE+KEY+name+hex8(key id)+base64(type || seed)`; the seed is 32 random bytes."""
    vkey = _vkey(name, _public(seed), key_type)
    return f"{_PRIVATE}{name}+{vkey.key_id.hex()}+{b64encode(bytes([key_type]) + seed).decode()}"


def parse_skey(text: str) -> Skey:
    """The signing key in this text; the text itself is in no message."""
    if not text.startswith(_PRIVATE):
        raise Refused("log.skey", "a signing key does not start with PRIVATE+KEY+", _FIX_KEY)
    try:
        name, key_id, kind, seed = _parse_key(text.removeprefix(_PRIVATE))
    except Refused:
        raise Refused("log.skey", "a signing key cannot be read", _FIX_KEY) from None
    vkey = _vkey(name, _public(seed), kind)
    if vkey.key_id != key_id:
        raise Refused("log.skey", f"the key id of the signing key of {name} does not follow from it", _FIX_KEY)
    return Skey(vkey, seed)


def sign_line(text: bytes, skey: str) -> bytes:
    """The signature line of a log's own key, type 0x01, over the text of a note."""
    key = parse_skey(skey)
    if key.vkey.type != LOG_KEY:
        raise Refused("log.skey", f"the key of {key.vkey.name} is no log key", "cosign with it")
    return _line(key.vkey, _sign(key, text))


def sign_note(text: bytes, *skeys: str) -> bytes:
    """A note over `text`, signed by each of these log keys."""
    return format_note(text, [sign_line(text, skey) for skey in skeys])


def format_note(text: bytes, lines: Iterable[bytes]) -> bytes:
    """A note from its text and its signature lines, each with its final LF."""
    _check_text(text)
    return text + b"\n" + b"".join(lines)


def cosign(text: bytes, skey: str, time: int) -> bytes:
    """A witness's signature line at `time` seconds since 1970 (tlog-cosignature, cosignature/v1)."""
    key = parse_skey(skey)
    if key.vkey.type != COSIGNER:
        raise Refused("log.skey", f"the key of {key.vkey.name} is no cosigner's", "sign notes with it")
    return _line(key.vkey, time.to_bytes(8, "big") + _sign(key, _cosigned(text, time)))


def check_cosignature(text: bytes, line: bytes, vkey: Vkey, now: int | None = None) -> int:
    """The time of a witness's line over `text`, refused when it does not verify or lies over five minutes ahead."""
    name, raw = parse_line(line)
    if (name, raw[:4], vkey.type) != (vkey.name, vkey.key_id, COSIGNER):
        raise Refused("log.signature", f"this line is not a cosignature of {vkey.name}", _FIX_KEY)
    return _checked(text, raw[4:], vkey, now).time or 0


def split_note(note: bytes) -> tuple[bytes, list[bytes]]:
    """Text and signature lines of a note, each with its final LF; nothing is verified but the form."""
    if len(note) > MAX_NOTE:
        raise Refused("log.note", f"a note has {len(note)} bytes; {MAX_NOTE} are allowed", _FIX_NOTE)
    text, gap, rest = note.rpartition(b"\n\n")
    if not gap or not rest.endswith(b"\n"):
        raise Refused("log.note", "a note has no empty line before its signatures, or does not end in LF", _FIX_NOTE)
    text += b"\n"
    _check_text(text)
    lines = rest.removesuffix(b"\n").split(b"\n")
    if len(lines) > MAX_LINES:
        raise Refused("log.note", f"a note has {len(lines)} signature lines; {MAX_LINES} are allowed", _FIX_NOTE)
    return text, [line + b"\n" for line in lines]


def open_note(note: bytes, vkeys: Sequence[Vkey], now: int | None = None) -> Note:
    """The text of a note and who of `vkeys` signed it (signed-note "Signatures").

    Keys are known by name and id, every other line is ignored. A known key whose signature fails rejects the note;
    so does a note that no known key signed. Every line of a key is checked, and counts once.
    """
    text, lines = split_note(note)
    known = {(vkey.name, vkey.key_id): vkey for vkey in vkeys}
    signatures: dict[Vkey, Signature] = {}
    n_ignored = 0
    for line in lines:
        name, raw = parse_line(line)
        vkey = known.get((name, raw[:4]))
        if vkey is None:
            n_ignored += 1
        else:
            signature = _checked(text, raw[4:], vkey, now)
            signatures.setdefault(vkey, signature)
    if not signatures:
        wanted = " or ".join(f"{vkey.key_id.hex()}" for vkey in vkeys) or "any known key"
        fix = "check the vkey with the log's operator out of band"
        raise Refused("log.signature", f"{_title(text)} is not signed by {wanted}", fix)
    return Note(text, tuple(signatures.values()), n_ignored)


def strict_b64decode(text: str) -> bytes | None:
    """The bytes of padded base64 (RFC 4648 §4), or None unless `text` is their one spelling."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:  # binascii.Error, and text outside ASCII
        return None
    return raw if b64encode(raw).decode() == text else None


def _parse_key(text: str) -> tuple[str, bytes, int, bytes]:
    found = _KEY.fullmatch(text)
    raw = strict_b64decode(found[3]) if found else None
    if not found or not raw or len(raw) != 33 or raw[0] not in (LOG_KEY, COSIGNER):
        raise Refused("log.vkey", f"{text[:300]!r} is not name+id+key of an Ed25519 log or witness", _FIX_KEY)
    return found[1], bytes.fromhex(found[2]), raw[0], raw[1:]


def _vkey(name: str, public: bytes, key_type: int) -> Vkey:
    if len(public) != 32 or key_type not in (LOG_KEY, COSIGNER) or not re.fullmatch(_NAME, name):
        raise Refused("log.vkey", f"{name[:300]!r} with {len(public)} bytes of type {key_type} is no key", _FIX_KEY)
    key_id = hashlib.sha256(name.encode() + b"\n" + bytes([key_type]) + public).digest()[:4]
    return Vkey(name, key_id, key_type, public)


def _public(seed: bytes) -> bytes:
    if len(seed) != 32:
        raise Refused("log.skey", f"a signing key has {len(seed)} bytes, not 32", _FIX_KEY)
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _sign(key: Skey, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(key.seed).sign(message)


def _line(vkey: Vkey, signature: bytes) -> bytes:
    return _DASH + vkey.name.encode() + b" " + b64encode(vkey.key_id + signature) + b"\n"


def _cosigned(text: bytes, time: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % time + text


def _check_text(text: bytes) -> None:
    try:
        text.decode()
    except UnicodeDecodeError:
        raise Refused("log.note", "a note's text is not UTF-8", _FIX_NOTE) from None
    if not text.endswith(b"\n") or _CONTROL.search(text):
        raise Refused("log.note", "a note's text has a control character or does not end in LF", _FIX_NOTE)


def parse_line(line: bytes) -> tuple[str, bytes]:
    """Name and key id || signature of one line; a line that is no signature line makes the note malformed."""
    try:
        name, gap, encoded = line.removesuffix(b"\n").removeprefix(_DASH).decode().partition(" ")
    except UnicodeDecodeError:
        name = gap = encoded = ""
    raw = strict_b64decode(encoded)
    if not line.startswith(_DASH) or not gap or not re.fullmatch(_NAME, name) or not raw or len(raw) < 5:
        raise Refused("log.note", "a line below a note's text is not a signature line", _FIX_NOTE)
    return name, raw


def _checked(text: bytes, signature: bytes, vkey: Vkey, now: int | None) -> Signature:
    time = int.from_bytes(signature[:8], "big") if vkey.type == COSIGNER else None
    message = text if time is None else _cosigned(text, time)
    try:
        proper = signature if time is None else signature[8:]
        Ed25519PublicKey.from_public_bytes(vkey.public).verify(proper, message)
    except (InvalidSignature, ValueError):
        what = f"the signature of {vkey.name}+{vkey.key_id.hex()} on {_title(text)} does not verify"
        raise Refused("log.signature", what, "keep the note as it is and ask the log's operator") from None
    if time is not None and now is not None and time > now + MAX_AHEAD_S:
        raise Refused("log.witness", f"{vkey.name} cosigned {time - now} s in the future", "check both clocks")
    return Signature(vkey, time)


def _title(text: bytes) -> str:
    """How a message names a note: by its first line, which is the origin when it is a checkpoint."""
    origin, _, _ = text.decode().partition("\n")
    return f"checkpoint of {origin[:300]}"
