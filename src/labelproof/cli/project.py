"""`labelproof project`: open, list, show."""

from typing import Any

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table


@click.group()
def project() -> None:
    """Open, list and show projects."""


@project.command("open")
@click.argument("name")
@click.option("--key", default="", help="Repeat a command safely: the same key opens it once.")
@reaches(project=False)
def open_project(reach: Reach, name: str, key: str) -> None:
    """Open a project with a log of its own; you become its owner and lead.

    \b
    Example:
      labelproof project open "Irony in tweets"
    """
    done = reach.server.command("open_project", {"name": name}, None, key)
    label = done["result"]["project"]
    show(reach, {"project": label, "receipts": done["receipts"]}, lambda: say(f"Opened {name}: {label}"))


@project.command("list")
@reaches(project=False)
def list_projects(reach: Reach) -> None:
    """List the projects you are in.

    \b
    Example:
      labelproof project list --json
    """
    projects = reach.server.ask("/v1/projects")["projects"]
    columns = ("project", "name", "your roles", "n items", "n complete", "n disputes", "overlap")
    rows = (
        (p["project"], p["name"], ", ".join(p["roles"]), p["n_items"], p["n_complete"], p["n_disputes"], p["overlap"])
        for p in projects
    )
    show(reach, projects, lambda: table(columns, rows, empty="You are in no project: `labelproof project open NAME`."))


@project.command("show")
@reaches()
def show_project(reach: Reach) -> None:
    """Show a project: what needs a person, progress, what is in force, its log.

    \b
    Example:
      labelproof project show
    """
    found = reach.ask()
    show(reach, found, lambda: _print(found))


def _print(p: dict[str, Any]) -> None:
    say(f"{p['name']}  ({p['project']})")
    say(f"  you are   {', '.join(p['roles'])}, known in the log as {p['member']}")
    for need in p["needs"]:
        say(f"  needs     {need['kind']}" + (f" ({need['n']})" if need["n"] > 1 else ""))
    charter = p["charter"]
    signed = "not signed" if charter is None else f"version {charter['version']}, owner {charter['owner']}"
    say(f"  charter   {signed}")
    say(f"  guideline {_version(p['guideline_version'])}    labels {_version(p['taxonomy_version'])}")
    say(
        f"  items     {p['n_complete']} of {p['n_items']} have {p['overlap']} answers; {p['n_votes']} by {p['n_annotators']}"
    )
    say(f"  disputes  {p['n_disputes_open']} open, {p['n_disputes_settled']} settled; {p['n_flags']} flags")
    log = p["log"]
    say(f"  log       {log['origin']}: {log['size']} leaves, {log['checkpoint_size'] or 0} of them signed")
    say(f"  vkey      {log['vkey']}")
    if p["collections"]:
        say()
        rows = ((c["collection"], c["name"], c["licence"], c["n_items"], c["state"]) for c in p["collections"])
        table(("collection", "name", "licence", "n items", "state"), rows)


def _version(number: int | None) -> str:
    return "none" if number is None else f"version {number}"
