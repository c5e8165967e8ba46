"""What the documents tell people to type works, and what they point to is there."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
# A job that the page leaves in the background takes a free port here, and the next line waits until it listens.
SERVE = re.compile(r"^labelproof serve &$", re.MULTILINE)
SERVE_HERE = """labelproof serve --port 0 > serve.out 2>&1 &
for _ in $(seq 300); do grep -q http://127 serve.out && break; sleep 0.1; done
grep http://127 serve.out"""
NOT_SHOWN = {"LABELPROOF_TOKEN", "LABELPROOF_DATA", "LABELPROOF_PASSWORD", "LABELPROOF_URL"}


def blocks(page: Path) -> list[str]:
    """The shell blocks of a page, in order."""
    return BLOCK.findall(page.read_text())


@pytest.fixture
def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_SHOWN}
    return kept | {"PATH": f"{Path(sys.executable).parent}:{kept['PATH']}", "COLUMNS": "110"}


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str]) -> Iterator[object]:
    """Runs a script in an empty folder; what it leaves in the background ends with the test."""
    started: list[subprocess.Popen[str]] = []

    def script(text: str) -> tuple[int, str]:
        with (tmp_path / "typed.out").open("w") as said:
            shell = subprocess.Popen(
                ["bash", "-euo", "pipefail", "-c", text],
                cwd=tmp_path,
                env=environment,
                stdout=said,
                stderr=said,
                text=True,
                start_new_session=True,
            )
        started.append(shell)
        return shell.wait(300), (tmp_path / "typed.out").read_text()

    yield script
    for shell in started:
        try:
            os.killpg(shell.pid, signal.SIGTERM)
        except ProcessLookupError:
            continue


@pytest.mark.slow
def test_the_tutorial_runs_as_it_is_typed(run, tmp_path: Path) -> None:
    typed = SERVE.sub(SERVE_HERE, "\n".join(blocks(ROOT / "docs" / "tutorial.md")))

    code, said = run(typed)

    assert code == 0, said[-3000:]
    assert "VERIFIED" in said
    assert "the forgery was found" in said
    assert "Clean:" in said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    dead = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]

    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_shell_blocks_are_shell(page: Path, environment: dict[str, str]) -> None:
    checked = [subprocess.run(["bash", "-n"], input=block, env=environment, text=True) for block in blocks(page)]

    assert [done.returncode for done in checked if done.returncode] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_a_page_names_exists(page: Path) -> None:
    from labelproof.cli.entry import PLACES

    named = set(re.findall(r"(?:^|`|\$ )labelproof ([a-z]+)\b", page.read_text(), re.MULTILINE))

    assert named - set(PLACES) == set()


def test_pictures_are_small() -> None:
    large = [picture.name for picture in (ROOT / "docs" / "images").iterdir() if picture.stat().st_size > 300_000]

    assert large == []
