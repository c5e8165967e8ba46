"""`labelproof verify` as people run it: what it prints, the code it ends with, and how soon it starts."""

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from labelproof.cli.verify import verify
from labelproof.evidence.row_proof import format_row_proof, prove_row
from labelproof.log.checkpoint import BundleProof
from labelproof.log.note import parse_skey
from labelproof.log.tree import inclusion_path, leaf_hash
from tests.evidence.build import Bundle, World
from tests.log.folder import OTHER_SKEY, VKEY, Folder, folder, leaf, leaves, signed

pytestmark = pytest.mark.usefixtures("own_state")


def lay(files: Folder, root: Path) -> Path:
    for path, raw in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(raw)
    return root


def zipped(files: Folder, path: Path, method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], method)
    return path


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(verify, [str(each) for each in arguments], help_option_names=["-h", "--help"])


@pytest.fixture
def bundle() -> Bundle:
    world = World()
    return Bundle(world, world.request())


@pytest.fixture
def at(bundle: Bundle, tmp_path: Path) -> Path:
    return lay(bundle.files, tmp_path / "bundle")


def test_a_bundle_folder_verifies_under_its_key(at: Path) -> None:
    result = run(at, "--vkey", VKEY)

    assert result.exit_code == 0, result.output
    assert "✓ votes" in result.output
    assert "20 rows (6 released, 9 unresolved, 1 undecidable, 2 excluded, 2 withdrawn) from " in result.output
    assert "Not checked:\n  – that a label is right" in result.output
    assert result.output.endswith("VERIFIED\n")


def test_a_bundle_zip_verifies_as_its_folder_does(bundle: Bundle, tmp_path: Path) -> None:
    result = run(zipped(bundle.files, tmp_path / "b.zip"), "--vkey", VKEY)

    assert result.exit_code == 0, result.output


def test_without_a_key_it_is_consistent_and_ends_with_4(at: Path) -> None:
    result = run(at)

    assert result.exit_code == 4
    assert "CONSISTENT, NOT YET VERIFIED" in result.output
    assert "give it with --vkey" in result.output


def test_trusting_the_enclosed_key_is_a_choice(at: Path) -> None:
    assert run(at, "--trust-enclosed-key").exit_code == 0


def test_a_flipped_bit_names_the_file_in_folder_and_zip(bundle: Bundle, tmp_path: Path) -> None:
    raw = bytearray(bundle.files["data/rows.jsonl"])
    raw[50] ^= 1
    bundle.files["data/rows.jsonl"] = bytes(raw)

    for path in (lay(bundle.files, tmp_path / "b"), zipped(bundle.files, tmp_path / "b.zip")):
        result = run(path, "--vkey", VKEY)
        assert result.exit_code == 1
        assert "bundle.changed: data/rows.jsonl has" in result.output
        assert result.output.endswith("NOT VERIFIED\n")


def test_a_bit_flipped_inside_a_zip_names_the_file(bundle: Bundle, tmp_path: Path) -> None:
    """The zip's own checksum would only say that something is wrong."""
    path = zipped(bundle.files, tmp_path / "b.zip")
    raw = bytearray(path.read_bytes())
    raw[raw.index(b'"answer_type"') + 3] ^= 1
    path.write_bytes(raw)

    result = run(path, "--vkey", VKEY)

    assert result.exit_code == 1
    assert "bundle.changed: data/rows.jsonl has" in result.output


def test_another_key_is_refused_by_name(at: Path) -> None:
    result = run(at, "--vkey", parse_skey(OTHER_SKEY).vkey.text)

    assert result.exit_code == 1
    assert "log.signature: checkpoint of" in result.output


def test_json_holds_checks_faults_and_what_was_not_checked(at: Path) -> None:
    (at / "README.txt").write_text("x")

    report = json.loads(run(at, "--json", "--vkey", VKEY).stdout)

    assert (report["ok"], report["exit"], report["rows"]["n"]) == (False, 1, 20)
    assert [check["name"] for check in report["checks"]][:3] == ["files", "log", "release"]
    assert {fault["code"] for fault in report["faults"]} == {"bundle.changed", "bundle.files_root", "bundle.document"}
    assert report["not_checked"]


def test_a_folder_of_tiles_verifies(tmp_path: Path) -> None:
    path = lay(folder(leaves(300)), tmp_path / "log")

    result = run(path, "--vkey", VKEY)

    assert result.exit_code == 0, result.output
    assert "300 leaves by" in result.output
    assert json.loads(run(path, "--json").stdout)["exit"] == 4


def test_a_kept_checkpoint_catches_a_rewritten_history(tmp_path: Path) -> None:
    rewritten = [leaf(i, actor="mallory") if i == 7 else entry for i, entry in enumerate(leaves(300))]
    path = lay(folder(rewritten), tmp_path / "log")
    (tmp_path / "kept").write_bytes(signed(leaves(100)))

    result = run(path, "--vkey", VKEY, "--old", tmp_path / "kept")

    assert result.exit_code == 1
    assert "log.forked: size 100 has root" in result.output


def test_the_history_of_checkpoints_in_the_folder_must_agree(tmp_path: Path) -> None:
    path = lay(folder(leaves(300)), tmp_path / "log")
    (path / "checkpoint.100").write_bytes(signed(leaves(100)))
    honest = run(path, "--vkey", VKEY)
    (path / "checkpoint.7").write_bytes(signed([leaf(i) for i in range(7)]))

    result = run(path, "--vkey", VKEY)

    assert "Consistent with what was seen before, at size 100." in honest.output
    assert "log.forked: size 7 has root" in result.output


def test_a_state_file_is_written_after_success_and_never_moves_backwards(tmp_path: Path) -> None:
    now, before = lay(folder(leaves(300)), tmp_path / "now"), lay(folder(leaves(200)), tmp_path / "before")
    state = tmp_path / "seen.json"

    first = run(now, "--vkey", VKEY, "--state", state)
    kept = state.read_bytes()
    back = run(before, "--state", state)
    again = run(now, "--state", state)

    assert (first.exit_code, back.exit_code, again.exit_code) == (0, 1, 0)
    assert "log.rolled_back: log shows size 200; you have seen 300" in back.output
    assert state.read_bytes() == kept


def test_nothing_is_remembered_of_a_key_nobody_vouched_for(tmp_path: Path) -> None:
    run(lay(folder(leaves(3)), tmp_path / "log"), "--state", tmp_path / "seen.json")

    assert not (tmp_path / "seen.json").exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff"])
def test_a_broken_state_file_is_unreadable_and_is_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "seen.json").write_bytes(content)

    result = run(lay(folder(leaves(3)), tmp_path / "log"), "--vkey", VKEY, "--state", tmp_path / "seen.json")

    assert result.exit_code == 3
    assert (tmp_path / "seen.json").read_bytes() == content


def test_one_rows_proof_verifies_alone(bundle: Bundle, tmp_path: Path) -> None:
    last = len(bundle.entries) - 1
    path = inclusion_path([leaf_hash(entry) for entry in bundle.entries], last)
    proof = prove_row(
        bundle.lines, 3, bundle.entries[last], BundleProof(last, tuple(path), bundle.files["log/checkpoint"]), VKEY
    )
    (tmp_path / "row.json").write_bytes(format_row_proof(proof))

    pinned, enclosed = run("--proof", tmp_path / "row.json", "--vkey", VKEY), run("--proof", tmp_path / "row.json")

    assert (pinned.exit_code, enclosed.exit_code) == (0, 4)
    assert f"row     {bundle.rows[3]['row_id']}" in pinned.output
    (tmp_path / "row.json").write_bytes(b"{}")
    assert run("--proof", tmp_path / "row.json").exit_code == 1


@pytest.mark.parametrize("arguments", [[], ["x", "--proof", "y"], ["x", "--vkey", "nonsense"], ["x", "--nonsense"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_what_is_not_there_ends_with_3(tmp_path: Path) -> None:
    for arguments in ([tmp_path / "none"], ["--proof", tmp_path / "none"], [tmp_path, "--old", tmp_path / "none"]):
        assert run(*arguments).exit_code == 3


def test_an_empty_folder_is_not_verified(tmp_path: Path) -> None:
    result = run(tmp_path, "--vkey", VKEY)

    assert result.exit_code == 1
    assert "log.missing: checkpoint is not there" in result.output


@pytest.mark.parametrize("of", ["file", "folder", "tile"])
def test_a_symbolic_link_is_not_followed(at: Path, tmp_path: Path, of: str) -> None:
    if of == "file":
        (at / "extra").symlink_to("/etc/hostname")
    elif of == "folder":
        (at / "more").symlink_to(tmp_path)
    else:
        (at / "log").rename(tmp_path / "moved")
        (at / "log").symlink_to(tmp_path / "moved")

    result = run(at, "--vkey", VKEY)

    assert result.exit_code == 3
    assert "symbolic link" in result.output


def test_a_pipe_is_not_waited_for(at: Path) -> None:
    (at / "README.txt").unlink()
    os.mkfifo(at / "README.txt")

    result = run(at, "--vkey", VKEY)

    assert result.exit_code == 3
    assert "is no regular file" in result.output


def test_a_manifest_cannot_make_it_read_outside(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    raw = bundle.files["MANIFEST.json"].replace(b'"path":"README.txt"', b'"path":"../secret"')
    bundle.files["MANIFEST.json"] = raw

    result = run(lay(bundle.files, tmp_path / "b"), "--vkey", VKEY)

    assert "bundle.missing: ../secret is in MANIFEST.json and not there" in result.output


def test_a_manifest_with_an_endless_path_is_named(bundle: Bundle, tmp_path: Path) -> None:
    endless = b'"path":"' + b"a/" * 50_000 + b'a"'
    bundle.files["MANIFEST.json"] = bundle.files["MANIFEST.json"].replace(b'"path":"README.txt"', endless)

    result = run(lay(bundle.files, tmp_path / "b"), "--vkey", VKEY)

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)


def test_hostile_names_do_not_reach_the_terminal(bundle: Bundle, tmp_path: Path) -> None:
    bundle.files["data/\x1b[2J\n✓ all fine"] = b"x"

    result = run(lay(bundle.files, tmp_path / "b"), "--vkey", VKEY)

    assert result.exit_code == 1
    assert "\x1b[2J" not in result.output
    assert "\n✓ all fine" not in result.output


def test_a_compressed_zip_is_refused_with_the_way_out(bundle: Bundle, tmp_path: Path) -> None:
    result = run(zipped(bundle.files, tmp_path / "b.zip", zipfile.ZIP_DEFLATED), "--vkey", VKEY)

    assert result.exit_code == 3
    assert "unpack the zip and verify the folder" in result.output


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["README.txt", "../up", "/abs", "a\\b"])
def test_a_zip_with_a_name_twice_or_outside_is_refused(bundle: Bundle, tmp_path: Path, name: str) -> None:
    path = zipped(bundle.files, tmp_path / "b.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, b"x")

    result = run(path, "--vkey", VKEY)

    assert result.exit_code == 3


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -30])
def test_a_cut_zip_is_unreadable_and_no_traceback(bundle: Bundle, tmp_path: Path, cut: int) -> None:
    path = zipped(bundle.files, tmp_path / "b.zip")
    path.write_bytes(path.read_bytes()[:cut])

    result = run(path, "--vkey", VKEY)

    assert result.exit_code in (1, 3)
    assert isinstance(result.exception, SystemExit)


def test_random_damage_to_a_zip_is_never_a_traceback(bundle: Bundle, tmp_path: Path) -> None:
    path = zipped(bundle.files, tmp_path / "b.zip")
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])

        result = run(path, "--vkey", VKEY)

        assert isinstance(result.exception, SystemExit) or result.exception is None, (at, result.exception)


def test_verify_starts_only_what_it_needs() -> None:
    """Nothing but click, cryptography, kernel, log and evidence: the start is what an auditor waits for."""
    code = "import sys; import labelproof.cli.verify, labelproof.cli.verifying, labelproof.evidence.check; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    ours = {name.split(".")[1] for name in loaded if name.startswith("labelproof.")}
    heavy = {"msgspec", "sqlalchemy", "rich", "pydantic", "numpy", "fastapi", "asyncio", "sqlite3", "zipfile", "http"}

    assert ours == {"cli", "evidence", "kernel", "log"}
    assert heavy & set(loaded) == set()


@pytest.mark.slow
def test_help_comes_soon(tmp_path: Path) -> None:
    """A generous bound; bench/ holds the floor."""
    code = "from labelproof.cli.verify import verify; verify(['--help'])"
    took: list[float] = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        took.append(time.perf_counter() - start)

    assert min(took) < 1.5
