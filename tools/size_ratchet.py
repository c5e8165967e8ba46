"""Keeps files and functions small enough to hold: prints the worst ten and fails on every limit (ADR 0001).

A function is measured from its `def` to its end, without its docstring: a statistic's docstring is its specification.
"""

import ast
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORST = 10


@dataclass(frozen=True)
class Limits:
    median: int
    p95: int
    hard: int


@dataclass(frozen=True)
class Sized:
    n_lines: int
    where: str


FILE = Limits(median=120, p95=350, hard=500)
# One act, one test: a file of tests grows with what it tests, so only its length is held, not the median.
TESTS = Limits(median=FILE.p95, p95=FILE.p95, hard=FILE.hard)
FUNCTION = Limits(median=10, p95=40, hard=70)
GENERATED = {"static", "generated", "locales", "node_modules", "__pycache__"}
# One screen's many small parts may sit in one component; only a file's limits hold for the web app.
GROUPS = {
    "Python": ("src/labelproof", (".py",), FILE),
    "web": ("web/src", (".ts", ".tsx", ".css"), FILE),
    "tests": ("tests", (".py",), TESTS),
}


def main() -> int:
    broken = [problem for name, group in GROUPS.items() for problem in _measure(name, *group)]
    for problem in broken:
        print(f"size: {problem}")
    return 1 if broken else 0


def _measure(name: str, folder: str, endings: tuple[str, ...], limits: Limits) -> Iterator[str]:
    sources = [path for path in _files(ROOT / folder) if path.suffix in endings]
    yield from _judge(f"{name} files", [_file_size(path) for path in sources], limits)
    if name == "Python":
        yield from _judge("Python functions", [size for path in sources for size in _function_sizes(path)], FUNCTION)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not GENERATED & set(path.parts) and ".d.ts" not in path.name:
            yield path


def _file_size(path: Path) -> Sized:
    return Sized(path.read_text().count("\n"), _name(path))


def _function_sizes(path: Path) -> Iterator[Sized]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Sized(_length_without_docstring(node), f"{_name(path)}:{node.lineno} {node.name}")


def _length_without_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    n_lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if is_docstring and len(node.body) > 1:
        n_lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return n_lines


def _judge(what: str, sizes: Sequence[Sized], limits: Limits) -> Iterator[str]:
    # Empty files (a package's mark) say nothing about how big ours are.
    found = sorted((size for size in sizes if size.n_lines), key=lambda size: -size.n_lines)
    if not found:
        return
    lines = [size.n_lines for size in found]
    median, p95 = statistics.median(lines), lines[len(lines) * 5 // 100]
    print(f"{what}: {len(lines)}, median {median:g} of {limits.median}, 95% within {p95} of {limits.p95}; the longest:")
    for size in found[:WORST]:
        print(f"  {size.n_lines:5d} {size.where}")
    if median > limits.median:
        yield f"the median of {what} is {median:g} lines, over {limits.median}"
    if p95 > limits.p95:
        yield f"one in twenty {what} is longer than {limits.p95} lines"
    yield from (
        f"{size.where} has {size.n_lines} lines, over {limits.hard}" for size in found if size.n_lines > limits.hard
    )


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
