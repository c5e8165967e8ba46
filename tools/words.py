"""Looks for names that say nothing, and for places that only exist on one machine, in every tracked file."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EMPTY_NAMES = re.compile(r"(^|_)(managers?|helpers?|utils?|infos?|misc|common)(_|$)")
# A lock file or document that names where a package came from ties everyone to that place.
PLACES = re.compile(r"\b(?:registry\.npmjs|files\.pythonhosted|pypi\.org/simple|npmmirror)\b|(?<![\w.])/(?:work|root)/")
NOT_TEXT = {".png", ".woff2", ".ico", ".parquet", ".zip", ".bin", ".gz"}


def main() -> int:
    problems = [problem for path in _tracked() for problem in _problems(path)]
    for problem in problems:
        print(f"words: {problem}")
    return 1 if problems else 0


def _tracked() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix not in NOT_TEXT:
            yield path


def _problems(path: Path) -> Iterator[str]:
    name = path.relative_to(ROOT).as_posix()
    in_code = name.startswith(("src/", "web/src/", "tests/", "tools/", "bench/"))
    if in_code and EMPTY_NAMES.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", path.stem).lower()):
        yield f"{name} is named after nothing. Fix: name it after what it holds"
    if path == Path(__file__):
        return
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        found = PLACES.search(line)
        if found:
            yield f"{name}:{number} names {found[0]!r}, a place of one machine or registry"


if __name__ == "__main__":
    sys.exit(main())
