"""`labelproof measures`: list, record, show."""

import json
from typing import Any

import click

from labelproof.cli.question import question_id, slug_of
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table, when
from labelproof.kernel.refused import Refused


@click.group()
def measures() -> None:
    """Record figures in the log, with their method, interval and votes, and look at them."""


@measures.command("list")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 500), help="How many, newest first.")
@reaches()
def list_measures(reach: Reach, limit: int) -> None:
    """List recorded measures, newest first.

    \b
    Example:
      labelproof measures list
    """
    found = reach.ask(f"/measures?limit={limit}")["measures"]
    asked = reach.ask()["questions"]
    rows = (
        (*(m["measure"], m["name"], slug_of(asked, m["question"]), m["annotator"]), m["position"], *_taken(m))
        for m in found
    )
    columns = ("measure", "of", "question", "annotator", "position", "recorded", "figure")
    show(reach, found, lambda: table(columns, rows, empty="No measure is recorded: `labelproof measures record`."))


def _taken(measure: dict[str, Any]) -> tuple[str, str]:
    return when(measure["at"]), figure_text(measure["figure"])


@measures.command()
@click.argument("name", default="alpha")
@click.option("--question", "named", metavar="SLUG", help="The question; not needed when there is one.")
@click.option("--annotator", default="", metavar="MEMBER", help="Whose answers: for consensus_match and signals.")
@reaches()
def record(reach: Reach, name: str, named: str | None, annotator: str) -> None:
    """Measure at the log's position of now, and keep the figure in the log.

    NAME is alpha or observed; of labels also fleiss or gwet_ac1. With --annotator it is consensus_match, or a signal:
    confusion, entropy, speed, straight_lining. The server computes it. What was recorded from the same votes already is
    not recorded twice.

    \b
    Examples:
      labelproof measures record
      labelproof measures record observed --question irony
    """
    args = {"question": question_id(reach, named), "measure": name, "annotator": annotator}
    done = reach.command("record_measure", args)["result"]
    found = reach.ask(f"/measures/{done['measure']}")
    kept = "Recorded" if done["is_new"] else "Recorded before, from the same votes"
    said = f"{kept}: {done['measure']}\n  {name} {figure_text(found['figure'])}"
    show(reach, {**found, "is_new": done["is_new"]}, lambda: say(said))


@measures.command()
@reaches()
def signals(reach: Reach) -> None:
    """List signals about how people work that somebody should look at. Nothing follows from one by itself.

    To act on one, record it as a measure of the annotator and open a finding that rests on it.

    \b
    Examples:
      labelproof measures signals
      labelproof measures record straight_lining --annotator MEMBER
      labelproof findings open "A run of equal answers is longer than the items explain" --cure recalibrate --measure ID
    """
    questions = reach.ask("/quality")["questions"]
    if any(question["annotators"] is None for question in questions):
        # An empty list would say that nothing stands out, which nobody has looked at.
        raise Refused("access.not_allowed", "you may not see people", "ask an owner, lead or auditor of the project")
    found = [
        {"question": question["title"], "annotator": person["member"], "name": person["name"], **each}
        for question in questions
        for person in question["annotators"]
        for each in person["signals"]
        if each["figure"]["stands_out"]
    ]
    rows = ((s["question"], s["annotator"], s["name"], s["signal"], s["figure"]["reason"]) for s in found)
    columns = ("question", "annotator", "name", "signal", "what it found")
    empty = "No signal stands out. Below 30 answers of a person there is none, and those that need gold answers are not looked at."
    show(reach, found, lambda: table(columns, rows, empty=empty))


@measures.command("show")
@click.argument("measure")
@reaches()
def show_measure(reach: Reach, measure: str) -> None:
    """Show a recorded measure, computed again where its votes are still those that count.

    \b
    Example:
      labelproof measures show LmCv…
    """
    found = reach.ask(f"/measures/{measure}")
    show(reach, found, lambda: _print(found, slug_of(reach.ask()["questions"], found["question"])))


_AGAIN = {
    "same": "computed again from the same votes: the same figure",
    "differs": "computed again from the same votes: ANOTHER figure. Somebody should look into this",
    "moved_on": "other votes count now; a release's bundle carries figures that anybody can compute again",
}


def _print(found: dict[str, Any], question: str) -> None:
    say(f"{found['name']} {figure_text(found['figure'])}")
    say(f"  measure   {found['measure']}, leaf {found['index']}, {when(found['at'])} UTC")
    say(f"  question  {question}")
    if found["annotator"]:
        say(f"  annotator {found['annotator']}")
    say(f"  position  {found['position']}: every vote before this leaf")
    say(f"  inputs    {found['inputs']}")
    figure = found["figure"]
    if figure is None:
        return
    params = json.dumps(figure["params"], ensure_ascii=False) if figure["params"] else ""
    say(f"  method    {figure['method']} {params}".rstrip())
    if figure.get("reason"):
        say(f"  found     {figure['reason']}")
    say(f"  again     {_AGAIN[found['again']]}")
    if figure.get("by_label"):
        table(("label", "figure"), ((each["label"], figure_text(each)) for each in figure["by_label"]))


def figure_text(m: dict[str, Any] | None) -> str:
    """Value, interval and n; or why there is none."""
    if m is None:
        return "not shown: you may still answer items it counts, or it was erased"
    if m["value"] is None:
        return f"undefined: {m['undefined']} (n {m['n']})"
    interval = "" if m["low"] is None else f" ({m['level']:.0%} {m['low']:.3f} to {m['high']:.3f})"
    return f"{m['value']:.3f}{interval}, {m['n']} {m['n_unit']}"
