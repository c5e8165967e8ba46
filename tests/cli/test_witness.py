"""Witnesses, timestamps and keys from the command line."""

from pathlib import Path

import pytest

from labelproof.log.note import split_note
from labelproof.testing.witness import Witness, listening
from tests.cli.terminal import PASSWORD, Terminal, project_in
from tests.timestamp_authority import make_authority, openssl, stamping


@pytest.fixture
def owner(tmp_path: Path) -> Terminal:
    made = Terminal(tmp_path / "data")
    made.ok("init", "--login", "ana", "--name", "Ana", "--password", PASSWORD, "--host", "log.example")
    made.ok("project", "open", "Irony")
    return made


def root_vkey(owner: Terminal) -> str:
    logs = owner.json("witness", "status")["logs"]
    return next(log["keys"][0]["vkey"] for log in logs if log["kind"] == "root")


def test_a_witness_is_pinned_asked_and_removed(owner: Terminal) -> None:
    with listening(Witness()) as witness:
        witness.knows(root_vkey(owner))
        owner.ok("witness", "add", witness.url, witness.vkey)
        owner.ok("witness", "policy", "--quorum", 1, "--wait")

        assert owner.json("witness", "ask") == {"n_cosigned": 1}

        [listed] = owner.json("witness", "list")
        assert (listed["name"], listed["url"], listed["said"]) == (witness.name, witness.url, "cosigned")
        assert witness.name in owner.ok("witness", "list")
        status = owner.ok("witness", "status")
        assert "1 of 1 witnesses" in status
        owner.ok("witness", "remove", witness.vkey)
        assert owner.json("witness", "list") == []


def test_an_alarm_is_said_and_ends_status_with_1(owner: Terminal) -> None:
    owner.ok("witness", "add", "http://127.0.0.1:9", Witness().vkey)
    owner.ok("witness", "policy", "--quorum", 1, "--publish")

    said = owner("witness", "status")

    assert said.code == 1
    assert "Alarm: the root log's checkpoint has 0 of 1 witnesses" in said.out


def test_what_does_not_fit_is_refused_by_name(owner: Terminal) -> None:
    assert owner.refused("witness", "add", "ftp://w.example", Witness().vkey) == "witness.url"
    assert owner.refused("witness", "add", "https://w.example", "no vkey") == "log.vkey"
    assert owner.refused("witness", "add", "https://w.example", root_vkey(owner)) == "witness.key"
    assert owner.refused("witness", "remove", Witness().vkey) == "witness.unknown"
    assert owner.refused("witness", "policy", "--quorum", 3) == "witness.quorum"
    assert owner.refused("timestamp", "set", "tsa.example") == "witness.url"
    assert owner.refused("timestamp", "set", "https://tsa.example", "--every", 100_000) == "timestamp.every"


def test_a_timestamp_is_made_and_checked_offline_and_with_openssl(owner: Terminal, tmp_path: Path) -> None:
    (tmp_path / "tsa").mkdir()
    with stamping(make_authority(tmp_path / "tsa")) as authority:
        owner.ok("timestamp", "set", authority.url)
        size = owner.json("timestamp", "now")["size"]
        assert owner.json("timestamp", "now") == {"size": None}
        owner.ok("timestamp", "stop")
    published = tmp_path / "data" / "blobs" / "log" / "root"
    pem, tsr = tmp_path / "tsa" / "root.pem", published / f"{size}.tsr"

    checked = owner.json("timestamp", "check", tsr, published / "checkpoint", "--authority", pem)

    assert checked["at"] > 1_500_000_000_000
    text = tmp_path / "text"
    text.write_bytes(split_note((published / "checkpoint").read_bytes())[0])
    assert "Verification: OK" in openssl("ts", "-verify", "-data", text, "-in", tsr, "-CAfile", pem)
    altered = tmp_path / "altered"
    altered.write_bytes((published / "checkpoint").read_bytes().replace(b"\n2\n", b"\n3\n", 1))
    assert owner.refused("timestamp", "check", tsr, altered, "--authority", pem) == "timestamp.text"
    assert (
        owner.refused("timestamp", "check", pem, published / "checkpoint", "--authority", pem) == "timestamp.malformed"
    )


def test_a_project_s_key_rotates_and_the_old_one_retires(tmp_path: Path) -> None:
    owner = project_in(tmp_path)
    [old] = owner.json("key", "list")
    assert owner.refused("key", "retire", old["vkey"]) == "log_key.last"

    new = owner.json("key", "rotate")
    assert [k["vkey"] for k in owner.json("key", "list")] == [old["vkey"], new["vkey"]]
    assert owner.refused("key", "rotate") == "log_key.overlap"
    assert "counts up to size" in owner.ok("key", "retire", old["vkey"])

    assert owner.json("log", "show")["vkey"] == new["vkey"]
    assert "until size" in owner.ok("key", "list")


def test_the_instance_log_s_key_rotates(owner: Terminal) -> None:
    [old] = owner.json("key", "list", "--instance")

    assert "Both sign now" in owner.ok("key", "rotate", "--instance")
    owner.ok("key", "retire", old["vkey"], "--instance")

    assert [k["last_size"] is None for k in owner.json("key", "list", "--instance")] == [False, True]
