"""`labelproof taxonomy`: publish, show."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import click

from labelproof.cli.files import read_json
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table
from labelproof.kernel.refused import Refused


@click.group()
def taxonomy() -> None:
    """Publish and show the labels."""


def labels_from_names(said: str) -> list[dict[str, Any]]:
    """Labels out of "ironic, not ironic": the name as written, its code in plain letters."""
    names = [name.strip() for name in said.split(",") if name.strip()]
    return [{"code": _code(name) or f"label-{n}", "name": name} for n, name in enumerate(names, 1)]


def _code(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:64]


@taxonomy.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--labels", metavar='"a,b"', help="Names alone, instead of a file.")
@reaches()
def publish(reach: Reach, file: Path | None, labels: str | None) -> None:
    """Put a version of the labels in force.

    FILE is JSON: a list of {"code", "name", "definition", "examples", "counter_examples", "disallowed", "key"};
    code and name are needed.

    \b
    Examples:
      labelproof taxonomy publish labels.json
      labelproof taxonomy publish --labels "ironic,not ironic"
    """
    if (file is None) == (labels is None):
        raise click.UsageError("give either FILE or --labels")
    said = labels_from_names(labels) if labels is not None else read_json(file) if file is not None else []
    if not isinstance(said, list):
        raise Refused("taxonomy.file", f"{file} holds no list", 'write [{"code": …, "name": …}, …]')
    done = reach.command("publish_taxonomy", {"labels": said})
    found = reach.ask("/taxonomy")
    codes = ", ".join(label["code"] for label in found["labels"])
    show(reach, {**done, "version": found["version"]}, lambda: say(f"Version {found['version']} is in force: {codes}"))


@taxonomy.command("show")
@click.option("--version", type=int, help="Another version than the one in force.")
@reaches()
def show_taxonomy(reach: Reach, version: int | None) -> None:
    """List the labels.

    \b
    Example:
      labelproof taxonomy show
    """
    found = reach.ask("/taxonomy" + ("" if version is None else f"?version={version}"))
    rows = ((label["code"], label["name"], label["definition"], label["disallowed"]) for label in found["labels"])
    show(reach, found, lambda: table(("code", "name", "definition", "disallowed use"), rows))
