"""Files come in whole or not at all, with every broken line named."""

from pathlib import Path
from typing import Any

import pytest

from labelproof.cli.reach import Reach
from labelproof.kernel.refused import Refused
from tests.cli.terminal import STATED, Terminal, items_file, project_in


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return project_in(tmp_path_factory.mktemp("importing"))


def n_items(owner: Terminal) -> int:
    return sum(c["n_items"] for c in owner.json("project", "show")["collections"])


def test_a_broken_line_is_named_and_nothing_is_written(owner: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_text("id,text\nb1,fine\nb2,too,many\nb3,fine\n")
    before = owner.json("log", "show")["size"]

    said = owner("import", file, "--id-column", "id", "--name", "broken", *STATED)

    assert said.code == 1
    assert "line 3, column 3" in said.err
    assert owner.json("log", "show")["size"] == before


def test_good_lines_are_kept_when_that_is_asked_for(owner: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "kept.csv"
    file.write_text("id,text\nk1,fine\nk2,too,many\nk3,fine\n")

    report = owner.json("import", file, "--id-column", "id", "--name", "kept", "--keep-good", *STATED)

    assert report["n_items"] == 2
    assert len(report["left_out"]) == 1


def test_the_same_import_again_changes_nothing(owner: Terminal, tmp_path: Path) -> None:
    file = items_file(tmp_path, 4, "same.csv")
    owner.ok("import", file, "--id-column", "id", "--name", "same", *STATED)
    before = n_items(owner)

    code = owner.refused("import", file, "--id-column", "id", "--name", "same", *STATED)

    assert code == "import.again"
    assert n_items(owner) == before


def test_ids_that_are_taken_are_named_by_line_and_the_collection_is_given_up(owner: Terminal, tmp_path: Path) -> None:
    file = items_file(tmp_path, 3, "taken.csv")
    owner.ok("import", file, "--id-column", "id", "--name", "first", *STATED)
    before = n_items(owner)

    said = owner("import", file, "--id-column", "id", "--name", "second", *STATED)

    assert said.code == 1
    assert "line 2: 't0' is in this project already" in said.err
    assert n_items(owner) == before


def test_an_interrupted_import_goes_on_where_it_stopped(
    owner: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = items_file(tmp_path, 2500, "long.csv")
    command = Reach.command

    def breaks(self: Reach, name: str, args: dict[str, Any], key: str = "") -> dict[str, Any]:
        if name == "import_items" and key.endswith(":items:1"):
            raise Refused("server.silent", "the line is dead", "wait")
        return command(self, name, args, key)

    monkeypatch.setattr(Reach, "command", breaks)
    assert owner.refused("import", file, "--id-column", "id", "--name", "long", *STATED) == "server.silent"
    monkeypatch.undo()

    report = owner.json("import", file, "--id-column", "id", "--name", "long", *STATED)

    assert report["n_items"] == 2500
    states = {c["name"]: (c["state"], c["n_items"]) for c in owner.json("project", "show")["collections"]}
    assert states["long"] == ("sealed", 2500)


def test_a_dry_run_writes_nothing(owner: Terminal, tmp_path: Path) -> None:
    before = owner.json("log", "show")["size"]

    report = owner.json("import", items_file(tmp_path, 3, "dry.csv"), "--name", "dry", "--dry-run", *STATED)

    assert report["n_items"] == 3
    assert owner.json("log", "show")["size"] == before


def test_terms_that_are_not_stated_are_named(owner: Terminal, tmp_path: Path) -> None:
    said = owner("import", items_file(tmp_path, 1, "unstated.csv"), "--name", "x")

    assert said.code == 1
    assert "sources.terms" in said.err
    assert "terms.licence" in said.err


def test_a_crowds_votes_come_in_with_their_items(owner: Terminal, tmp_path: Path) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_text("who,what,said,at\nw1,v0,ironic,2020-01-01T10:00:00Z\nw2,v0,literal,\nw1,v1,literal,\n")
    columns = ("--vote-item", "what", "--vote-annotator", "who", "--vote-value", "said", "--vote-at", "at")
    file = items_file(tmp_path, 2, "voted.csv")
    before = len(owner.json("adjudicate", "list")["disputes"])

    report = owner.json("import", file, "--id-column", "id", "--votes", votes, *columns, "--name", "crowd", *STATED)

    assert (report["n_votes"], report["n_people"]) == (3, 2)
    assert len(owner.json("adjudicate", "list")["disputes"]) == before + 1


def test_a_vote_about_no_item_is_named_by_its_line(owner: Terminal, tmp_path: Path) -> None:
    votes = tmp_path / "stray.csv"
    votes.write_text("item,annotator,value\nnowhere,w1,ironic\n")
    file = items_file(tmp_path, 1, "stray_items.csv")

    said = owner("import", file, "--id-column", "id", "--votes", votes, "--name", "stray", *STATED)

    assert said.code == 1
    assert "stray.csv: row.item: line 2" in said.err


@pytest.mark.parametrize(("name", "content"), [("a.csv", b"id,text\n\xff\xfe,x\n"), ("b.jsonl", b"{not json}\n")])
def test_a_file_that_cannot_be_read_is_refused_by_name(
    owner: Terminal, tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    said = owner("import", file, "--name", "x", *STATED)

    assert said.code in (1, 3)
    assert name in said.err
    assert "Fix:" in said.err
