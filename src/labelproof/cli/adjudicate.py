"""`labelproof adjudicate`: list, open, settle."""

import json
from typing import Any

import click

from labelproof.cli.files import said_json
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table, when


@click.group()
def adjudicate() -> None:
    """List, open and settle disputes."""


@adjudicate.command("list")
@click.option("--state", default="open", show_default=True, help="open, settled or withdrawn.")
@reaches()
def list_disputes(reach: Reach, state: str) -> None:
    """List disputes, oldest first. Those over items you annotated yourself are not yours to settle.

    \b
    Example:
      labelproof adjudicate list
    """
    found = reach.ask(f"/disputes?state={state}")
    rows = (
        (
            d["dispute"],
            d["item"],
            d["n_votes"],
            when(d["opened_at"]),
            "no, own work" if d["mine"] == "own_work" else "yes",
        )
        for d in found["disputes"]
    )
    columns = ("dispute", "item", "n votes", "opened", "yours to settle")
    show(reach, found, lambda: table(columns, rows, empty=f"No dispute is {state}."))


@adjudicate.command("open")
@click.argument("dispute")
@reaches()
def open_dispute(reach: Reach, dispute: str) -> None:
    """Show a dispute's item and votes. Looking is recorded, and you can never annotate that item afterwards.

    \b
    Example:
      labelproof adjudicate open DISPUTE
    """
    found = reach.post(f"/disputes/{dispute}/opened", {})
    show(reach, found, lambda: _print(found))


def _print(found: dict[str, Any]) -> None:
    for name, text in found["content"].items():
        say(f"{name}: {text}")
    if found["question"]:
        say(f"\n{found['question']['title']}")
        codes = ", ".join(option["value"] for option in found["question"]["config"].get("options", ()))
        say(f"Labels: {codes}" if codes else "")
    rows = ((v["place"], json.dumps(v["value"], ensure_ascii=False), v["guideline_version"]) for v in found["votes"])
    table(("vote", "value", "under guideline"), rows)
    say(f'Next: labelproof adjudicate settle {found["dispute"]} LABEL --reason "…" --clause ID')


@adjudicate.command()
@click.argument("dispute")
@click.argument("value", required=False)
@click.option("--undecidable", is_flag=True, help="It cannot be decided.")
@click.option("--reason", required=True, help="Why.")
@click.option("--clause", required=True, help="The clause of the guideline that it rests on.")
@reaches()
def settle(reach: Reach, dispute: str, value: str | None, undecidable: bool, reason: str, clause: str) -> None:
    """Settle a dispute by a value, or find it undecidable. Dissent is kept.

    \b
    Examples:
      labelproof adjudicate settle DISPUTE ironic --reason "Praise of rain" --clause 1.2
      labelproof adjudicate settle DISPUTE --undecidable --reason "No context" --clause 4
    """
    if undecidable == (value is not None):
        raise click.UsageError("give either a VALUE or --undecidable")
    args: dict[str, Any] = {"dispute": dispute, "reason": reason, "clause": clause}
    if value is None:
        args |= {"outcome": "undecidable", "value": None}
    else:
        args |= {"outcome": "value", "value": said_json(value) if value.startswith("[") else value}
    done = reach.command("adjudicate", args)
    show(reach, done, lambda: say(f"Settled, at index {done['receipts'][0]['index']} of the log."))
