"""`labelproof findings`: list, open, plan, done, close."""

from datetime import UTC, datetime
from typing import Any

import click

from labelproof.cli.measures import figure_text
from labelproof.cli.question import question_id, slug_of
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table, when

SEVERITIES = ("note", "minor", "major", "blocking")
CURES = ("sharpen_clause", "add_precedent", "split_or_merge_labels", "add_gold", "recalibrate", "reannotate")
OUTCOMES = ("fixed", "accepted", "mistaken")


@click.group()
def findings() -> None:
    """Open findings about the quality of answers, plan what is done about them, and close them."""


@findings.command("list")
@click.option("--state", type=click.Choice(("open", "closed")), default="open", show_default=True)
@reaches()
def list_findings(reach: Reach, state: str) -> None:
    """List findings with what is planned and done about each, and the measure before and after.

    \b
    Example:
      labelproof findings list
    """
    found = reach.ask(f"/findings?state={state}")["findings"]
    show(reach, found, lambda: _print(found, state, reach.ask()["questions"]))


def _print(found: list[dict[str, Any]], state: str, asked: list[dict[str, Any]]) -> None:
    columns = ("finding", "severity", "what", "where", "cure", "opened")
    rows = ((f["finding"], f["severity"], f["what"], _where(f, asked), f["cure"], when(f["opened_at"])) for f in found)
    table(columns, rows, empty=f"No finding is {state}.")
    for finding in found:
        for action in finding["actions"]:
            say(
                f"\n{action['action']}  {action['state']}, by {action['owner_name'] or action['owner']}: {action['what']}"
            )
            say(f"  before  {_taken(action['before'])}")
            if action["after"] is not None:
                say(f"  after   {_taken(action['after'])}")
            _print_change(action["change"])
            say(f"  {'done' if action['done_at'] else 'due '}    {when(action['done_at'] or action['due'])} UTC")


def _print_change(change: dict[str, Any] | None) -> None:
    """A difference has an interval of its own: two of them side by side would be no test."""
    since = None if change is None else change["since"]
    if since is not None:
        word = "may be chance" if since["low"] is None or since["low"] <= 0 <= since["high"] else "more than chance"
        said = "not enough yet to say" if since["value"] is None else f"{figure_text(since)}: {word}"
        say(f"  change  {said} (answers since the plan, less those before)")
    bridge = None if change is None else change["bridge"]
    if bridge is not None:
        say(f"  bridge  agreement {bridge['reason']}")


def _where(finding: dict[str, Any], asked: list[dict[str, Any]]) -> str:
    question = slug_of(asked, finding["question"]) if finding["question"] else None
    parts = (("clause", finding["clause"]), ("label", finding["label"]), ("question", question))
    said = [f"{name} {value}" for name, value in parts if value]
    measure = finding["measure"]
    if measure is not None:
        whose = f" of {measure['annotator_name']}" if measure["annotator_name"] else ""
        said.append(f"measure {measure['name']}{whose}")
    return ", ".join(said) or "the project"


def _taken(measure: dict[str, Any] | None) -> str:
    return "–" if measure is None else f"{measure['name']} {figure_text(measure['figure'])}"


@findings.command("open")
@click.argument("what")
@click.option("--severity", type=click.Choice(SEVERITIES), default="minor", show_default=True)
@click.option("--cure", type=click.Choice(CURES), required=True, help="What would mend it.")
@click.option("--question", "named", metavar="SLUG", help="The question it is about.")
@click.option("--label", default="", metavar="CODE", help="The label it is about.")
@click.option("--clause", default="", metavar="ID", help="The clause of the guideline it is about.")
@click.option("--collection", default="", metavar="ID", help="The collection it is about.")
@click.option("--measure", default="", metavar="ID", help="The recorded measure it rests on.")
@reaches()
def open_finding(
    reach: Reach,
    what: str,
    severity: str,
    cure: str,
    named: str | None,
    label: str,
    clause: str,
    collection: str,
    measure: str,
) -> None:
    """Open a finding: WHAT is wrong, where, how badly, and what would cure it. Findings are about work, not people.

    \b
    Example:
      labelproof findings open "Praise is read both ways" --severity major --cure sharpen_clause --clause 2 --label ironic
    """
    question = "" if named is None else question_id(reach, named)
    where = {"question": question, "collection": collection, "label": label, "clause": clause, "measure": measure}
    done = reach.command("open_finding", {"what": what, "severity": severity, "cure": cure, **where})
    made = done["receipts"][0]["event_id"]
    show(reach, {"finding": made, **done}, lambda: say(f"Opened: {made}\nNext: labelproof findings plan {made} …"))


@findings.command()
@click.argument("finding")
@click.argument("what")
@click.option("--owner", metavar="MEMBER", help="Who does it, by their id in the project. [you]")
@click.option("--due", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day, as YYYY-MM-DD.")
@click.option("--before", required=True, metavar="ID", help="The recorded measure it is to move.")
@reaches()
def plan(reach: Reach, finding: str, what: str, owner: str | None, due: datetime, before: str) -> None:
    """Plan an action about a finding: WHAT is done, by whom, until when, to move which measure.

    \b
    Example:
      labelproof findings plan FINDING "Sharpen clause 2 with two examples" --due 2027-01-31 --before MEASURE
    """
    until = int(due.replace(hour=23, minute=59, second=59, tzinfo=UTC).timestamp() * 1000)
    args = {"finding": finding, "what": what, "owner": owner or reach.ask()["member"], "due": until, "before": before}
    done = reach.command("plan_action", args)
    made = done["receipts"][0]["event_id"]
    show(reach, {"action": made, **done}, lambda: say(f"Planned: {made}\nNext: labelproof findings done {made} …"))


@findings.command()
@click.argument("action")
@click.argument("words")
@click.option("--after", required=True, metavar="ID", help="The same measure, recorded since.")
@reaches()
def done(reach: Reach, action: str, words: str, after: str) -> None:
    """Say in WORDS that an action is done, with the same measure recorded after it.

    \b
    Example:
      labelproof findings done ACTION "Clause 2 has examples since version 3" --after MEASURE
    """
    answer = reach.command("finish_action", {"action": action, "words": words, "after": after})
    show(reach, answer, lambda: say("Done."))


@findings.command()
@click.argument("finding")
@click.argument("reason")
@click.option("--outcome", type=click.Choice(OUTCOMES), default="fixed", show_default=True)
@reaches()
def close(reach: Reach, finding: str, reason: str, outcome: str) -> None:
    """Decide what became of a finding, with a REASON.

    \b
    Example:
      labelproof findings close FINDING "Agreement on the label rose from .42 to .71"
    """
    answer = reach.command("close_finding", {"finding": finding, "reason": reason, "outcome": outcome})
    show(reach, answer, lambda: say("Closed."))
