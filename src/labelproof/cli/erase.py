"""`labelproof erase`."""

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show


@click.command()
@click.argument("subjects", nargs=-1, required=True, metavar="SUBJECT…")
@click.option("--why", required=True, help="Recorded in the log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@reaches()
def erase(reach: Reach, subjects: tuple[str, ...], why: str, yes: bool) -> None:
    """Erase for good what was said about an item, or by a person, in this project.

    SUBJECT is an item's id, a member's pseudonym (`labelproof user list`), or a value of the column that the import
    named. Keys are destroyed and openings go; the log keeps digests, so everything still verifies. Releases that
    held it are superseded, and our copies of their bundles destroyed; copies given out are beyond us.

    \b
    Example:
      labelproof erase ITEM --why "Request of 3 May" --yes
    """
    if not yes:
        click.confirm(f"Erase {', '.join(subjects)} for good?", abort=True)
    done = reach.command("erase_subject", {"subjects": list(subjects), "why": why})
    shown = {"erased": list(subjects), "request": done["result"].get("erased")}
    show(reach, shown, lambda: say(f"Erased {len(subjects)} subjects; request {shown['request']}."))
