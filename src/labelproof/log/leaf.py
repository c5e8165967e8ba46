"""Leaves, the exact bytes of one event, and the salted disclosures they commit to."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from labelproof.kernel.canonical import Json, b64url, parse_json, unb64url, value_json
from labelproof.kernel.refused import Refused

LEAF_VERSION = 1
MAX_LEAF = 16_384  # an entry bundle could carry 65,535; the rest is room for versions to come
MAX_REFS = 256
_LIMIT = 2**53
_COMMAS = 7  # `,"` in a leaf with at most one commitment and one ref

_ID = r"[0-9A-Za-z_-]{1,64}+"
_NAME = r"[a-z][a-z0-9_]{0,31}+"
_DIGEST = r"[0-9A-Za-z_-]{43}"
_KIND = r'(?=[^"]{1,64}")[a-z][a-z0-9_]*+(?:\.[a-z][a-z0-9_]*+)++(?:@[1-9][0-9]*+)?+'
_ORIGIN = r"[!#-*,-\[\]-~]{1,255}+"  # printable ASCII without space, quote, backslash and plus
_REF = rf'"{_NAME}":(?:"{_ID}"|\["{_ID}"(?:,"{_ID}"){{0,{MAX_REFS - 1}}}+\])'
_COMMITMENT = rf'"{_NAME}":"{_DIGEST}"'

# Every string of a leaf is ASCII without escapes, so this one expression and "inner keys strictly ascending" decide
# canonical form (RFC 8785); a test holds it against parsing and encoding again, which is six times slower.
_LEAF = re.compile(
    rf'\{{"actor":"({_ID})","c":\{{((?:{_COMMITMENT}(?:,{_COMMITMENT})*+)?+)\}},"id":"({_ID})","kind":"({_KIND})"'
    rf',"log":"({_ORIGIN})","refs":\{{((?:{_REF}(?:,{_REF})*+)?+)\}},"ts":(0|[1-9][0-9]{{0,15}}+),"v":1\}}'.encode()
)
_KEYS = re.compile(rf'"({_NAME})":'.encode())
_OTHER_VERSION = re.compile(rb'"v":(0|[1-9][0-9]{0,15})\}$')
_FIELD = re.compile(_NAME)
_SALT = re.compile(r"[0-9A-Za-z_-]{22,}")
_FIX_OPENING = "ask for the opening as it was made, or report that the one given does not fit its leaf"
_FIX = "take the leaf from the log as it was stored; nothing may write it anew"


class Leaf(NamedTuple):
    """One event as the log holds it: who did what when, about which ids, and digests of what was said."""

    v: int
    log: str
    id: str
    ts: int
    kind: str
    actor: str
    refs: Mapping[str, str | Sequence[str]]
    c: Mapping[str, str]


def format_leaf(leaf: Leaf) -> bytes:
    """The canonical bytes of a leaf, which are hashed and stored and never written again.

    >>> format_leaf(Leaf(1, "log.example/p", "e0", 7, "log.opened", "system", {"vkey": "k"}, {}))
    b'{"actor":"system","c":{},"id":"e0","kind":"log.opened","log":"log.example/p","refs":{"vkey":"k"},"ts":7,"v":1}'
    """
    refs, c = leaf.refs, leaf.c
    quotes = 24 + 4 * len(c)
    parts: list[str] = []
    for name in sorted(refs):
        ref = refs[name]
        if isinstance(ref, str):
            quotes += 4
            parts.append(f'"{name}":"{ref}"')
        else:
            quotes += 2 + 2 * (len(ref) or 1)
            parts.append('"' + name + '":["' + '","'.join(ref) + '"]')
    digests = ",".join([f'"{name}":"{c[name]}"' for name in sorted(c)])
    text = (
        f'{{"actor":"{leaf.actor}","c":{{{digests}}},"id":"{leaf.id}","kind":"{leaf.kind}","log":"{leaf.log}"'
        f',"refs":{{{",".join(parts)}}},"ts":{leaf.ts},"v":{leaf.v}}}'
    )
    raw = text.encode("utf-8", "replace")
    found = _LEAF.fullmatch(raw)
    if found is None or len(raw) > MAX_LEAF or leaf.ts >= _LIMIT:
        read_head(raw)  # says what is wrong
    if raw.count(b'"') != quotes:  # an id with a quote in it could otherwise pass as two ids
        raise Refused("log.leaf", f"an identifier of event {leaf.id[:64]!r} holds a quote", "use [0-9A-Za-z_-] in ids")
    return raw


def parse_leaf(raw: bytes) -> Leaf:
    """The fields of a leaf, or a refusal with code `log.leaf` that says how the bytes are not canonical."""
    read_head(raw)
    return Leaf(**json.loads(raw.decode()))


def read_head(raw: bytes) -> tuple[bytes, int, bytes, bytes]:
    """Id, ts, kind and log of a leaf, checked as strictly as `parse_leaf` does; for reading millions."""
    found = _LEAF.fullmatch(raw) if len(raw) <= MAX_LEAF else None
    if found is None:
        raise _not_canonical(raw)
    name, kind, log, time = found.group(3, 4, 5, 7)
    ts = int(time)
    if raw.count(b',"') != _COMMAS:  # more than one key in `c` or `refs`, or an array
        for group in found.group(2, 6):
            keys = _KEYS.findall(group)
            if sorted(keys) != keys or len(set(keys)) != len(keys):
                raise Refused("log.leaf", "a leaf is not canonical (key order)", _FIX)
    if ts >= _LIMIT:
        raise Refused("log.leaf", "a leaf's ts is 2^53 or more", _FIX)
    return name, ts, kind, log


def make_disclosure(salt: bytes, name: str, value: Any) -> str:
    """base64url of the JSON array [salt, name, value], as RFC 9901 §4.2.1 has it; `salt` is 16 random bytes.

    >>> make_disclosure(bytes.fromhex("666e806ba88f6bf314f886c30a0c0f09"), "label", "café")
    'WyJabTZBYTZpUGFfTVUtSWJEQ2d3UENRIiwibGFiZWwiLCJjYWbDqSJd'
    """
    return b64url(make_opening(salt, name, value)[0])


def make_opening(salt: bytes, name: str, value: Any) -> tuple[bytes, str]:
    """The bytes that a disclosure spells in base64url, and its digest: what is sealed, and what a leaf holds of it."""
    if len(salt) != 16 or not _FIELD.fullmatch(name):
        raise ValueError(f"a disclosure takes 16 bytes of salt and a field name, not {len(salt)} and {name!r}")
    opening = b'["%b","%b",%b]' % (b64url(salt).encode(), name.encode(), value_json(value))
    return opening, disclosure_digest(b64url(opening))


def disclosure_digest(disclosure: str) -> str:
    """What a leaf holds of a disclosure: base64url of the SHA-256 of its ASCII (RFC 9901 §4.2.3).

    >>> disclosure_digest("WyJabTZBYTZpUGFfTVUtSWJEQ2d3UENRIiwibGFiZWwiLCJjYWbDqSJd")
    'OyYGLCB7MNaYNUha9JxvPyQNv0OLg7fBXeXRg05l9fU'
    """
    return b64url(hashlib.sha256(disclosure.encode("ascii", "replace")).digest())


def check_disclosure(disclosure: str, name: str, digest: str) -> Json:
    """The value of a disclosure that hashes to `digest` and names the field it is given for."""
    if disclosure_digest(disclosure) != digest:
        raise Refused("log.altered", f"the opening of {name} does not hash to the digest in its leaf", _FIX_OPENING)
    try:
        opened = parse_json(unb64url(disclosure))
    except Refused as error:
        raise Refused("log.disclosure", f"the opening of {name} cannot be read ({error.what})", _FIX_OPENING) from None
    if not (isinstance(opened, list) and len(opened) == 3):
        raise Refused("log.disclosure", f"the opening of {name} is not [salt, name, value]", _FIX_OPENING)
    salt, named, value = opened
    if not (isinstance(salt, str) and _SALT.fullmatch(salt)):
        raise Refused("log.disclosure", f"the opening of {name} has no salt of 128 bits", _FIX_OPENING)
    if named != name:
        raise Refused("log.disclosure", f"the opening of {name} was made for another field", _FIX_OPENING)
    return value


def vkey_digest(vkey: str) -> str:
    """How a leaf's `refs` name a key: base64url of the SHA-256 of its vkey text."""
    return b64url(hashlib.sha256(vkey.encode()).digest())


def _not_canonical(raw: bytes) -> Refused:
    """Why the expression did not match, found the slow way."""
    if not 1 <= len(raw) <= MAX_LEAF:
        return Refused("log.leaf", f"a leaf has {len(raw)} bytes; 1 to {MAX_LEAF} are allowed", _FIX)
    try:
        value = parse_json(raw)
        again = value_json(value)
    except Refused as error:
        return Refused("log.leaf", f"a leaf cannot be read: {error.what}", _FIX)
    version = _OTHER_VERSION.search(raw)
    if version and version[1] != b"1":
        return Refused("log.leaf", f"a leaf has format version {version[1].decode()}", "use a newer verifier")
    if not isinstance(value, dict) or set(value) != set(Leaf._fields):
        return Refused("log.leaf", f"a leaf has other fields than {', '.join(sorted(Leaf._fields))}", _FIX)
    if again != raw:
        return Refused("log.leaf", "a leaf is not canonical (key order, white space or escapes)", _FIX)
    return Refused("log.leaf", "a field of a leaf is outside the grammar of its kind", _FIX)
