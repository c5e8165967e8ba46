"""Checkpoints and proofs: the golden bytes, and refusal of every looser spelling."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import (
    BundleProof,
    check_bundle_proof,
    format_bundle_proof,
    format_checkpoint,
    format_witness_request,
    open_checkpoint,
    parse_bundle_proof,
    parse_checkpoint,
    parse_witness_conflict,
    parse_witness_request,
)
from labelproof.log.note import format_skey, parse_skey, parse_vkey, sign_note
from labelproof.log.tree import EMPTY_ROOT, hashes_of, inclusion_path, leaf_hash, prove_consistency
from tests.log.vectors import ORIGIN, golden, golden_leaves, refusal, shared

CODES = {None, "log.checkpoint", "log.proof", "log.note", "log.witness"}
ROOT = b64encode(bytes(range(32))).decode()


def test_the_golden_checkpoint_reads_and_writes_byte_for_byte() -> None:
    note = golden()["checkpoint_size_2"].encode()

    checkpoint = open_checkpoint(note, [parse_vkey(golden()["log_vkey"])])

    assert (checkpoint.origin, checkpoint.size) == (ORIGIN, 2)
    assert note.startswith(format_checkpoint(ORIGIN, 2, checkpoint.root) + b"\n")


def test_the_golden_proof_is_made_byte_for_byte_and_checks() -> None:
    leaves = golden_leaves(2)
    note = golden()["checkpoint_size_2"].encode()
    path = inclusion_path([leaf_hash(leaf) for leaf in leaves], 1)

    made = format_bundle_proof(BundleProof(1, tuple(path), note))

    assert made == golden()["tlog_proof_index_1_size_2"].encode()
    key = parse_vkey(golden()["log_vkey"])
    assert check_bundle_proof(parse_bundle_proof(made), leaves[1], [key]).size == 2
    with pytest.raises(Refused, match=r"log\.inclusion"):
        check_bundle_proof(parse_bundle_proof(made), leaves[0], [key])


def test_the_golden_witness_request_is_made_byte_for_byte() -> None:
    want = golden()["add_checkpoint_body_1_to_2"].encode()
    read = hashes_of([leaf_hash(leaf) for leaf in golden_leaves(2)])
    old, proof, note = parse_witness_request(want)

    made = format_witness_request(1, prove_consistency(1, 2, read), note)

    assert made == want
    assert (old, list(proof)) == (1, prove_consistency(1, 2, read))


def test_every_checkpoint_of_a_foreign_log_opens() -> None:
    folder = shared("tessera-log")
    key = parse_vkey((folder / "vkey").read_text().strip())

    sizes = [open_checkpoint((folder / f"checkpoint.{n}").read_bytes(), [key]).size for n in range(16)]

    assert sizes == list(range(16))


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back_as_it_was(size: int, root: bytes) -> None:
    root = root if size else EMPTY_ROOT

    checkpoint = parse_checkpoint(format_checkpoint("log.example/p", size, root))

    assert checkpoint == ("log.example/p", size, root, ())


def test_extension_lines_are_kept() -> None:
    checkpoint = parse_checkpoint(f"o\n1\n{ROOT}\none\ntwo\n".encode())

    assert checkpoint.extensions == ("one", "two")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "o\n1\n",
        f"o\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"o o\n1\n{ROOT}\n",
        f"o+o\n1\n{ROOT}\n",
        f"o\n01\n{ROOT}\n",
        f"o\n0300\n{ROOT}\n",
        f"o\n+1\n{ROOT}\n",
        f"o\n-1\n{ROOT}\n",
        f"o\n1 \n{ROOT}\n",
        f"o\n\u0661\n{ROOT}\n",
        f"o\n{2**63}\n{ROOT}\n",
        f"o\n{'9' * 5000}\n{ROOT}\n",
        f"o\n1\n{ROOT[:-1]}\n",
        f"o\n1\n{ROOT}=\n",
        f"o\n1\n{ROOT[:-2]}9=\n",
        f"o\n1\n{b64encode(bytes(31)).decode()}\n",
        f"o\n1\n{ROOT}\n\n",
        f"o\n0\n{ROOT}\n",
    ],
)
def test_a_checkpoint_in_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"log\.checkpoint"):
        parse_checkpoint(text.encode())


def test_a_validly_signed_size_with_a_leading_zero_is_refused() -> None:
    skey = format_skey("o", bytes(32))

    with pytest.raises(Refused, match="'0300' as its size"):
        open_checkpoint(sign_note(f"o\n0300\n{ROOT}\n".encode(), skey), [parse_skey(skey).vkey])


def test_a_checkpoint_signed_by_the_key_of_another_log_is_refused() -> None:
    skey = format_skey("log.example/a", bytes(32))
    note = sign_note(format_checkpoint("log.example/b", 1, bytes(32)), skey)

    with pytest.raises(Refused, match=r"log\.origin: the checkpoint speaks for log\.example/b"):
        open_checkpoint(note, [parse_skey(skey).vkey])


GOLDEN_PROOF = golden()["tlog_proof_index_1_size_2"].encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        GOLDEN_PROOF.replace(b"@v1", b"@v2"),
        GOLDEN_PROOF.replace(b"index 1", b"index 01"),
        GOLDEN_PROOF.replace(b"index 1", b"index -1"),
        GOLDEN_PROOF.replace(b"index 1", b"index " + b"9" * 19),
        GOLDEN_PROOF.replace(b"index 1\n", b""),
        GOLDEN_PROOF.replace(b"XXoM=", b"XXoM"),
        GOLDEN_PROOF.replace(b"tKLAC60l", b""),
        GOLDEN_PROOF.replace(b"\nindex", b"\nextra ***\nindex"),
        GOLDEN_PROOF.replace(b"index 1\n", b"index 1\n" + b64encode(bytes(32)) + b"\n" * 1).replace(
            b"index 1\n", b"index 1\n" + (b64encode(bytes(32)) + b"\n") * 63
        ),
        GOLDEN_PROOF[: GOLDEN_PROOF.index(b"\n\n") + 2],
        b"\xff" + GOLDEN_PROOF,
    ],
)
def test_a_proof_in_any_other_spelling_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match=r"log\.(proof|note)"):
        parse_bundle_proof(raw)


def test_an_extra_line_is_carried() -> None:
    proof = BundleProof(1, (bytes(32),), golden()["checkpoint_size_2"].encode(), b"{}")

    assert parse_bundle_proof(format_bundle_proof(proof)) == proof


@given(st.binary(max_size=200))
def test_hostile_bytes_are_refused_by_every_parser(raw: bytes) -> None:
    for parse in (parse_checkpoint, parse_bundle_proof, parse_witness_request, parse_witness_conflict):
        for given_bytes in (raw, b"c2sp.org/tlog-proof@v1\nindex 1\n" + raw, b"old 1\n" + raw):
            assert refusal(lambda parse=parse, raw=given_bytes: parse(raw)) in CODES


@pytest.mark.parametrize("body", [b"", b"12", b"012\n", b"x\n", b"12\n\n"])
def test_a_409_without_a_size_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match=r"log\.witness"):
        parse_witness_conflict(body)


def test_a_409_names_the_size_the_witness_knows() -> None:
    assert parse_witness_conflict(b"120\n") == 120
