"""Notes and keys: what others signed opens, what is loose or wrong is refused."""

import hashlib
from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.log.note import (
    COSIGNER,
    LOG_KEY,
    check_cosignature,
    cosign,
    format_note,
    format_skey,
    format_vkey,
    open_note,
    parse_skey,
    parse_vkey,
    sign_line,
    sign_note,
    split_note,
)
from tests.log.vectors import golden, golden_skey, shared_json

TEXT = b"log.example/p\n1\n" + b64encode(bytes(32)) + b"\n"
SKEY = format_skey("log.example/p", bytes(32))
VKEY = parse_skey(SKEY).vkey
OTHER = format_skey("log.example/p", bytes(31) + b"\x01")


def test_the_golden_note_is_signed_byte_for_byte() -> None:
    want = golden()
    text, lines = split_note(want["checkpoint_size_2"].encode())

    made = format_note(
        text,
        [
            sign_line(text, golden_skey()),
            cosign(text, golden_skey("witness seed", "witness.example/w1", COSIGNER), 1700000002),
        ],
    )

    assert made == want["checkpoint_size_2"].encode()
    assert parse_skey(golden_skey()).vkey.text == want["log_vkey"]
    assert check_cosignature(text, lines[1], parse_vkey(want["witness_vkey"])) == 1700000002


def test_a_note_signed_by_both_keys_of_a_log_opens_under_either() -> None:
    want = golden()
    note = want["checkpoint_size_2_both_log_keys"].encode()
    keys = parse_vkey(want["log_vkey"]), parse_vkey(want["log_vkey_2"])

    assert len(open_note(note, keys).signatures) == 2
    assert [len(open_note(note, [key]).signatures) for key in keys] == [1, 1]


def test_the_notes_of_others_open_under_their_keys() -> None:
    cases = [*shared_json("signed_note.json")["valid"], shared_json("sumdb_checkpoint.json")]

    for case in cases:
        opened = open_note(case["note"].encode(), [parse_vkey(case["vkey"])])
        assert opened.text + b"\n" == case["note"].encode()[: len(opened.text) + 1]
        if "skey" in case:
            assert parse_skey(case["skey"]).vkey.text == case["vkey"]


def test_the_cosignatures_of_others_check_at_their_time_and_unknown_types_are_ignored() -> None:
    for case in shared_json("cosignatures.json")["cases"]:
        opened = open_note(case["note"].encode(), [parse_vkey(case["vkey"])])

        assert opened.signatures[0].time == case["time"]


def test_malformed_keys_of_others_are_refused() -> None:
    for text in shared_json("signed_note.json")["bad_vkeys"]:
        with pytest.raises(Refused, match=r"log\.vkey"):
            parse_vkey(text)


def key_with(change: str, to: str) -> str:
    assert change in VKEY.text
    return VKEY.text.replace(change, to)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        "log.example/p",
        key_with("log.example/p", "log.example/q"),
        key_with("log.example/p", "log example"),
        key_with("log.example/p", ""),
        key_with("log.example/p", "\udcff"),
        VKEY.text + "\n",
        VKEY.text + "=",
        VKEY.text.upper(),
        key_with(VKEY.key_id.hex(), "00000000"),
        format_vkey("x", bytes(32)).replace("+AQ", "+BQ"),
    ],
)
def test_a_vkey_in_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"log\.vkey"):
        parse_vkey(text)


@pytest.mark.parametrize(
    "text", ["", SKEY.removeprefix("PRIVATE+"), SKEY[:-4], SKEY.replace("example", "other"), VKEY.text]
)
def test_a_bad_signing_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_skey(text)

    assert refused.value.code == "log.skey"
    assert SKEY.rpartition("+")[2][:20] not in str(refused.value)


@given(st.binary(min_size=32, max_size=32), st.sampled_from([LOG_KEY, COSIGNER]))
def test_keys_read_back_as_they_were_written(seed: bytes, kind: int) -> None:
    skey = parse_skey(format_skey("witness.example/w", seed, kind))

    assert skey.seed == seed
    assert parse_vkey(skey.vkey.text) == skey.vkey
    assert format_vkey("witness.example/w", skey.vkey.public, kind) == skey.vkey.text


def test_lines_of_unknown_keys_are_ignored_and_counted() -> None:
    lines = [sign_line(TEXT, format_skey(f"other{i}", bytes(32))) for i in range(15)]

    opened = open_note(format_note(TEXT, [*lines, sign_line(TEXT, SKEY)]), [VKEY])

    assert (len(opened.signatures), opened.n_ignored) == (1, 15)


def test_a_known_key_that_signed_twice_counts_once() -> None:
    line = sign_line(TEXT, SKEY)

    opened = open_note(format_note(TEXT, [line, line]), [VKEY])

    assert len(opened.signatures) == 1


def test_a_known_key_with_a_bad_second_line_rejects_the_note() -> None:
    line = sign_line(TEXT, SKEY)
    bad = sign_line(TEXT + b"more\n", SKEY)

    with pytest.raises(Refused, match=r"log\.signature: the signature of log\.example/p"):
        open_note(format_note(TEXT, [line, bad]), [VKEY])


def test_a_note_no_known_key_signed_is_refused_with_the_key_that_was_wanted() -> None:
    with pytest.raises(Refused, match=f"checkpoint of log.example/p is not signed by {VKEY.key_id.hex()}"):
        open_note(sign_note(TEXT, OTHER), [VKEY])


def test_the_same_name_with_another_key_is_another_key() -> None:
    opened = open_note(sign_note(TEXT, OTHER, SKEY), [VKEY])

    assert opened.n_ignored == 1


GOOD = sign_note(TEXT, SKEY)
LINE = sign_line(TEXT, SKEY)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        TEXT,
        TEXT + b"\n",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace("— ".encode(), b"- "),
        GOOD.replace(b"example/p\n1", b"example/p\t\n1"),
        GOOD[:-2] + b"\n",
        GOOD[:-1] + b"=\n",
        GOOD[:-1] + b" \n",
        GOOD.replace(b"log.example/p\n", b"\xff\n"),
        TEXT + b"\n" + b"\xff" + LINE,
        TEXT + b"\n" + "— x AAAA\n".encode(),
        TEXT + b"\n" + "— a+b ".encode() + LINE.rpartition(b" ")[2],
        TEXT + b"\n" + LINE * 101,
        b"x" * ((1 << 20) + 1),
    ],
)
def test_a_note_in_any_other_form_is_refused(note: bytes) -> None:
    with pytest.raises(Refused, match=r"log\.note"):
        open_note(note, [VKEY])


def test_loose_base64_in_a_signature_is_refused() -> None:
    """The last character before the padding carries bits that no byte takes up."""
    name, _, encoded = LINE.decode().strip().rpartition(" ")
    loose = encoded[:-2] + chr(ord(encoded[-2]) + 1) + "="
    assert b64decode(loose) == b64decode(encoded)

    with pytest.raises(Refused, match=r"log\.note"):
        open_note(TEXT + f"\n{name} {loose}\n".encode(), [VKEY])


def test_a_text_with_an_empty_line_keeps_it() -> None:
    text = b"one\n\ntwo\n"

    opened = open_note(sign_note(text, SKEY), [VKEY])

    assert opened.text == text


@given(st.binary(max_size=200))
def test_hostile_notes_are_refused_and_nothing_else_happens(raw: bytes) -> None:
    for note in (raw, TEXT + b"\n" + raw, TEXT + "\n— ".encode() + raw + b"\n"):
        with pytest.raises(Refused, match=r"^log\."):
            open_note(note, [VKEY])


@given(st.text(max_size=80))
def test_hostile_keys_are_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(Refused, match=r"log\.vkey"):
        parse_vkey(text)


WITNESS = format_skey("witness.example", hashlib.sha256(b"w").digest(), COSIGNER)
WITNESS_KEY = parse_skey(WITNESS).vkey


def test_a_cosignature_more_than_five_minutes_ahead_is_refused() -> None:
    note = format_note(TEXT, [cosign(TEXT, WITNESS, 1000)])

    assert open_note(note, [WITNESS_KEY], now=700).signatures[0].time == 1000
    with pytest.raises(Refused, match="301 s in the future"):
        open_note(note, [WITNESS_KEY], now=699)


def test_a_cosignature_at_another_time_does_not_verify() -> None:
    line = cosign(TEXT, WITNESS, 1000)
    name, _, encoded = line.decode().strip().rpartition(" ")
    raw = bytearray(b64decode(encoded))
    raw[11] ^= 1

    with pytest.raises(Refused, match=r"log\.signature"):
        check_cosignature(TEXT, f"{name} {b64encode(raw).decode()}\n".encode(), WITNESS_KEY)


@pytest.mark.parametrize("line", [LINE, b"", b"x\n"])
def test_what_is_no_cosignature_is_refused_as_one(line: bytes) -> None:
    with pytest.raises(Refused, match=r"log\.(signature|note)"):
        check_cosignature(TEXT, line, WITNESS_KEY)


def test_each_kind_of_key_signs_only_its_own_kind_of_line() -> None:
    with pytest.raises(Refused, match=r"log\.skey"):
        sign_line(TEXT, WITNESS)
    with pytest.raises(Refused, match=r"log\.skey"):
        cosign(TEXT, SKEY, 1)
