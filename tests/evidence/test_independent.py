"""A verifier written from docs/reference/bundle.md alone, with none of the product's code, agrees; and the page is true."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.evidence.build import Bundle, World
from tests.log.folder import VKEY

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/bundle.md").read_text()
GOLDEN: dict[str, Any] = json.loads((ROOT / "tests/golden/log/golden.json").read_text())


def sha256(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def root_of(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0])
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\1" + root_of(leaves[:k]) + root_of(leaves[k:]))


def signed_text(note: str, vkey: str) -> str:
    """The text of a note that the key signed."""
    name, key_id, key = vkey.split("+", 2)
    raw = base64.b64decode(key)
    assert raw[0] == 1
    assert sha256(name.encode() + b"\n" + raw)[:4].hex() == key_id
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    for line in lines.splitlines():
        dash, who, encoded = line.split(" ")
        signature = base64.b64decode(encoded)
        if (dash, who, signature[:4].hex()) == ("—", name, key_id):
            Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature[4:], text.encode())
            return text
    raise InvalidSignature


def entries_of(files: Mapping[str, bytes], size: int) -> list[bytes]:
    leaves: list[bytes] = []
    for n in range(-(-size // 256)):
        width, at = min(256, size - 256 * n), 0
        raw = files[f"log/tile/entries/{n:03d}" + ("" if width == 256 else f".p/{width}")]
        for _ in range(width):
            end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
            leaves.append(raw[at + 2 : end])
            at = end
        assert at == len(raw)
    return leaves


def check(files: Mapping[str, bytes], vkey: str) -> int:
    """Signature, root, openings, rows_root and files_root; gives the number of rows."""
    origin, size, root, *_ = signed_text(files["log/checkpoint"].decode(), vkey).split("\n")
    entries = entries_of(files, int(size))
    assert base64.b64encode(root_of(entries)).decode() == root
    leaves = [json.loads(entry) for entry in entries]
    assert {leaf["log"] for leaf in leaves} == {origin}
    for line in files["disclosures/openings.jsonl"].splitlines():
        said = json.loads(line)
        assert url(sha256(said["disclosure"].encode())) == leaves[said["index"]]["c"][said["name"]]
        opened = json.loads(base64.urlsafe_b64decode(said["disclosure"] + "=="))
        assert opened[1] == said["name"]
    manifest = json.loads(files["MANIFEST.json"])
    (published,) = [
        leaf["refs"]
        for leaf in leaves
        if leaf["kind"] == "release.published" and leaf["refs"]["release"] == manifest["release"]
    ]
    rows = files["data/rows.jsonl"].split(b"\n")[:-1]
    assert (url(root_of(rows)), str(len(rows))) == (published["rows_root"], published["n_rows"])
    bound = sorted(p for p in files if p != "data/rows.jsonl" and not p.startswith(("log/", "MANIFEST")))
    digests = [f"{path}\n{hashlib.sha256(files[path]).hexdigest()}".encode() for path in bound]
    assert url(root_of(digests)) == published["files_root"]
    return len(rows)


def test_a_verifier_written_from_the_page_accepts_an_honest_bundle() -> None:
    world = World()
    for _ in range(60):
        world.lease(world.zed, world.items[3])  # more than 256 leaves: full and partial tiles
        world.lease(world.zed, world.items[7])
        world.import_items(1)
    bundle = Bundle(world, world.request())

    assert len(bundle.entries) > 256
    assert check(bundle.files, VKEY) == len(bundle.rows)


def test_and_refuses_one_with_a_changed_row() -> None:
    world = World()
    bundle = Bundle(world, world.request())
    bundle.files["data/rows.jsonl"] = bundle.files["data/rows.jsonl"].replace(b'"no"', b'"yes"', 1)

    with pytest.raises(AssertionError):
        check(bundle.files, VKEY)


def test_the_worked_example_is_the_golden_file() -> None:
    blocks = re.findall(r"^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    leaves, hashes, note, disclosed = (block.splitlines() for block in blocks)
    raw = b"".join(len(leaf).to_bytes(2, "big") + leaf.encode() for leaf in leaves)

    assert leaves == GOLDEN["leaves"][:2]
    assert (raw.hex(), len(raw)) == (GOLDEN["entry_bundle_size_2_hex"], 454)
    assert hashes == [sha256(b"\0" + leaf.encode()).hex() for leaf in leaves]
    assert base64.b64encode(root_of([leaf.encode() for leaf in leaves])).decode() == note[2]
    assert "\n".join(note[:-2]) + "\n" == GOLDEN["checkpoint_size_2"]
    assert note[-1] == GOLDEN["log_vkey"]
    assert signed_text(GOLDEN["checkpoint_size_2"], note[-1]).startswith("log.example/acme/project-1\n2\n")
    assert disclosed == [GOLDEN["disclosure"]["disclosure"], GOLDEN["disclosure"]["digest"]]
    assert url(sha256(disclosed[0].encode())) == disclosed[1]
