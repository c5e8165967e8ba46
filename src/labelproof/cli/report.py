"""`labelproof report`: say something without a name, and read what was said."""

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table, when


@click.group()
def report() -> None:
    """Tell the leads something without your name, and read what was told."""


@report.command()
@click.argument("words")
@reaches()
def send(reach: Reach, words: str) -> None:
    """Record a report under a name made for it alone. No receipt is kept: it would tell who made it.

    The log shows what was said to the leads, and when, to everyone who may read it. Whoever runs the server could
    still note who sent it: nothing in this program does.

    \b
    Example:
      labelproof report send "Clause 3 and clause 5 contradict each other for quotations."
    """
    reach.command("report_candidly", {"words": words})
    show(reach, {"sent": True}, lambda: say("Sent, without your name."))


@report.command("list")
@reaches()
def list_reports(reach: Reach) -> None:
    """List what was reported, newest first. For leads.

    \b
    Example:
      labelproof report list
    """
    found = reach.ask("/reports")["reports"]
    rows = ((when(r["at"]), r["guideline_version"], "erased" if r["words"] is None else r["words"]) for r in found)
    show(reach, found, lambda: table(("reported", "guideline", "words"), rows, empty="Nothing was reported."))
