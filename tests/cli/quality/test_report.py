"""`labelproof quality report`: one page, whole by itself, that shows no more than the file said."""

import re
from pathlib import Path

import pytest

from tests.cli.quality.test_files import NAMES, ROWS, votes
from tests.cli.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "no-instance")


def test_a_report_needs_no_network_and_no_script(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "report.html"

    said = terminal("quality", "report", votes(tmp_path), *NAMES, "--segment", "kind", "--out", out)

    page = out.read_text()
    assert said.code == 0
    assert not re.search(r"<script|<link|@import|url\(|(src|href)=|https?://", page)
    for title in ("Agreement", "Alpha by label", "Alpha by segment", "Values", "Annotators", "Where people part"):
        assert f"<h2>{title}</h2>" in page


def test_words_from_the_file_are_never_markup(terminal: Terminal, tmp_path: Path) -> None:
    out, evil = tmp_path / "report.html", "<script>alert(1)</script>"
    rows = [*ROWS, (evil, evil, evil, evil), (evil, "ben", "no", evil)]

    terminal("quality", "report", votes(tmp_path, rows), *NAMES, "--segment", "kind", "--title", evil, "--out", out)

    assert "<script" not in out.read_text()
    assert "&lt;script&gt;" in out.read_text()


def test_numbers_on_a_scale_have_a_report_too(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    numbers = [(item, who, str(n), kind) for n, (item, who, _, kind) in enumerate(ROWS)]

    said = terminal("quality", "report", votes(tmp_path, numbers), *NAMES, "--level", "interval", "--out", out)

    assert said.code == 0
    assert "there is no table of labels" in out.read_text()


def test_a_file_without_answers_has_a_report_that_says_so(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "report.html"

    said = terminal("quality", "report", votes(tmp_path, []), *NAMES, "--out", out)

    assert said.code == 0
    assert "no answers" in out.read_text()
