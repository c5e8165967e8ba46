"""`labelproof guideline`: publish, show."""

from pathlib import Path

import click

from labelproof.cli.files import read_text
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show


@click.group()
def guideline() -> None:
    """Publish and show the guideline. Every answer records the version it was given under."""


@guideline.command()
@click.argument("file", type=click.Path(path_type=Path))
@reaches()
def publish(reach: Reach, file: Path) -> None:
    """Put a Markdown file in force as a new version; its headings are the clauses that decisions name.

    \b
    Example:
      labelproof guideline publish guide.md
    """
    done = reach.command("publish_guideline", {"markdown": read_text(file)})
    found = reach.ask("/guideline")
    clauses = ", ".join(clause["id"] for clause in found["clauses"])
    shown = {**done, "version": found["version"], "clauses": [clause["id"] for clause in found["clauses"]]}
    show(reach, shown, lambda: say(f"Version {found['version']} is in force. Clauses: {clauses}"))


@guideline.command("show")
@click.option("--version", type=int, help="Another version than the one in force.")
@reaches()
def show_guideline(reach: Reach, version: int | None) -> None:
    """Print a version's Markdown.

    \b
    Example:
      labelproof guideline show --version 1
    """
    found = reach.ask("/guideline" + ("" if version is None else f"?version={version}"))
    show(reach, found, lambda: say(found["markdown"] or "(erased)"))
