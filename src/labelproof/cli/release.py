"""`labelproof release`: request, list, show, wait, abandon."""

from typing import Any

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import progress, say, show, table, when
from labelproof.cli.waiting import patiently
from labelproof.kernel.refused import Refused


@click.group()
def release() -> None:
    """Request, list and wait for releases."""


def requested(reach: Reach, args: dict[str, Any]) -> dict[str, Any]:
    """Ask for a release; votes that came in with a file are looked through for disputes first."""

    def ready() -> dict[str, Any] | None:
        try:
            return reach.command("request_release", args)
        except Refused as refused:
            if refused.code != "releases.collection_unreviewed":
                raise
            return None

    return patiently(reach, ready)


def sealed(reach: Reach, named: str) -> dict[str, Any]:
    """The release once its bundle is sealed."""

    def ready() -> dict[str, Any] | None:
        found = next((r for r in reach.ask("/releases")["releases"] if r["release"] == named), None)
        if found is None or found["state"] == "abandoned":
            raise Refused("releases.no_release", f"there is no release {named}", "see `labelproof release list`")
        return None if found["bundle"] == "sealing" else found

    with progress("Sealing the release", None):
        patiently(reach, ready)
    return reach.ask(f"/releases/{named}")


def newest(reach: Reach, named: str | None) -> str:
    """The release named, or the newest published one."""
    if named is not None:
        return named
    found = [r["release"] for r in reach.ask("/releases")["releases"] if r["state"] == "published"]
    if not found:
        raise Refused("releases.none", "nothing is released yet", "run `labelproof release request --wait`")
    return found[0]


@release.command()
@click.option("--note", default="", help="What it is for.")
@click.option("--collection", "collections", multiple=True, metavar="ID", help="Only these. [every sealed one]")
@click.option("--supersedes", default="", metavar="RELEASE", help="The release that this one replaces.")
@click.option("--wait", is_flag=True, help="Until its bundle is sealed.")
@reaches()
def request(reach: Reach, note: str, collections: tuple[str, ...], supersedes: str, wait: bool) -> None:
    """Freeze everything sealed at this point of the log, and have its rows computed and its bundle sealed.

    \b
    Example:
      labelproof release request --note "First training set" --wait
    """
    done = requested(reach, {"note": note, "collections": list(collections), "supersedes": supersedes})
    named = done["receipts"][0]["event_id"]
    if wait:
        found = sealed(reach, named)
        show(reach, found, lambda: _print(found))
    else:
        show(reach, {"release": named, **done}, lambda: say(f"Requested: {named}"))


@release.command("list")
@reaches()
def list_releases(reach: Reach) -> None:
    """List releases, newest first.

    \b
    Example:
      labelproof release list
    """
    found = reach.ask("/releases")["releases"]
    rows = (
        (r["release"], r["state"], r["n_rows"], r["bundle"], when(r["published_at"]), r["supersedes"]) for r in found
    )
    columns = ("release", "state", "n rows", "bundle", "published", "supersedes")
    show(reach, found, lambda: table(columns, rows, empty="Nothing is released yet."))


@release.command("show")
@click.argument("named", metavar="[RELEASE]", required=False)
@reaches()
def show_release(reach: Reach, named: str | None) -> None:
    """Show a release: counts, files, key and checkpoint. The newest when none is named.

    \b
    Example:
      labelproof release show
    """
    found = reach.ask(f"/releases/{newest(reach, named)}")
    show(reach, found, lambda: _print(found))


@release.command("wait")
@click.argument("named", metavar="RELEASE")
@reaches()
def wait_for(reach: Reach, named: str) -> None:
    """Wait until a release's bundle is sealed.

    \b
    Example:
      labelproof release wait RELEASE
    """
    found = sealed(reach, named)
    show(reach, found, lambda: _print(found))


@release.command()
@click.argument("named", metavar="RELEASE")
@reaches()
def abandon(reach: Reach, named: str) -> None:
    """Give up a release that is not published yet.

    \b
    Example:
      labelproof release abandon RELEASE
    """
    done = reach.command("abandon_release", {"release": named})
    show(reach, done, lambda: say("Abandoned."))


def _print(found: dict[str, Any]) -> None:
    say(f"Release {found['release']}: {found['state']}, bundle {found['bundle']}")
    say(f"  at index  {found['position']}, published {when(found['published_at'])} UTC")
    if found["counts"]:
        counts = ", ".join(f"{n} {status}" for status, n in found["counts"].items() if n)
        say(f"  rows      {found['n_rows']} ({counts}), root {found['rows_root']}")
    if found["sha256"]:
        say(f"  bundle    {found['size']} bytes, SHA-256 {found['sha256']}")
    if found["supersedes"]:
        say(f"  replaces  {found['supersedes']}")
    say(f"  vkey      {found['vkey']}")
