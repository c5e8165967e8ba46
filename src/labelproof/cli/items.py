"""`labelproof items`: list, exclude, withdraw."""

import click

from labelproof.cli.named import item_id
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table


@click.group()
def items() -> None:
    """List, exclude and withdraw items."""


@items.command("list")
@click.option("--after", default="", metavar="ITEM", help="Go on after this one.")
@click.option("--limit", default=100, show_default=True, help="At most so many.")
@reaches()
def list_items(reach: Reach, after: str, limit: int) -> None:
    """List items by id, without their content or anybody's answers.

    \b
    Example:
      labelproof items list --limit 20
    """
    found = reach.ask(f"/items?limit={limit}" + (f"&after={after}" if after else ""))["items"]
    rows = ((i["item"], i["external_id"], i["state"], i["collection"]) for i in found)
    show(reach, found, lambda: table(("item", "id", "state", "collection"), rows, empty="No items."))


@items.command()
@click.argument("item")
@click.option("--reason", required=True, help="Recorded, and printed in releases as the leaf that did it.")
@reaches()
def exclude(reach: Reach, item: str, reason: str) -> None:
    """Leave an item out of work and releases.

    \b
    Example:
      labelproof items exclude ITEM --reason "duplicate"
    """
    done = reach.command("exclude_item", {"item": item_id(reach, item), "reason": reason})
    show(reach, done, lambda: say("Excluded."))


@items.command()
@click.argument("item")
@reaches()
def withdraw(reach: Reach, item: str) -> None:
    """Take an item back because consent or terms have ended.

    \b
    Example:
      labelproof items withdraw ITEM
    """
    done = reach.command("withdraw_item", {"item": item_id(reach, item)})
    show(reach, done, lambda: say("Withdrawn."))
