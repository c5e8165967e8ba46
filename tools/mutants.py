"""How much of labelproof/log its tests hold: small changes to the code, each of which some test must notice.

`python -m tools.mutants [--sample 200] [--seed 1] [--floor 90] [MODULE ...]` prints every change that none noticed.
A change is one operator, number, truth value or statement; the tests of the same name run first, then the others.
"""

import argparse
import ast
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/labelproof/log"
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.Mult: ast.FloorDiv,
}  # fmt: skip
SLOW_S = 120
MOST_MEMORY = 3 << 30  # a loop that never ends may collect something


class Mutant(NamedTuple):
    """A changed module: where, what, and its text."""

    module: str
    line: int
    what: str
    source: str


def places_of(module: str) -> list[int]:
    """Which nodes of a module can be changed, by their place in `ast.walk`."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text())
    words = {id(each) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for each in ast.walk(node)}
    return [at for at, node in enumerate(ast.walk(tree)) if id(node) not in words and _can_change(node)]


def _can_change(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return type(node.ops[0]) in SWAPS
    if isinstance(node, ast.BoolOp | ast.AugAssign):
        return type(node.op) in SWAPS
    if isinstance(node, ast.BinOp):  # but not one that joins words, or types
        return type(node.op) in SWAPS and not _makes_words(node)
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, bool)
    is_not = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    return is_not or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))


def mutant_at(module: str, place: int) -> Mutant:
    """The module with one node changed."""
    source = (PACKAGE / f"{module}.py").read_text()
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    node: Any = nodes[place]
    match node:
        case ast.Compare() | ast.BoolOp() | ast.BinOp() | ast.AugAssign():
            _swap(node)
        case ast.Constant():
            node.value = not node.value if isinstance(node.value, bool) else node.value + 1
        case ast.UnaryOp():
            _replace(nodes, node, node.operand)
        case _:
            _replace(nodes, node, ast.copy_location(ast.Pass(), node))
    return Mutant(module, node.lineno, source.split("\n")[node.lineno - 1].strip(), ast.unparse(tree))


def _swap(node: ast.Compare | ast.BoolOp | ast.BinOp | ast.AugAssign) -> None:
    """Another operator in the place of its first."""
    swapped: Any = SWAPS[type(node.ops[0] if isinstance(node, ast.Compare) else node.op)]
    if isinstance(node, ast.Compare):
        node.ops[0] = swapped()
    else:
        node.op = swapped()


def _replace(nodes: list[ast.AST], old: ast.AST, new: ast.AST) -> None:
    """Put a node in the place of another, wherever that stands."""
    for parent in nodes:
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and old in value:
                value[value.index(old)] = new


def _makes_words(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in ast.walk(node))


def is_noticed(mutant: Mutant, folder: Path) -> bool:
    """Whether some test fails over the changed module; one that runs for ever counts as failing."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        copied = Path(made) / "src"
        shutil.copytree(
            ROOT / "src/labelproof", copied / "labelproof", ignore=shutil.ignore_patterns("static", "__pycache__")
        )
        (copied / "labelproof/log" / f"{mutant.module}.py").write_text(mutant.source)
        environment = {
            **os.environ, "PYTHONPATH": f"{copied}:{ROOT}", "LABELPROOF_TEST_PROFILE": "quick", "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        own = ROOT / f"tests/log/test_{mutant.module}.py"
        rest = sorted(path for path in (ROOT / "tests/log").glob("test_*.py") if path != own)
        command = [
            sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", f"--basetemp={made}/tmp",
            *map(str, [own] if own.exists() else []), *map(str, rest),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, timeout=SLOW_S, preexec_fn=_limit
            )
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main() -> int:
    """A sample of all changes; the score is the share that was noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floor", type=float, default=90.0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("modules", nargs="*", metavar="MODULE")
    chosen = parser.parse_args()
    modules = chosen.modules or sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__")
    every = [(module, place) for module in modules for place in places_of(module)]
    drawn = random.Random(chosen.seed).sample(every, min(chosen.sample, len(every)))
    sample = [mutant_at(*each) for each in drawn]
    n_noticed = 0
    with tempfile.TemporaryDirectory() as made, ThreadPoolExecutor(chosen.jobs) as pool:
        tried = {pool.submit(is_noticed, mutant, Path(made)): mutant for mutant in sample}
        for n, done in enumerate(as_completed(tried), 1):
            mutant, noticed = tried[done], done.result()
            n_noticed += noticed
            print(f"{n} of {len(sample)}", end="\r", file=sys.stderr, flush=True)
            if not noticed:
                print(f"not noticed: log/{mutant.module}.py:{mutant.line}: {mutant.what}", flush=True)
    score = 100 * n_noticed / len(sample)
    print(f"{n_noticed} of {len(sample)} changes were noticed ({score:.1f} %; {len(every)} are possible)")
    return 0 if score >= chosen.floor else 1


if __name__ == "__main__":
    raise SystemExit(main())
