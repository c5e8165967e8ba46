"""Canonical JSON and base64url: one spelling, or a refusal."""

import enum
import math
import struct

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from labelproof.kernel.canonical import b64url, leaf_json, parse_json, unb64url, value_json
from labelproof.kernel.refused import Refused

INTS = st.integers(-(2**53) + 1, 2**53 - 1)
TEXTS = st.text(st.characters(codec="utf-8"))
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def trees(leaves: st.SearchStrategy[object], keys: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=12)


@given(trees(st.none() | st.booleans() | INTS | TEXTS | FLOATS, TEXTS))
def test_values_are_written_as_an_independent_rfc_8785_writer_does(value: object) -> None:
    written = value_json(value)

    assert written == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(trees(st.none() | st.booleans() | INTS | TEXTS, st.text(st.characters(codec="ascii"))))
def test_inside_the_profile_a_leaf_is_written_as_rfc_8785_does(value: object) -> None:
    written = leaf_json(value)

    assert written == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(st.binary(min_size=8, max_size=8))
@example(struct.pack(">d", 5e-324))
@example(struct.pack(">d", 1.7976931348623157e308))
@example(struct.pack(">d", 1e21))
@example(struct.pack(">d", 123456789012345680000.0))
@example(struct.pack(">d", 0.000001))
@example(struct.pack(">d", 1e-7))
def test_every_double_reads_back_as_itself(bits: bytes) -> None:
    (number,) = struct.unpack(">d", bits)
    if not math.isfinite(number):
        return

    written = value_json(number)

    assert float(written) == number
    assert written == rfc8785.dumps(number)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "json.type"),
        ({"é": 1}, "json.key"),
        (2**53, "json.number"),
        (-(2**53), "json.number"),
        ("\ud800", "json.surrogate"),
        ({1: 2}, "json.key"),
        ({1: 2, "a": 3}, "json.key"),
        (b"bytes", "json.type"),
        ({"a": {1}}, "json.type"),
        (enum.IntEnum("Level", "ONE").ONE, "json.type"),
    ],
)
def test_what_is_outside_the_leaf_profile_is_refused(value: object, code: str) -> None:
    with pytest.raises(Refused, match=f"^{code}: "):
        leaf_json(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 2**53, "\udfff", {"\ud800": 1}, object()])
def test_what_has_no_json_spelling_is_refused_as_a_value(value: object) -> None:
    with pytest.raises(Refused, match=r"^json\."):
        value_json(value)


def test_keys_above_the_basic_plane_sort_by_utf_16_units() -> None:
    written = value_json({"\ue000": 1, "\U00010000": 2})

    assert written == '{"\U00010000":2,"\ue000":1}'.encode()


def test_a_value_nested_without_end_is_refused() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]

    with pytest.raises(Refused, match=r"json\.deep"):
        value_json(deep)


@given(trees(st.none() | st.booleans() | INTS | TEXTS | FLOATS, TEXTS))
def test_parsing_what_was_written_and_writing_it_again_changes_nothing(value: object) -> None:
    written = value_json(value)

    assert value_json(parse_json(written)) == written


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[1,]",
        b'{"a":1,"a":1}',
        b"NaN",
        b"[Infinity]",
        b"1e999",
        b"1 2",
        b"\xff",
        b"\xef\xbb\xbf1",
        b'"\\ud800"',
        b'{"\\udc00":1}',
        b"[" * 100_000,
        b"9" * 5000,
        b"9007199254740993",
        b'"\x01"',
    ],
)
def test_loose_json_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match=r"json\.bad"):
        parse_json(raw)


@given(st.binary(max_size=60))
def test_no_bytes_make_the_parser_fail_otherwise_than_by_refusing(raw: bytes) -> None:
    try:
        value = parse_json(raw)
    except Refused:
        return

    assert value is None or isinstance(value, bool | int | float | str | list | dict)


@given(st.binary(max_size=80))
def test_base64url_round_trips_without_padding(raw: bytes) -> None:
    text = b64url(raw)

    assert unb64url(text) == raw
    assert "=" not in text


@pytest.mark.parametrize("text", ["A", "AB", "AAB", "AA==", "A A", "+/+/", "AAAA\n", "é", "AAAAA", "AAAA="])
def test_any_other_spelling_of_base64url_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"base64\.bad"):
        unb64url(text)
