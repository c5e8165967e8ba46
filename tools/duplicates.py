"""Finds the same run of lines in two places of src: a copy is a function nobody has named yet."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = 14  # statements' lines; shorter runs are usually two declarations that look alike
Place = tuple[Path, int]


def main() -> int:
    seen: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for path in sorted((ROOT / "src").rglob("*.py")):
        lines = list(_code_lines(path))
        for start in range(len(lines) - RUN + 1):
            window = lines[start : start + RUN]
            seen[tuple(text for _, text in window)].append((path, window[0][0]))
    copies = [places for places in seen.values() if len(places) > 1]
    for places in _first_of_each(copies):
        print("copied: " + " = ".join(f"{path.relative_to(ROOT).as_posix()}:{line}" for path, line in places))
    return 1 if copies else 0


def _code_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines inside functions and classes, without blank ones, comments and docstrings."""
    source = path.read_text()
    tree = ast.parse(source)
    inside, silent = set[int](), set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    for number, line in enumerate(source.splitlines(), 1):
        text = line.strip()
        if number in inside and number not in silent and text and not text.startswith("#"):
            yield number, text


def _first_of_each(copies: list[list[Place]]) -> Iterator[list[Place]]:
    """A long copy shows up once per line; its first window stands for all that follow at once."""
    before: set[tuple[Place, ...]] = set()
    for places in sorted(copies):
        known = any(tuple((path, line - back) for path, line in places) in before for back in range(1, 6))
        before.add(tuple(places))
        if not known:
            yield places


if __name__ == "__main__":
    sys.exit(main())
