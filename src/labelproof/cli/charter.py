"""`labelproof charter`: sign, show."""

from typing import Any

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, when


@click.group()
def charter() -> None:
    """Sign and show the charter: owner, goals, scope, acceptable variances."""


@charter.command()
@click.option("--owner", required=True, help="Who answers for the data: a person or an office.")
@click.option("--goals", required=True, help="What the labels are for.")
@click.option("--scope", required=True, help="What is labelled, and what is not.")
@click.option("--min-alpha", type=float, help="The least agreement (Krippendorff's alpha) that is acceptable.")
@click.option("--max-error", type=float, help="The largest share of wrong labels that is acceptable.")
@reaches()
def sign(reach: Reach, owner: str, goals: str, scope: str, min_alpha: float | None, max_error: float | None) -> None:
    """Put a version of the charter in force, signed by you. Nobody gets work before.

    \b
    Example:
      labelproof charter sign --owner "Ana Lima" --goals "Train a filter" --scope "English tweets" --min-alpha 0.67
    """
    said: dict[str, Any] = {"owner": owner, "goals": goals, "scope": scope}
    done = reach.command("sign_charter", {**said, "min_alpha": min_alpha, "max_error": max_error})
    show(reach, done, lambda: say(f"Signed, at index {done['receipts'][-1]['index']} of the log."))


@charter.command("show")
@reaches()
def show_charter(reach: Reach) -> None:
    """Show the charter in force.

    \b
    Example:
      labelproof charter show
    """
    found = reach.ask()["charter"]
    show(reach, found, lambda: _print(found))


def _print(found: dict[str, Any] | None) -> None:
    if found is None:
        say("No charter is signed.")
        return
    say(f"Version {found['version']}, signed {when(found['signed'])} UTC")
    for name in ("owner", "goals", "scope", "min_alpha", "max_error"):
        if found[name] is not None:
            say(f"  {name.replace('_', ' '):<10} {found[name]}")
