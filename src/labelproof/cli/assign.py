"""`labelproof assign`: take tasks, and see who does how much."""

from typing import Any

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table, when


@click.command()
@click.option("-n", "--tasks", default=10, show_default=True, help="Hold up to this many, 1 to 10.")
@click.option("--who", is_flag=True, help="Instead: everybody's answers so far. For leads.")
@reaches()
def assign(reach: Reach, tasks: int, who: bool) -> None:
    """Take tasks as yourself, and list what you hold. Tasks come back to the queue when their lease ends.

    Nobody is handed work by name: whoever may annotate takes the next free tasks. Invite people with
    `labelproof user invite --role annotator`.

    \b
    Examples:
      labelproof assign -n 5
      labelproof assign --who
    """
    if who:
        people = reach.ask("/people")["people"]
        columns = ("member", "name", "roles", "n answers", "n skipped")
        rows = ((p["member"], p["name"], ", ".join(p["roles"]), p["n_answers"], p["n_skipped"]) for p in people)
        show(reach, people, lambda: table(columns, rows))
        return
    work = reach.post("/work", {"n": tasks})
    show(reach, work, lambda: _print(work))


def _print(work: dict[str, Any]) -> None:
    if not work["tasks"]:
        say("Nothing is left for you here.")
        return
    rows = ((t["item"], t["external_id"], " · ".join(t["content"].values())[:100]) for t in work["tasks"])
    table(("item", "id", "content"), rows)
    questions = ", ".join(f"{q['slug']} ({q['title']})" for q in work["questions"])
    say(
        f"Until {when(work['lease_expires'])} UTC. Questions: {questions}. You did {work['done']}, left {work['left']}."
    )
    say("Next: labelproof label ITEM ANSWER")
