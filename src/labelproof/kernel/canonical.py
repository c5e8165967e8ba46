"""One spelling per value: canonical JSON (RFC 8785) and base64url, written and read strictly."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring  # the escapes of RFC 8785 §3.2.2.2; the C version where there is one
from typing import Any, TypeAlias, cast

from labelproof.kernel.refused import Refused

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"

_LIMIT = 2**53  # integers from here on do not survive a reader that keeps numbers as doubles
_B64URL = re.compile(r"[0-9A-Za-z_-]*")
_FIX = "send plain JSON values that every reader understands alike"


def leaf_json(value: Any) -> bytes:
    """The bytes of a value in the profile of leaves: ASCII keys, whole numbers below 2^53, no floats.

    >>> leaf_json({"b": [1, "café"], "a": None})
    b'{"a":null,"b":[1,"caf\\xc3\\xa9"]}'
    """
    return _encoded(value, _LEAF)


def value_json(value: Any) -> bytes:
    """The bytes of any JSON value as RFC 8785 writes them, floats included.

    >>> value_json([1.0, 1e21, 0.1, -0.0])
    b'[1,1e+21,0.1,0]'
    """
    if type(value) is str:  # most answers are one code or one text
        return _utf8(encode_basestring(value))
    return _encoded(value, _VALUE)


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
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


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


Writer: TypeAlias = "Callable[[Any, list[str], Mapping[type, Writer]], None]"


def _encoded(value: Any, writers: "Mapping[type, Writer]") -> bytes:
    out: list[str] = []
    try:
        _write(value, out, writers)
    except RecursionError:
        raise Refused("json.deep", "a value is nested too deeply", _FIX) from None
    return _utf8("".join(out))


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Refused("json.surrogate", "a text holds half of a surrogate pair", _FIX) from None


def _write(value: Any, out: list[str], writers: "Mapping[type, Writer]") -> None:
    writer = writers.get(cast("type", type(value)))  # by exact type: an IntEnum or a str subclass may print as something else
    if writer is None:
        raise Refused("json.type", f"{type(value).__name__} has no canonical form here", _FIX)
    writer(value, out, writers)


def _write_int(value: int, out: list[str], _: "Mapping[type, Writer]") -> None:
    if not -_LIMIT < value < _LIMIT:
        raise Refused("json.number", "a whole number is 2^53 or more", _FIX)
    out.append(str(value))


def _write_list(value: list[Any], out: list[str], writers: "Mapping[type, Writer]") -> None:
    mark = "["
    for each in value:
        out.append(mark)
        mark = ","
        _write(each, out, writers)
    out.append("]" if value else "[]")


def _write_dict(value: dict[Any, Any], out: list[str], writers: "Mapping[type, Writer]") -> None:
    mark = "{"
    for key in _sorted_keys(value, ascii_only=float not in writers):
        out += (mark, encode_basestring(key), ":")
        mark = ","
        _write(value[key], out, writers)
    out.append("}" if value else "{}")


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


def _write_float(value: float, out: list[str], _: "Mapping[type, Writer]") -> None:
    out.append(_number(value))


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


_LEAF: Mapping[type, Writer] = {
    str: lambda value, out, _: out.append(encode_basestring(value)),
    int: _write_int,
    bool: lambda value, out, _: out.append("true" if value else "false"),
    type(None): lambda _value, out, _: out.append("null"),
    list: _write_list,
    tuple: _write_list,
    dict: _write_dict,
}
_VALUE: Mapping[type, Writer] = {**_LEAF, float: _write_float}


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
