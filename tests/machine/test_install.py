"""What `pip install .` gives a newcomer: the web app inside, small, and enough for the main job without an extra."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).parent / "uv"
LIMIT_MB = 460
EXTRAS = ("numba", "obstore", "psycopg", "pyarrow")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the files git knows: nothing that a developer's checkout has besides may be needed."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(UV, "build", "--wheel", "--out-dir", folder, _copy_of_tracked_files(folder / "source"))
    return next(folder.glob("*.whl"))


def _copy_of_tracked_files(folder: Path) -> Path:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def base_install(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the package and what it needs, no extra."""
    home = tmp_path_factory.mktemp("base") / "venv"
    _run(UV, "venv", "--quiet", "--python", sys.executable, home)
    into = ("--quiet", "--python", home / "bin" / "python")
    # Copied, not linked to uv's cache: links would make the size a question of what else is installed.
    _run(UV, "pip", "install", *into, "--link-mode", "copy", "-r", ROOT / "requirements" / "base.lock")
    _run(UV, "pip", "install", *into, "--no-deps", wheel)
    return home


def test_the_wheel_carries_the_built_web_app_and_no_source_of_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert "labelproof/http/static/index.html" in names
    assert not [name for name in names if name.endswith((".tsx", ".ts"))]


def test_a_base_install_is_small(base_install: Path) -> None:
    n_bytes = sum(path.lstat().st_blocks * 512 for path in base_install.rglob("*") if not path.is_symlink())

    assert n_bytes <= LIMIT_MB * 2**20


@pytest.mark.parametrize("extra", EXTRAS)
def test_no_extra_is_in_a_base_install(base_install: Path, extra: str) -> None:
    asked = subprocess.run([base_install / "bin" / "python", "-c", f"import {extra}"], capture_output=True)

    assert b"ModuleNotFoundError" in asked.stderr


def test_the_main_job_runs_in_a_base_install(base_install: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [base_install / "bin" / "labelproof", "demo", "--data", tmp_path / "demo", "--once"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": os.defpath, "HOME": str(tmp_path), "LANG": "C.UTF-8"},
    )

    assert ran.returncode == 0, ran.stderr
    assert Path(ran.stdout.splitlines()[-1]).exists()


def _run(*command: str | Path) -> None:
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
