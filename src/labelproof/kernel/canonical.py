"""One spelling per value: canonical JSON (RFC 8785) and base64url, written and read strictly."""

import json
import re
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from json.encoder import (
    encode_basestring as _quoted,
)  # the escapes of RFC 8785 §3.2.2.2; the C version where there is one
from typing import Any, TypeAlias, cast

from labelproof.kernel.refused import Refused

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_LIMIT = 2**53  # integers from here on do not survive a reader that keeps numbers as doubles
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_B64URL = re.compile(r"[0-9A-Za-z_-]*")
_FIX = "send plain JSON values that every reader understands alike"


def leaf_json(value: Any) -> bytes:
    """The bytes of a value in the profile of leaves: ASCII keys, whole numbers below 2^53, no floats.

    >>> leaf_json({"b": [1, "café"], "a": None})
    b'{"a":null,"b":[1,"caf\\xc3\\xa9"]}'
    """
    return _encoded(value, floats=False)


def value_json(value: Any) -> bytes:
    """The bytes of any JSON value as RFC 8785 writes them, floats included.

    >>> value_json([1.0, 1e21, 0.1, -0.0])
    b'[1,1e+21,0.1,0]'
    """
    if type(value) is str:  # most answers are one code or one text
        return _utf8(_quoted(value))
    return _encoded(value, floats=True)


def parse_json(raw: bytes) -> Json:
    """The value of strict JSON text: UTF-8, no duplicate key, no NaN, no infinity, no lone surrogate, no byte after."""
    try:
        value = _DECODER.decode(raw.decode("utf-8"))
        if b"\\u" in raw:  # an escape may spell a lone surrogate, which no UTF-8 can carry
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refused("json.bad", f"not strict JSON ({_short(error)})", _FIX) from None
    return value


def b64url(raw: bytes) -> str:
    """base64url without padding (RFC 4648 §5).

    >>> b64url(b"\\xff\\xfe")
    '__4'
    """
    return b2a_base64(raw, newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def unb64url(text: str) -> bytes:
    """The bytes of unpadded base64url; a text that is not the one spelling of its bytes is refused.

    >>> unb64url("__4")
    b'\\xff\\xfe'
    """
    if _B64URL.fullmatch(text) and len(text) % 4 != 1:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if b64url(raw) == text:
            return raw
    raise Refused(
        "base64.bad", f"{text[:40]!r} is not unpadded base64url in its one spelling", "send it as it was made"
    )


def _encoded(value: Any, *, floats: bool) -> bytes:
    try:
        return _utf8(_written(value, floats))
    except RecursionError:
        raise Refused("json.deep", "a value is nested too deeply", _FIX) from None


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Refused("json.surrogate", "a text holds half of a surrogate pair", _FIX) from None


def _written(value: Any, floats: bool) -> str:
    kind: type[object] = value.__class__  # by exact type: an IntEnum or a str subclass may print as something else
    if kind is str:
        return _quoted(value)
    if kind is int:
        if not -_LIMIT < value < _LIMIT:
            raise Refused("json.number", "a whole number is 2^53 or more", _FIX)
        return str(value)
    if kind is dict:
        parts: list[str] = []
        for key in _sorted_keys(value, ascii_only=not floats):
            each = value[key]  # texts, by far the most, are not worth a call of their own
            parts.append(f"{_quoted(key)}:{_quoted(each) if each.__class__ is str else _written(each, floats)}")
        return "{" + ",".join(parts) + "}"
    if kind is list or kind is tuple:
        return "[" + ",".join([_written(each, floats) for each in value]) + "]"
    if kind is float and floats:
        return _number(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    raise Refused("json.type", f"{kind.__name__} has no canonical form here", _FIX)


def _sorted_keys(value: dict[Any, Any], *, ascii_only: bool) -> list[str]:
    try:
        keys = sorted(cast("dict[str, Any]", value))
        plain = "".join(keys).isascii()
    except TypeError:
        raise Refused("json.key", "an object has a key that is not a text", _FIX) from None
    if not plain and ascii_only:
        raise Refused("json.key", "a leaf has a key outside ASCII", _FIX)
    if not plain:  # RFC 8785 §3.2.3 sorts by UTF-16 code units; Python by code points, other above U+FFFF
        keys.sort(key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return keys


def _number(x: float) -> str:
    """ECMAScript's Number::toString, which RFC 8785 §3.2.2.3 prescribes, from Python's shortest digits."""
    if x - x != 0:  # true of NaN and of both infinities
        raise Refused("json.number", f"{x} is not a JSON number", _FIX)
    if x == 0:
        return "0"
    mantissa, _, exponent = repr(abs(x)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    n = len(digits) - len(fraction) + int(exponent or 0)  # the value is 0.digits * 10^n
    digits = digits.rstrip("0")
    sign = "-" if x < 0 else ""
    if len(digits) <= n <= 21:
        return sign + digits + "0" * (n - len(digits))
    if 0 < n <= 21:
        return f"{sign}{digits[:n]}.{digits[n:]}"
    if -6 < n <= 0:
        return f"{sign}0.{'0' * -n}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{n - 1:+d}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _finite(text: str) -> float:
    value = float(text)
    if value - value != 0:
        raise ValueError(f"{text[:40]} is beyond any double")
    return value


def _whole(text: str) -> int | float:
    if len(text) < 16:
        return int(text)
    value = float(text)
    if -_LIMIT < value < _LIMIT:
        return int(text)
    if value - value != 0 or _number(value) != text:  # 2^53 + 1 would become 2^53 in half of all readers
        raise ValueError(f"{text[:40]} is not the spelling of a double")
    return value


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_finite, parse_int=_whole, parse_constant=_refuse_constant
)


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0][:120] or type(error).__name__
