"""Receipts a person took along: each leaf under one checkpoint, and every way to spoil the file."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.evidence.receipts import Receipt, check_receipts, enclosed_vkey, format_receipts
from labelproof.kernel.canonical import value_json
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import parse_leaf
from labelproof.log.note import parse_skey, parse_vkey
from labelproof.log.tree import inclusion_path, leaf_hash
from tests.evidence.build import Bundle, World
from tests.log.folder import OTHER_SKEY, VKEY
from tests.log.vectors import refusal


def _bundle() -> Bundle:
    world = World()
    return Bundle(world, world.request())


BUNDLE = _bundle()
KEYS = [parse_vkey(VKEY)]
HASHES = [leaf_hash(entry) for entry in BUNDLE.entries]
OPENINGS = [json.loads(line) for line in BUNDLE.files["disclosures/openings.jsonl"].splitlines()]
WANTED = sorted(
    {each["index"] for each in OPENINGS if parse_leaf(BUNDLE.entries[each["index"]]).kind.startswith("annot")}
)


def _receipt(index: int) -> Receipt:
    said = {each["name"]: each["disclosure"] for each in OPENINGS if each["index"] == index}
    return Receipt(index, BUNDLE.entries[index], tuple(inclusion_path(HASHES, index)), said)


RAW = b"".join(format_receipts(BUNDLE.files["log/checkpoint"], VKEY, len(WANTED), [_receipt(n) for n in WANTED]))


def spoilt(line: int, **fields: Any) -> bytes:
    lines = RAW.splitlines()
    lines[line] = value_json({**json.loads(lines[line]), **fields})
    return b"\n".join(lines) + b"\n"


def test_every_receipt_holds_and_says_what_was_answered() -> None:
    checkpoint, checked = check_receipts(RAW, KEYS)

    assert checkpoint.size == len(BUNDLE.entries)
    assert [each.index for each in checked] == WANTED
    assert all("a0" in each.said for each in checked)
    assert enclosed_vkey(RAW) == VKEY


@pytest.mark.parametrize(
    ("raw", "code", "word"),
    [
        (spoilt(1, index=WANTED[1]), "log.inclusion", "line 2"),
        (spoilt(1, leaf=BUNDLE.entries[WANTED[1]].decode()), "log.inclusion", "line 2"),
        (spoilt(1, said={"a0": OPENINGS[-1]["disclosure"]}), "log.altered", "line 2"),
        (spoilt(1, said={"b7": OPENINGS[-1]["disclosure"]}), "proof.receipts", "b7"),
        (spoilt(1, path=[]), "log.inclusion", "line 2"),
        (spoilt(1, path=["AA=="]), "log.inclusion", "line 2"),
        (spoilt(1, path=["?"]), "proof.receipts", "strict base64"),
        (spoilt(1, index=True), "proof.receipts", "another type"),
        (spoilt(1, more=1), "proof.receipts", "another field"),
        (spoilt(0, format="x"), "proof.receipts", "format"),
        (spoilt(0, n_receipts=1), "proof.receipts", "says 1 receipts"),
        (RAW[:-1], "proof.receipts", "end in LF"),
        (RAW + b"\n", "proof.receipts", "cannot be read"),
        (b"\n", "proof.receipts", "cannot be read"),
        (b"", "proof.receipts", "cannot be read"),
    ],
)
def test_what_was_changed_is_named(raw: bytes, code: str, word: str) -> None:
    with pytest.raises(Refused) as refused:
        check_receipts(raw, KEYS)

    assert refused.value.code == code
    assert word in refused.value.what


def test_another_log_s_key_opens_nothing() -> None:
    assert refusal(lambda: check_receipts(RAW, [parse_skey(OTHER_SKEY).vkey])) == "log.signature"


@pytest.mark.hypothesis
@given(st.binary(max_size=400), st.integers(0, len(RAW)))
def test_hostile_bytes_are_refused_or_change_nothing(junk: bytes, at: int) -> None:
    """White space between JSON's parts may pass: what passes says what the file said."""
    honest = check_receipts(RAW, KEYS)
    for raw in (junk, RAW[:at] + junk + RAW[at:]):
        try:
            found = check_receipts(raw, KEYS)
        except Refused:
            continue
        assert found == honest
