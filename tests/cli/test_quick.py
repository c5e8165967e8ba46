"""`quick` and `init` refuse before they make anything; an export joins with one's own file."""

import csv
import json
import socket
from pathlib import Path

import pytest

from tests.cli.terminal import STATED, Terminal, project_in


@pytest.fixture
def items(tmp_path: Path) -> Path:
    path = tmp_path / "sums.csv"
    path.write_text("id,question,answer\na1,What is 2+2?,Four\n-b2,What is 3+3?,Seven\n")
    return path


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--labels", "yes,Yes"), "quick.labels"),
        (("--labels", "yes"), "quick.labels"),
        (("--labels", "yes,no", "--content", "txt"), "import.column"),
        (("--labels", "yes,no", "--id-column", "nope"), "import.column"),
        (("--labels", "yes,no", "--port", "{taken}"), "serve.port"),
    ],
)
def test_nothing_is_made_when_something_is_wrong(items: Path, tmp_path: Path, more: tuple[str, ...], code: str) -> None:
    folder = tmp_path / "data"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        named = [each.format(taken=taken.getsockname()[1]) for each in more]
        said = Terminal(folder)("quick", items, "--owner", "Ana", "--no-browser", "--json", *named)

    assert said.code == 1
    assert json.loads(said.err)["code"].startswith(code.split(".", maxsplit=1)[0])
    assert not folder.exists()


def test_a_database_that_does_not_answer_leaves_no_folder(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    folder = tmp_path / "team"

    said = Terminal(folder)(
        "init", "--login", "ana", "--name", "Ana", "--database", f"postgresql://x@127.0.0.1:{port}/y"
    )

    assert said.code == 1
    assert "storage.unreachable" in said.err
    assert not folder.exists()


def test_exported_rows_join_with_the_file_they_came_from(items: Path, tmp_path: Path) -> None:
    """By the ids of that file, whatever the terms let into the bundle; ids of ours stay as they are in a spreadsheet."""
    owner = project_in(tmp_path)
    owner.ok("import", items, "--id-column", "id", "--name", "sums", *STATED)
    ben = owner.joined("ben", "annotator")
    ben.ok("assign")
    ben.ok("label", "a1", "ironic")
    owner.ok("release", "request", "--wait")
    out, sealed = tmp_path / "rows.csv", tmp_path / "sealed.jsonl"

    owner.ok("export", "--out", out)
    owner.ok("export", "--out", sealed, "--as-sealed")

    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    plain = [json.loads(line) for line in sealed.read_text().splitlines()]
    assert {row["external_id"].lstrip("'") for row in rows} == {"a1", "-b2"}
    assert {row["item_id"] for row in rows} == {row["item_id"] for row in plain}
    assert all("external_id" not in row for row in plain)


def test_fields_are_shown_in_the_order_of_the_file(items: Path, tmp_path: Path) -> None:
    """The last is what is judged; kept as canonical JSON they are sorted."""
    owner = project_in(tmp_path)
    owner.ok("import", items, "--id-column", "id", "--name", "sums", *STATED)

    work = owner.joined("ben", "annotator").json("assign")

    assert [list(task["content"]) for task in work["tasks"]] == [["question", "answer"]] * 2
