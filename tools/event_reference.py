"""Writes docs/reference/events.md and refusals.md from the code: `python -m tools.event_reference` (`--check` only looks)."""

import ast
import inspect
import sys
from collections import defaultdict
from pathlib import Path

from labelproof import events
from labelproof.events.event import BY_KIND, Shape

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "labelproof"
FOLDER = ROOT / "docs" / "reference"
ROOMS = [name for name in events.__all__ if name != "BY_KIND"]
HOMES = {"project": "a project's log", "instance": "the instance log", "any": "any log"}
MADE = "<!-- Written by tools/event_reference.py from the code. Change the code, then run `python -m tools.event_reference`. -->"


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = []
    for name, text in {"events.md": event_page(), "refusals.md": refusal_page()}.items():
        path = FOLDER / name
        if check and (not path.exists() or path.read_text() != text):
            stale.append(path.relative_to(ROOT).as_posix())
        elif not check:
            path.write_text(text)
    for path in stale:
        print(f"reference: {path} is not what the code says. Fix: .venv/bin/python -m tools.event_reference")
    return 1 if stale else 0


def event_page() -> str:
    """Every event kind: where it stands, what its leaf carries, what it only commits to."""
    lines = [
        MADE,
        "",
        "# Events",
        "",
        "Each event is one leaf of a log. What stands in `refs` is readable by anyone who holds the log: identifiers, and",
        "numbers about nobody, as decimal strings. What is *disclosed* stands in the leaf only as a digest; its opening is",
        "kept beside the log, sealed under the key of whoever it is about, and can be erased. `x[]` is an array;",
        "`a{n}` stands for `a0`, `a1`, … Every leaf by a member of a project also carries `refs.grant`, the event that gave",
        "them the role they acted under.",
        "",
    ]
    for room in ROOMS:
        module = getattr(events, room)
        lines += [f"## {room}", "", f"{inspect.getdoc(module).splitlines()[0]}", ""]
        lines += ["| kind | log | refs | disclosed | says |", "|---|---|---|---|---|"]
        for shape in BY_KIND.values():
            if shape.build.__module__ == module.__name__:
                lines.append(_event_row(shape))
        lines.append("")
    return "\n".join(lines)


def _event_row(shape: Shape) -> str:
    refs = [f"`{ref}{'[]' if is_array else ''}`" for _, ref, _, is_array in shape.refs]
    said = [f"`{name}`" for _, name in shape.said] + [f"`{name}{{n}}`" for _, name in shape.each]
    meaning = " ".join((inspect.getdoc(shape.build) or "").split())
    home = HOMES[shape.build.HOME]
    return f"| `{shape.kind}` | {home} | {', '.join(refs) or '–'} | {', '.join(said) or '–'} | {meaning} |"


def refusal_page() -> str:
    """Every refusal code a literal in the code names, with where it comes from and what it tells people to do."""
    by_area: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    fixes: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        layer = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        for code, fix in refusals_in(path.read_text()):
            by_area[code.partition(".")[0]][code].add(layer)
            fixes[code] = fixes.get(code) or fix
    lines = [
        MADE,
        "",
        "# Refusals",
        "",
        "A refusal is a named no: a code, what happened, and what to do next. It leaves the API as `problem+json`",
        "(`code`, `detail`, `fix`, `problems`), the command line as one line and exit code 1, and nothing was written.",
        "Codes stay; their wording may change. `…` stands for values. A fault that `verify` names in a bundle is in",
        "[the bundle's page](bundle.md).",
        "",
    ]
    for area in sorted(by_area):
        lines += [f"## {area}", "", "| code | comes from | what to do |", "|---|---|---|"]
        for code in sorted(by_area[area]):
            layers = ", ".join(sorted(by_area[area][code]))
            lines.append(f"| `{code}` | {layers} | {fixes[code] or 'said when it happens'} |")
        lines.append("")
    return "\n".join(lines)


def refusals_in(source: str) -> list[tuple[str, str]]:
    """(code, fix) of every `Refused("code", what, fix)` whose code is a literal."""
    found: list[tuple[str, str]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused" and node.args:
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                found.append((code.value, _text(node.args[2]) if len(node.args) > 2 else ""))
    return found


def _text(node: ast.expr) -> str:
    """A literal as it reads, with … for what is only known when it happens."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    if not all(isinstance(part, ast.Constant | ast.FormattedValue) for part in parts):
        return ""
    text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.exit(main())
