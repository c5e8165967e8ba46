"""Leaves: canonical or refused; disclosures: they hash to their digest or are refused."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.canonical import b64url, leaf_json
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import (
    MAX_LEAF,
    Leaf,
    check_disclosure,
    disclosure_digest,
    format_leaf,
    make_disclosure,
    parse_leaf,
    read_head,
)
from tests.log.vectors import golden, golden_leaf, golden_leaves, refusal, shared_json

IDS = st.from_regex(r"[0-9A-Za-z_-]{1,64}", fullmatch=True)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,31}", fullmatch=True)
DIGESTS = st.from_regex(r"[0-9A-Za-z_-]{43}", fullmatch=True)
KINDS = st.sampled_from(["log.opened", "annotation.submitted", "a.b.c_d", "release.published@2", "a0.b@19"])
LEAVES = st.builds(
    Leaf,
    st.just(1),
    st.sampled_from(["log.example/" + "a" * 26, "x", "h:8/[^]~"]),
    IDS,
    st.integers(0, 2**53 - 1),
    KINDS,
    IDS,
    st.dictionaries(NAMES, IDS | st.lists(IDS, min_size=1, max_size=5), max_size=5),
    st.dictionaries(NAMES, DIGESTS, max_size=5),
)


def plain(leaf: Leaf) -> dict[str, object]:
    return leaf._asdict()


@given(LEAVES)
def test_a_leaf_is_written_as_rfc_8785_writes_its_fields(leaf: Leaf) -> None:
    raw = format_leaf(leaf)

    assert raw == rfc8785.dumps(plain(leaf)) == leaf_json(plain(leaf))  # type: ignore[arg-type]


@given(LEAVES)
def test_a_leaf_reads_back_as_it_was(leaf: Leaf) -> None:
    raw = format_leaf(leaf)

    assert parse_leaf(raw) == leaf
    assert read_head(raw) == (leaf.id.encode(), leaf.ts, leaf.kind.encode(), leaf.log.encode())


@given(LEAVES, st.data())
def test_the_expression_and_parsing_again_agree_on_what_is_canonical(leaf: Leaf, data: st.DataObject) -> None:
    """Mutate a leaf's bytes: whatever is accepted is what encoding its value again gives."""
    raw = bytearray(format_leaf(leaf))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 2))] = data.draw(st.sampled_from([b'"', b",", b":", b"a", b" ", b"0"]))
    mutated = bytes(raw)
    code = refusal(lambda: parse_leaf(mutated))

    assert code in {None, "log.leaf"}
    if code is None:
        assert format_leaf(parse_leaf(mutated)) == leaf_json(json.loads(mutated)) == mutated


@given(st.binary(max_size=300))
def test_hostile_bytes_are_refused_as_a_leaf_and_nothing_else_happens(raw: bytes) -> None:
    with pytest.raises(Refused, match=r"log\.leaf"):
        parse_leaf(raw)


def swapped(**changes: object) -> bytes:
    return leaf_json({**plain(golden_leaf(0)), **changes})


LEAF_0 = golden_leaves(1)[0]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "0 bytes"),
        (LEAF_0 + b"\n", "white space"),
        (LEAF_0.replace(b'"v":1', b'"v":2'), "format version 2"),
        (LEAF_0.replace(b'"v":1', b'"v":01'), "cannot be read"),
        (LEAF_0.replace(b'"actor":"u0",', b""), "other fields"),
        (LEAF_0.replace(b'"actor":"u0",', b'"actor":"u0","b":"x",'), "other fields"),
        (LEAF_0.replace(b'"actor":"u0","c"', b'"c"').replace(b'"id"', b'"actor":"u0","id"'), "not canonical"),
        (LEAF_0.replace(b'"u0"', b'"\\u00750"'), "not canonical"),
        (LEAF_0.replace(b'"u0"', b'"u0","actor":"u0"'), "stands twice"),
        (swapped(refs={"b": "1", "a": "2"}).replace(b'"a":"2","b":"1"', b'"b":"1","a":"2"'), "key order"),
        (swapped(refs={"a": "1"}).replace(b'{"a":"1"}', b'{"a":"1","a":"1"}'), "key order"),
        (swapped(actor="é"), "grammar"),
        (swapped(actor=""), "grammar"),
        (swapped(actor="a" * 65), "grammar"),
        (swapped(kind="opened"), "grammar"),
        (swapped(kind="log." + "a" * 61), "grammar"),
        (swapped(kind="log.opened@01"), "grammar"),
        (swapped(refs={"A": "1"}), "grammar"),
        (swapped(refs={"a": []}), "grammar"),
        (swapped(refs={"a": ["1"] * 257}), "grammar"),
        (swapped(refs={"a": 1}), "grammar"),
        (swapped(c={"a": "short"}), "grammar"),
        (swapped(ts=-1), "grammar"),
        (swapped(log="a b"), "grammar"),
        (swapped(log="a+b"), "grammar"),
        (LEAF_0.replace(b"1700000000000", b"9007199254740992"), "2^53"),
    ],
)
def test_a_leaf_outside_the_grammar_is_refused_with_the_reason(raw: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_leaf(raw)

    assert refused.value.code == "log.leaf"
    assert why in refused.value.what


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_a_leaf_has_at_most_16384_bytes(extra: int) -> None:
    """Padded with references to the cap - 1, the cap, and the cap + 1."""
    leaf = golden_leaf(0)._replace(refs={"item": ["x" * 64] * 238, "z": "z"})
    short = MAX_LEAF + extra - len(format_leaf(leaf))
    leaf = leaf._replace(refs={"item": ["x" * 64] * 238, "z": ["z"] * (short // 4)})
    short = MAX_LEAF + extra - len(format_leaf(leaf))
    leaf = leaf._replace(actor="u0" + "u" * short)

    if extra > 0:
        with pytest.raises(Refused, match=r"log\.leaf: a leaf has 16385 bytes"):
            format_leaf(leaf)
    else:
        assert len(format_leaf(leaf)) == MAX_LEAF + extra


@pytest.mark.parametrize("refs", [{"item": 'a","b":"c'}, {"item": ['a","b']}])
def test_a_quote_inside_an_id_does_not_make_two_ids(refs: dict[str, str | list[str]]) -> None:
    with pytest.raises(Refused, match=r"log\.leaf"):
        format_leaf(golden_leaf(0)._replace(refs=refs))


def test_the_golden_leaves_are_what_the_rule_gives() -> None:
    assert [leaf.decode() for leaf in golden_leaves(3)] == golden()["leaves"]


def test_the_golden_disclosure_is_made_byte_for_byte() -> None:
    want = golden()["disclosure"]

    made = make_disclosure(bytes.fromhex(want["salt_hex"]), want["name"], want["value"])

    assert (made, disclosure_digest(made)) == (want["disclosure"], want["digest"])


def test_the_disclosure_of_rfc_9901_hashes_to_its_digest() -> None:
    vector = shared_json("sd_jwt_disclosure.json")

    value = check_disclosure(vector["disclosure"], "family_name", vector["digest"])

    assert value == "Möbius"


@given(st.binary(min_size=16, max_size=16), NAMES, st.text() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_disclosure_opens_to_the_value_it_was_made_for(salt: bytes, name: str, value: str | float) -> None:
    if isinstance(value, str):
        value = value.encode("utf-8", "replace").decode()
    made = make_disclosure(salt, name, value)

    assert check_disclosure(made, name, disclosure_digest(made)) == value


def test_a_changed_opening_is_altered() -> None:
    made = make_disclosure(bytes(16), "label", "cat")

    with pytest.raises(Refused, match=r"log\.altered"):
        check_disclosure(make_disclosure(bytes(16), "label", "dog"), "label", disclosure_digest(made))


@pytest.mark.parametrize(
    "raw",
    [b"", b"{}", b"[]", b'["AAAAAAAAAAAAAAAAAAAAAA","other",1]', b'["short","label",1]', b'[1,"label",1]', b"\xff"],
)
def test_an_opening_that_hashes_right_but_says_nothing_for_this_field_is_refused(raw: bytes) -> None:
    text = b64url(raw)

    with pytest.raises(Refused, match=r"log\.disclosure"):
        check_disclosure(text, "label", disclosure_digest(text))


@given(st.text(max_size=40))
def test_no_text_makes_opening_fail_otherwise_than_by_refusing(text: str) -> None:
    with pytest.raises(Refused, match=r"log\.disclosure"):
        check_disclosure(text, "label", disclosure_digest(text))


@pytest.mark.parametrize(("salt", "name"), [(bytes(15), "a"), (bytes(16), "A"), (bytes(16), 'a"')])
def test_making_a_disclosure_takes_a_whole_salt_and_a_field_name(salt: bytes, name: str) -> None:
    with pytest.raises(ValueError, match="16 bytes of salt"):
        make_disclosure(salt, name, 1)
