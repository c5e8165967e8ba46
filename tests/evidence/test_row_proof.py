"""One row proven by itself, and each link of the chain broken."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.evidence.row_proof import RowProof, check_row_proof, format_row_proof, parse_row_proof, prove_row
from labelproof.kernel.canonical import value_json
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import BundleProof
from labelproof.log.note import parse_skey, parse_vkey
from labelproof.log.tree import inclusion_path, leaf_hash
from tests.evidence.build import Bundle, World
from tests.log.folder import OTHER_SKEY, VKEY
from tests.log.vectors import refusal


def make(at: int = 4, leaf_at: int = -1) -> RowProof:
    leaf_at %= len(BUNDLE.entries)
    path = inclusion_path([leaf_hash(entry) for entry in BUNDLE.entries], leaf_at)
    log_proof = BundleProof(leaf_at, tuple(path), BUNDLE.files["log/checkpoint"])
    return prove_row(BUNDLE.lines, at, BUNDLE.entries[leaf_at], log_proof, VKEY)


def _bundle() -> Bundle:
    world = World()
    return Bundle(world, world.request())


BUNDLE = _bundle()
KEYS = [parse_vkey(VKEY)]
RAW = format_row_proof(make())


@pytest.mark.parametrize("at", range(20))
def test_every_row_is_proven_by_its_file_alone(at: int) -> None:
    proof = parse_row_proof(format_row_proof(make(at)))

    proven = check_row_proof(proof, KEYS)

    assert proven.row["row_id"] == BUNDLE.rows[at]["row_id"]
    assert proven.release.refs["n_rows"] == "20"
    assert proven.checkpoint.size == len(BUNDLE.entries)


def changed(**fields: Any) -> bytes:
    return value_json({**json.loads(RAW), **fields})


ROW = json.loads(RAW)["row"]
LEAF = json.loads(RAW)["release_leaf"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (changed(row=ROW.replace('"salt":"', '"salt":"A')), "proof.row"),
        (changed(row=ROW + " "), "bundle.row"),
        (changed(row="{}"), "bundle.row"),
        (changed(row_index=5), "proof.row"),
        (changed(row_index=-1), "proof.row"),
        (changed(row_path=[]), "proof.row"),
        (changed(row_path=["x"]), "proof.row"),
        (changed(row_path=[1]), "proof.row"),
        (changed(row_path=["AAAA"]), "proof.row"),
        (changed(release_leaf=LEAF.replace('"n_rows":"20"', '"n_rows":"21"')), "log.inclusion"),
        (changed(release_leaf="{}"), "log.leaf"),
        (changed(log_proof=""), "log.proof"),
        (changed(format="x"), "proof.row"),
        (changed(more=1), "proof.row"),
        (changed(row=1), "proof.row"),
        (changed(vkey=None), "proof.row"),
        (b"", "proof.row"),
        (b"[]", "proof.row"),
        (format_row_proof(make(leaf_at=3)), "proof.row"),
    ],
)
def test_a_proof_with_a_broken_link_is_refused(raw: bytes, code: str) -> None:
    assert refusal(lambda: check_row_proof(parse_row_proof(raw), KEYS)) == code


def test_a_proof_under_another_key_is_refused() -> None:
    with pytest.raises(Refused, match=r"log\.signature"):
        check_row_proof(make(), [parse_skey(OTHER_SKEY).vkey])


@given(st.integers(0, len(RAW) - 1), st.binary(max_size=2), st.integers(0, 2))
def test_a_changed_proof_is_refused_and_never_a_traceback(at: int, new: bytes, cut: int) -> None:
    """The vkey inside is a convenience, so a change there alone may pass."""
    raw = RAW[:at] + new + RAW[at + cut :]

    code = refusal(lambda: check_row_proof(parse_row_proof(raw), KEYS))

    if code is None:
        assert check_row_proof(parse_row_proof(raw), KEYS).row == json.loads(ROW)
