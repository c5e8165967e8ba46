"""What commands print: one JSON value, or text for people. Nothing in an answer moves a terminal's cursor."""

import json
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from labelproof.cli.reach import Reach
from labelproof.kernel.refused import Refused


def printable(text: str) -> str:
    """The text with every control character spelled out."""
    return "".join(ch if ch.isprintable() or ch == "\n" else ch.encode("unicode_escape").decode() for ch in text)


def say(text: str = "", *, err: bool = False) -> None:
    """One line for people."""
    click.echo(printable(text), err=err)


def show(reach: Reach, value: Any, text: Callable[[], None]) -> None:
    """The value as JSON when that was asked for, else whatever `text` prints."""
    if reach.as_json:
        click.echo(json.dumps(value, ensure_ascii=False))
    else:
        text()


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str = "Nothing.") -> None:
    """A table as wide as it needs; columns named `n…` stand to the right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    cells = [[Text(printable("–" if cell is None else str(cell))) for cell in row] for row in rows]
    if not cells:
        say(empty)
        return
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        numeric = name.startswith("n ") or name in ("version", "overlap", "index")
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in cells:
        shown.add_row(*row)
    console = Console(soft_wrap=False)
    # Piped output is read by programs and tests: never cut to a terminal that is not there.
    if not console.is_terminal:
        console = Console(width=240)
    console.print(shown)


def when(at: int | None) -> str:
    """Milliseconds since 1970 as people read them, in UTC."""
    return "–" if at is None else datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


@contextmanager
def progress(what: str, total: int | None) -> Generator[Callable[[int], None]]:
    """A bar on a terminal's error stream, nothing elsewhere; call what it gives with how much more is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda more: bar.advance(task, more)


def refusal(refused: Refused, *, as_json: bool) -> None:
    """On the error stream: `code: what. Fix: …`, then each field."""
    if as_json:
        problems = [{"field": p.field, "what": p.what} for p in refused.problems]
        said = {"code": refused.code, "what": refused.what, "fix": refused.fix, "problems": problems}
        click.echo(json.dumps(said, ensure_ascii=False), err=True)
        return
    say(str(refused), err=True)
    for problem in refused.problems:
        say(f"  {problem.field}: {problem.what}", err=True)
