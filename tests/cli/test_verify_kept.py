"""What `labelproof verify` remembers by itself, and what else it takes: witnesses, the root log, openings, one leaf."""

import hashlib
import json
from pathlib import Path

import pytest

from labelproof.cli.ranges import FEW
from labelproof.cli.remembered import kept_at
from labelproof.evidence.openings import format_opening
from labelproof.kernel.canonical import value_json
from labelproof.log.checkpoint import BundleProof, format_bundle_proof, format_checkpoint
from labelproof.log.leaf import disclosure_digest, make_disclosure
from labelproof.log.note import COSIGNER, cosign, format_skey, parse_skey, sign_note
from labelproof.log.root import format_root_leaf
from labelproof.log.scan import RANGE
from labelproof.log.tree import inclusion_path, leaf_hash
from tests.cli.test_verify import bundle, lay, run  # noqa: F401 - a fixture
from tests.evidence.build import Bundle, World
from tests.log.folder import ORIGIN, OTHER_SKEY, SKEY, VKEY, folder, leaf, leaves, signed
from tests.log.test_root import ROOT_VKEY, root_log

pytestmark = pytest.mark.usefixtures("own_state")


WITNESS = format_skey("witness.example", b"\x08" * 32, COSIGNER)
WITNESS_VKEY = parse_skey(WITNESS).vkey.text


def log_of(n: int, root: Path, entries: list[bytes] | None = None) -> Path:
    return lay(folder((entries or leaves(n))[:n]), root)


def rewritten(n: int) -> list[bytes]:
    return [leaf(i, actor="mallory") if i == 7 else raw for i, raw in enumerate(leaves(n))]


def test_what_verified_under_a_pinned_key_is_remembered_by_the_key_alone(tmp_path: Path, own_state: Path) -> None:
    first = run(log_of(300, tmp_path / "a"), "--vkey", VKEY)
    name = f"labelproof/checkpoints/{hashlib.sha256(VKEY.encode()).hexdigest()}.json"

    assert "First use of this key here: size 300 is remembered" in first.output
    assert [str(path.relative_to(own_state)) for path in own_state.rglob("*.json")] == [name]
    assert (own_state / name).stat().st_mode & 0o077 == 0


def test_a_log_that_falls_behind_or_forks_is_named_and_nothing_is_forgotten(tmp_path: Path) -> None:
    run(log_of(300, tmp_path / "a"), "--vkey", VKEY)
    kept = kept_at(VKEY).read_bytes()

    behind = run(log_of(299, tmp_path / "b"), "--vkey", VKEY)
    forked = run(log_of(400, tmp_path / "c", rewritten(400)), "--vkey", VKEY)

    assert "log.rolled_back: log shows size 299; you have seen 300" in behind.output
    assert "log.forked: size 300 has root" in forked.output
    assert (behind.exit_code, forked.exit_code) == (1, 1)
    assert kept_at(VKEY).read_bytes() == kept


def test_no_state_compares_and_keeps_nothing(tmp_path: Path, own_state: Path) -> None:
    assert run(log_of(300, tmp_path / "a"), "--vkey", VKEY, "--no-state").exit_code == 0
    assert list(own_state.rglob("*")) == []
    run(tmp_path / "a", "--vkey", VKEY)

    assert run(log_of(200, tmp_path / "b"), "--vkey", VKEY, "--no-state").exit_code == 0


def test_an_enclosed_key_is_not_remembered_even_when_it_is_trusted(tmp_path: Path, own_state: Path) -> None:
    assert run(log_of(3, tmp_path / "a"), "--trust-enclosed-key").exit_code == 0
    assert list(own_state.rglob("*.json")) == []


def test_a_state_folder_that_cannot_be_written_does_not_spoil_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))

    result = run(log_of(3, tmp_path / "a"), "--vkey", VKEY)

    assert result.exit_code == 0
    assert "Not remembered:" in result.output


def test_a_log_named_like_a_path_cannot_choose_where_its_state_lies(tmp_path: Path, own_state: Path) -> None:
    skey = format_skey("../../../evil", bytes(32))
    vkey = parse_skey(skey).vkey.text
    entries = [leaf(i, log="../../../evil") for i in range(3)]
    files = folder(entries)
    files["checkpoint"] = signed(entries, skey, origin="../../../evil")

    assert run(lay(files, tmp_path / "a"), "--vkey", vkey).exit_code == 0
    assert [path.parent.name for path in own_state.rglob("*.json")] == ["checkpoints"]


def test_an_older_bundle_verifies_again_after_a_newer_one(tmp_path: Path) -> None:
    """A bundle is the log as it was; one that was never seen before the log grew is not vouched for."""
    world = World()
    old = lay(Bundle(world, world.request()).files, tmp_path / "old")
    n_old = world.project.size
    unseen = lay(Bundle(world, world.request()).files, tmp_path / "unseen")
    new = lay(Bundle(world, world.request()).files, tmp_path / "new")

    assert [run(path, "--vkey", VKEY).exit_code for path in (old, new, old)] == [0, 0, 0]
    again = run(unseen, "--vkey", VKEY)

    assert n_old < world.project.size
    assert again.exit_code == 1
    assert "is it an older release?" in again.output


def witnessed(note: bytes, *skeys: str) -> bytes:
    text = note.partition(b"\n\n")[0] + b"\n"
    return note + b"".join(cosign(text, skey, 5) for skey in skeys)


def test_witnesses_are_counted_against_the_quorum(tmp_path: Path) -> None:
    files = folder(leaves(3))
    files["checkpoint"] = witnessed(files["checkpoint"], WITNESS, WITNESS)
    path = lay(files, tmp_path / "log")
    other = parse_skey(format_skey("w2", bytes(32), COSIGNER)).vkey.text

    assert "seen by 1 witnesses" in run(path, "--vkey", VKEY, "--witness", WITNESS_VKEY).output
    assert run(path, "--vkey", VKEY, "--witness", WITNESS_VKEY, "--witness", other, "--quorum", "1").exit_code == 0
    result = run(path, "--vkey", VKEY, "--witness", WITNESS_VKEY, "--witness", other)
    assert (result.exit_code, "log.witness: 1 of 2 witnesses" in result.output) == (1, True)


def test_a_cosignature_of_the_future_is_refused(tmp_path: Path) -> None:
    files = folder(leaves(3))
    text = files["checkpoint"].partition(b"\n\n")[0] + b"\n"
    files["checkpoint"] += cosign(text, WITNESS, 1 << 40)

    result = run(lay(files, tmp_path / "log"), "--vkey", VKEY, "--witness", WITNESS_VKEY)

    assert result.exit_code == 1
    assert "log.witness: witness.example cosigned" in result.output


def test_a_log_is_followed_up_to_the_root_logs_witness(tmp_path: Path, own_state: Path) -> None:
    path = log_of(40, tmp_path / "log")
    root = lay(root_log(format_root_leaf(signed(leaves(40))), witness=WITNESS), tmp_path / "root")
    chain = ("--vkey", VKEY, "--root", root, "--root-vkey", ROOT_VKEY, "--witness", WITNESS_VKEY)

    result = run(path, *chain)
    later = run(log_of(30, tmp_path / "earlier"), *chain, "--no-state")

    assert result.exit_code == 0, result.output
    assert "✓ entry 0 of the root log, seen by 1 witnesses" in result.output
    assert len(list(own_state.rglob("*.json"))) == 2
    assert "log.not_entered: size 30 of" in later.output


def test_a_bundle_is_followed_up_to_the_root_log(bundle: Bundle, tmp_path: Path) -> None:  # noqa: F811
    root = root_log(format_root_leaf(bundle.files["log/checkpoint"]))
    path = lay(bundle.files, tmp_path / "bundle")

    result = run(path, "--vkey", VKEY, "--root", lay(root, tmp_path / "root"), "--root-vkey", ROOT_VKEY, "--json")

    report = json.loads(result.stdout)
    assert (report["ok"], report["log"]["entered_at"], report["log"]["root_log"]["size"]) == (True, 0, 1)


def test_a_root_log_alone_verifies_as_a_folder_of_tiles(tmp_path: Path) -> None:
    root = lay(root_log(format_root_leaf(signed(leaves(40)))), tmp_path / "root")

    assert run(root, "--vkey", ROOT_VKEY).exit_code == 0


def test_openings_are_checked_against_the_leaves_of_tiles(tmp_path: Path) -> None:
    opening = make_disclosure(bytes(16), "a0", "café")
    entries = leaves(9)
    entries[5] = leaf(5, c={"a0": disclosure_digest(opening), "a1": disclosure_digest("other")})
    path = lay(folder(entries), tmp_path / "log")
    (tmp_path / "good").write_bytes(format_opening(5, "a0", opening))
    (tmp_path / "bad").write_bytes(format_opening(5, "a1", opening) + format_opening(6, "a0", opening))

    good = run(path, "--vkey", VKEY, "--disclosures", tmp_path / "good")
    bad = run(path, "--vkey", VKEY, "--disclosures", tmp_path / "bad")

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "Openings: 1 disclosed, 0 erased, 1 withheld." in good.output
    assert "log.altered: openings.jsonl line 1" in bad.output
    assert "bundle.stray: openings.jsonl line 2" in bad.output


@pytest.fixture
def proof(tmp_path: Path) -> tuple[Path, Path]:
    """A tlog-proof of leaf 7 of 40, with its part of the root log, and the leaf."""
    entries = leaves(40)
    note = signed(entries)
    root = root_log(b"x" * 20, format_root_leaf(note), witness=WITNESS)
    above = inclusion_path([leaf_hash(b"x" * 20), leaf_hash(format_root_leaf(note))], 1)
    extra = value_json({"root_proof": format_bundle_proof(BundleProof(1, tuple(above), root["checkpoint"])).decode()})
    path = inclusion_path([leaf_hash(raw) for raw in entries], 7)
    (tmp_path / "p").write_bytes(format_bundle_proof(BundleProof(7, tuple(path), witnessed(note, WITNESS), extra)))
    (tmp_path / "leaf").write_bytes(entries[7])
    return tmp_path / "p", tmp_path / "leaf"


def test_a_plain_proof_of_one_leaf_verifies_up_to_the_root_log(proof: tuple[Path, Path]) -> None:
    asked = ("--proof", proof[0], "--entry", proof[1], "--vkey", VKEY)

    alone = run(*asked)
    chain = run(*asked, "--root-vkey", ROOT_VKEY, "--witness", WITNESS_VKEY)
    other = run(*asked, "--root-vkey", parse_skey(OTHER_SKEY).vkey.text)

    assert (alone.exit_code, chain.exit_code, other.exit_code) == (0, 0, 1)
    assert "✓ leaf 7 of log.example/" in alone.output
    assert "✓ entry 1 of the root log log.example/root, seen by 1 witnesses" in chain.output


def test_a_plain_proof_needs_its_leaf_and_a_key(proof: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(leaves(40)[8])

    assert "proof.entry" in run("--proof", proof[0], "--vkey", VKEY).output
    assert "log.vkey" in run("--proof", proof[0], "--entry", proof[1]).output
    result = run("--proof", proof[0], "--entry", tmp_path / "other", "--vkey", VKEY)
    assert (result.exit_code, "log.inclusion" in result.output) == (1, True)


def test_a_proof_of_a_root_that_was_not_the_one_seen_is_a_fork(proof: tuple[Path, Path], tmp_path: Path) -> None:
    run(log_of(40, tmp_path / "log", rewritten(40)), "--vkey", VKEY)

    result = run("--proof", proof[0], "--entry", proof[1], "--vkey", VKEY)

    assert result.exit_code == 1
    assert "log.forked: the proof's checkpoint of size 40" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["x", "--root", "y"],
        ["x", "--root-vkey", ROOT_VKEY],
        ["x", "--quorum", "1"],
        ["x", "--state", "y", "--no-state"],
        ["x", "--witness", VKEY],
        ["x", "--root", "y", "--root-vkey", "nonsense"],
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_files_beyond_the_signed_size_are_counted_and_not_looked_at(tmp_path: Path) -> None:
    files = folder(leaves(300))
    files["checkpoint"] = signed(leaves(200))
    files["tile/0/000.p/200"] = files["tile/0/000"][: 32 * 200]
    files["tile/entries/000.p/200"] = folder(leaves(200))["tile/entries/000.p/200"]

    result = run(lay(files, tmp_path / "log"), "--vkey", VKEY)

    assert result.exit_code == 0, result.output
    assert "other files below tile/ were not looked at" in result.output


@pytest.mark.slow
def test_a_large_log_is_read_by_several_processes_with_the_same_result(tmp_path: Path) -> None:
    n = (FEW + 1) * RANGE * 256 + 5
    good = leaves(n)
    bad = [leaf(3, ts=1_700_000_000_000 + i) if i == n - 2 else raw for i, raw in enumerate(good)]

    honest = run(lay(folder(good), tmp_path / "good"), "--vkey", VKEY)
    doubled = run(lay(folder(bad), tmp_path / "bad"), "--vkey", VKEY, "--no-state")
    (tmp_path / "good/tile/entries/500").unlink()
    holed = run(tmp_path / "good", "--vkey", VKEY)

    assert honest.exit_code == 0, honest.output
    assert f"log.id: entry {n - 2} has the id event-000000000000000003 of entry 3" in doubled.output
    assert "log.missing: tile/entries/500 is not there" in holed.output


def test_a_size_that_no_log_has_costs_nothing(tmp_path: Path) -> None:
    files = folder(leaves(3))
    files["checkpoint"] = sign_note(format_checkpoint(ORIGIN, 2**62, bytes(32)), SKEY)

    result = run(lay(files, tmp_path / "log"), "--vkey", VKEY)

    assert result.exit_code == 1
    assert "log.missing: tile/entries/000 is not there" in result.output


@pytest.mark.parametrize("of", ["tile/0/000.p/9", "tile/entries", "checkpoint", "unrelated"])
def test_a_symbolic_link_in_a_folder_of_tiles_is_not_followed(tmp_path: Path, of: str) -> None:
    """Wherever it points, and though nothing would have read it."""
    path = log_of(9, tmp_path / "log")
    if (path / of).exists():
        (path / of).rename(tmp_path / "moved")
    (path / of).symlink_to(tmp_path / "moved")

    result = run(path, "--vkey", VKEY)

    assert result.exit_code == 3
    assert f"{of} is a symbolic link" in result.output
