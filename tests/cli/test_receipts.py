"""What the command line keeps of what one did, and how it is held against the server."""

import hashlib
import json
from pathlib import Path

import pytest

from labelproof.cli.kept import state_folder
from tests.cli.terminal import STATED, Terminal, items_file, project_in


@pytest.fixture(scope="module")
def ben(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """An annotator who answered three items."""
    folder = tmp_path_factory.mktemp("receipts")
    owner = project_in(folder)
    owner.ok("import", items_file(folder, 3), "--id-column", "id", "--name", "days", *STATED)
    person = owner.joined("ben", "annotator")
    person.ok("assign")
    for n in range(3):
        person.ok("label", f"i{n}", "ironic")
    return person


def test_every_answer_s_receipt_is_kept_and_stands_in_the_log(ben: Terminal) -> None:
    listed = ben.json("receipts", "list")

    answers = [each for each in listed if each["kind"] == "annotation.submitted"]
    assert [each["kept"] for each in answers] == [True, True, True]
    checked = ben.json("receipts", "check")
    assert checked["broken"] == []
    assert checked["n_kept"] >= 3


def test_the_exported_file_checks_offline(ben: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "mine.jsonl"
    ben.ok("receipts", "export", "--out", out)
    vkey = json.loads(out.read_bytes().splitlines()[0])["vkey"]
    nowhere = Terminal(tmp_path / "nothing")

    said = nowhere("receipts", "check", out, "--vkey", vkey, "--json")
    alone = nowhere("receipts", "check", out)
    out.write_bytes(
        out.read_bytes()
        .replace(b'"index":', b'"index": ', 1)
        .replace(b"annotation.submitted", b"annotation.submitteD", 1)
    )
    broken = nowhere("receipts", "check", out, "--vkey", vkey)

    assert said.code == 0
    assert [each["said"]["a0"] for each in json.loads(said.out)["receipts"] if "a0" in each["said"]] == ["ironic"] * 3
    assert alone.code == 4
    assert broken.code == 1


def test_a_server_that_changed_history_is_found_by_what_was_kept(ben: Terminal) -> None:
    """A kept receipt names a leaf hash: if the log holds another leaf there, no proof leads to it."""
    origin = ben.json("receipts", "check")["origin"]
    kept = state_folder() / "receipts" / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.jsonl"
    before = kept.read_text()
    lines = [json.loads(line) for line in before.splitlines()]
    changed = next(n for n, line in enumerate(lines) if line["kind"] == "annotation.submitted")
    lines[changed]["leaf_hash"] = "A" * 43
    kept.write_text("".join(json.dumps(line) + "\n" for line in lines))
    try:
        said = ben("receipts", "check", "--json")
    finally:
        kept.write_text(before)

    assert said.code == 1
    assert [each["index"] for each in json.loads(said.out)["broken"]] == [lines[changed]["index"]]


def test_a_candid_report_leaves_no_receipt_here(ben: Terminal) -> None:
    ben.ok("report", "send", "Two clauses contradict each other.")

    assert not any("guideline.reported" in path.read_text() for path in (state_folder() / "receipts").glob("*.jsonl"))
