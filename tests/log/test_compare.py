"""Two checkpoints of one log: consistent, or evidence that anyone can check from the two notes."""

from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.log.compare import (
    Contradiction,
    check_contradiction,
    compare_checkpoints,
    format_contradiction,
    parse_contradiction,
)
from labelproof.log.note import format_skey, parse_skey, parse_vkey
from labelproof.log.tree import hashes_of, leaf_hash
from tests.log.folder import OTHER_SKEY, VKEY, leaf, leaves, signed
from tests.log.vectors import refusal

N = 70
KEYS = [parse_vkey(VKEY)]
ONE = leaves(N)
OTHER = [leaf(i, actor="mallory") if i == 7 else raw for i, raw in enumerate(ONE)]
READ = hashes_of([leaf_hash(raw) for raw in ONE])


def contradiction(old: int, new: int) -> Contradiction:
    found = compare_checkpoints(signed(OTHER[:old]), signed(ONE[:new]), KEYS, READ)[2]
    assert found is not None
    return found


@pytest.mark.parametrize(("a", "b"), [(1, 70), (70, 1), (7, 8), (64, 70), (33, 33), (0, 70), (69, 70)])
def test_a_log_that_grew_is_consistent_with_what_it_was(a: int, b: int) -> None:
    old, new, found = compare_checkpoints(signed(ONE[:a]), signed(ONE[:b]), KEYS, READ)

    assert (old.size, new.size, found) == (min(a, b), max(a, b), None)


@pytest.mark.parametrize(("old", "new"), [(8, 70), (64, 70), (69, 70), (70, 70), (9, 10)])
def test_two_histories_give_evidence_that_checks(old: int, new: int) -> None:
    found = contradiction(old, new)

    again = parse_contradiction(format_contradiction(found))

    assert again == found
    assert [each.size for each in check_contradiction(again, KEYS)] == [old, new]


def test_histories_that_part_above_the_smaller_one_do_not_contradict_yet() -> None:
    assert compare_checkpoints(signed(OTHER[:7]), signed(ONE), KEYS, READ)[2] is None


def test_sizes_that_differ_need_tiles_and_those_of_the_larger_log() -> None:
    with pytest.raises(Refused, match=r"log\.tiles_needed: sizes 8 and 70"):
        compare_checkpoints(signed(ONE[:8]), signed(ONE), KEYS, None)
    with pytest.raises(Refused, match=r"log\.tiles_other: the tiles are not those of the checkpoint of size 70"):
        compare_checkpoints(signed(ONE[:8]), signed(OTHER), KEYS, READ)


def test_one_size_needs_no_tiles() -> None:
    assert compare_checkpoints(signed(ONE), signed(OTHER), KEYS, None)[2] is not None


def test_a_note_of_another_key_or_another_log_is_refused() -> None:
    with pytest.raises(Refused, match=r"log\.signature"):
        compare_checkpoints(signed(ONE), signed(ONE, OTHER_SKEY), KEYS, READ)
    skey = format_skey("log.example/x", bytes(32))
    with pytest.raises(Refused, match=r"log\.origin: one checkpoint is of"):
        compare_checkpoints(
            signed(ONE), signed(ONE, skey, origin="log.example/x"), [*KEYS, parse_skey(skey).vkey], READ
        )


FOUND = contradiction(8, 70)


@pytest.mark.parametrize(
    "changed",
    [
        replace(FOUND, root=bytes(32)),
        replace(FOUND, proof=FOUND.proof[1:]),
        replace(FOUND, proof=(*FOUND.proof, bytes(32))),
        replace(FOUND, smaller=signed(ONE[:8])),
        replace(FOUND, smaller=signed(ONE[:9])),
        replace(FOUND, larger=signed(OTHER)),
        replace(FOUND, smaller=signed(OTHER[:8], OTHER_SKEY)),
        replace(FOUND, smaller=FOUND.larger, larger=FOUND.smaller),
        replace(FOUND, smaller=signed([])),
    ],
)
def test_evidence_that_shows_nothing_is_refused(changed: Contradiction) -> None:
    with pytest.raises(Refused, match=r"^log\."):
        check_contradiction(changed, KEYS)


RAW = format_contradiction(FOUND)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        RAW[:-1],
        RAW + b"\n",
        RAW.replace(b"contradiction/1", b"contradiction/2"),
        RAW.replace(b'"vkeys":["', b'"vkeys":[1,"'),
        RAW.replace(b64encode(FOUND.root), b64encode(FOUND.root[:31])),
        RAW.replace(b'"proof":[', b'"proof":[' + b",".join([b'"' + b64encode(bytes(32)) + b'"'] * 64) + b","),
        RAW.replace(b'"proof":[', b'"proof":[1,'),
    ],
)
def test_an_evidence_file_in_any_other_form_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match=r"log\.evidence"):
        parse_contradiction(raw)


@given(st.data())
def test_damaged_evidence_is_refused_or_shows_the_same(data: st.DataObject) -> None:
    """The keys it names are no part of the proof: the reader brings their own."""
    at = data.draw(st.integers(0, len(RAW)))
    raw = RAW[:at] + data.draw(st.binary(max_size=4)) + RAW[at + data.draw(st.integers(0, 4)) :]

    found: list[Contradiction] = []
    code = refusal(lambda: check_contradiction(_kept(found, parse_contradiction(raw)), KEYS))

    assert (code or "log.").startswith("log.")
    assert code is not None or replace(found[0], vkeys=FOUND.vkeys) == FOUND


def _kept(found: list[Contradiction], each: Contradiction) -> Contradiction:
    found.append(each)
    return each
