"""`labelproof erase`."""

from typing import Any

import click

from labelproof.cli.named import item_ids
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show
from labelproof.kernel.refused import Refused


@click.command()
@click.argument("subjects", nargs=-1, required=True, metavar="SUBJECT…")
@click.option("--why", required=True, help="Recorded in the log.")
@click.option("--column", is_flag=True, help="SUBJECT is a value of the column that an import named with --subjects.")
@click.option("--everywhere", is_flag=True, help="People: their account goes too, and what they are in every project.")
@click.option("--dry-run", is_flag=True, help="Only say what would go, and which releases would be superseded.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@reaches()
def erase(
    reach: Reach, subjects: tuple[str, ...], why: str, column: bool, everywhere: bool, dry_run: bool, yes: bool
) -> None:
    """Erase for good what was said about an item, or by a person, in this project.

    SUBJECT is an item's id, ours or the one it came in with, or a member's pseudonym (`labelproof user list`). Keys are destroyed and openings go; the log keeps digests, so everything still verifies. Releases that
    held it are superseded, and our copies of their bundles destroyed; copies given out are beyond us.

    A member erased here keeps their account, with its login and name, unless --everywhere is said by the owner of the
    instance.

    \b
    Examples:
      labelproof erase ITEM --why "Request of 3 May" --dry-run
      labelproof erase ITEM --why "Request of 3 May" --yes
      labelproof erase MEMBER --why "Request of 3 May" --everywhere
    """
    named = list(subjects) if column else _named(reach, subjects)
    would = _ask(reach, named, why, everywhere, dry_run=True)
    if dry_run:
        show(reach, {"would_erase": named, **_going(would)}, lambda: say(f"Would erase {_told(would)}."))
        return
    if not yes:
        click.confirm(f"Erase {', '.join(subjects)} for good, {_told(would)}?", abort=True)
    done = _ask(reach, named, why, everywhere)
    if everywhere:
        shown = {"erased": named, "requests": done["erased"], **_going(done)}
        show(reach, shown, lambda: say(f"Erased {len(named)} people everywhere, {_told(done)}."))
        return
    shown = {"erased": named, "request": done["erased"][0], **_going(done)}
    show(reach, shown, lambda: say(f"Erased {len(named)} subjects, {_told(done)}; request {shown['request']}."))


def _ask(reach: Reach, named: list[str], why: str, everywhere: bool, *, dry_run: bool = False) -> dict[str, Any]:
    """Do it, or ask what it would do: people one by one where they are erased everywhere."""
    more = {"why": why, **({"dry_run": True} if dry_run else {})}
    if everywhere:
        answers = [reach.command("erase_person", {"member": each, **more})["result"] for each in named]
        requests: list[Any] = [request for each in answers for request in each.get("erased", [])]
    else:
        answers = [reach.command("erase_subject", {"subjects": named, **more})["result"]]
        requests = [each["erased"] for each in answers if "erased" in each]
    return {
        "erased": requests,
        "n_disclosures": sum(each["n_disclosures"] for each in answers),
        "releases": list(dict.fromkeys(release for each in answers for release in each["releases"])),
    }


def _going(done: dict[str, Any]) -> dict[str, Any]:
    return {name: done[name] for name in ("n_disclosures", "releases")}


def _told(going: dict[str, Any]) -> str:
    released = ", ".join(going["releases"])
    superseded = f"superseding release {released}" if released else "superseding no release"
    return f"{going['n_disclosures']} disclosures, {superseded}"


def _named(reach: Reach, subjects: tuple[str, ...]) -> list[str]:
    """A name that is nobody's would be recorded as erased, and nothing would be gone."""
    members = {p["member"] for p in reach.ask("/people")["people"]}
    items = item_ids(reach, [each for each in subjects if each not in members])
    unknown = [each for each in subjects if each not in members and each not in items]
    if unknown:
        what = f"{', '.join(unknown)[:200]} is no item and no member of this project"
        fix = "see `labelproof items list` and `labelproof user list`; for the value of an import's column say --column"
        raise Refused("erase.no_subject", what, fix)
    return [items.get(each, each) for each in subjects]
