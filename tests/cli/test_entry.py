"""How commands end: documented exit codes, one line for a refusal, never a traceback; and how fast they start."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from labelproof.cli.entry import PLACES
from labelproof.cli.reference import commands, document
from labelproof.cli.say import printable
from tests.cli.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent.parent
HEAVY = "alembic argon2 cedarpy duckdb fastapi msgspec numpy pydantic rich scipy sqlalchemy starlette uvicorn"


def test_a_folder_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    said = Terminal(tmp_path / "none")("project", "list")

    assert said.code == 3
    assert said.err.startswith("instance.none: ")
    assert "Fix: " in said.err


def test_wrong_usage_has_a_code_of_its_own(tmp_path: Path) -> None:
    said = Terminal(tmp_path)("project", "opne", "x")

    assert said.code == 2


def test_a_refusal_is_json_when_that_is_asked_for(tmp_path: Path) -> None:
    said = Terminal(tmp_path / "none")("project", "list", "--json")

    refused = json.loads(said.err)
    assert refused["code"] == "instance.none"
    assert refused["fix"]
    assert said.out == ""


def test_a_second_init_changes_nothing(tmp_path: Path) -> None:
    owner = Terminal(tmp_path / "data")
    owner.ok("init", "--login", "ana", "--name", "Ana", "--password", "long enough")
    secret = (tmp_path / "data" / "secret").read_bytes()

    code = owner.refused("init", "--login", "eve", "--name", "Eve", "--password", "long enough")

    assert code == "instance.exists"
    assert (tmp_path / "data" / "secret").read_bytes() == secret


def test_what_others_wrote_moves_no_cursor() -> None:
    shown = printable("a\x1b[2Jb\rc")

    assert shown == "a\\x1b[2Jb\\rc"


@pytest.mark.parametrize("arguments", [["verify", "--help"], ["--help"]])
def test_help_starts_none_of_a_servers_libraries(arguments: list[str]) -> None:
    """What it takes in time is measured by the bench; what it imports is what decides that."""
    program = (
        "import sys; from labelproof.app import factories; from labelproof.cli.entry import run\n"
        f"run(factories(), {arguments!r}); print(*sys.modules, file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert loaded.isdisjoint(HEAVY.split())


def test_the_reference_is_what_the_commands_say() -> None:
    """On drift: labelproof reference > docs/reference/cli.md"""
    page = (ROOT / "docs/reference/cli.md").read_text()

    assert page == document()


def test_every_command_has_help_and_an_example() -> None:
    import click

    from labelproof.cli.entry import labelproof

    missing = [
        " ".join(path)
        for path, command in commands(labelproof, click.Context(labelproof), ())
        if not isinstance(command, click.Group) and "Example" not in (command.help or "")
    ]

    assert missing == []
    assert len(PLACES) > 25
