"""Opened values lie in a folder of their own, and not after the process that put them there."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from labelproof.engine.working_folder import sweep, working_folder


@pytest.fixture(autouse=True)
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_it_is_gone_after_its_use(tmp_path: Path) -> None:
    with working_folder() as folder:
        (folder / "rows").write_text("opened")

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_uses_stays(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f"labelproof-rows-{dead.pid}-abc"
    left.mkdir()
    (left / "rows").write_text("opened")

    with working_folder() as folder:
        sweep()

        assert folder.exists()
        assert not left.exists()
