"""`labelproof label`: answer, revise, skip or flag a task."""

from typing import Any
from uuid import uuid4

import click

from labelproof.cli.files import said_json
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show
from labelproof.kernel.refused import Refused


@click.command()
@click.argument("item")
@click.argument("answers", nargs=-1, metavar="[ANSWER | SLUG=ANSWER…]")
@click.option("--skip", metavar="REASON", help="Pass the task on instead.")
@click.option("--flag", metavar="REASON", help="Say that something is wrong with the item.")
@click.option("--revise", metavar="EVENT", help="Supersede your own earlier answer.")
@reaches()
def label(
    reach: Reach, item: str, answers: tuple[str, ...], skip: str | None, flag: str | None, revise: str | None
) -> None:
    """Answer a task you hold (`labelproof assign`). ITEM is its id, or the id it came in with.

    An answer is a label's code, a JSON list of codes where several may hold, or a text.

    \b
    Examples:
      labelproof label a1 ironic
      labelproof label a1 irony=ironic why="says the opposite"
      labelproof label a1 --skip "not in English"
    """
    work = reach.post("/work", {"n": 1})
    held = {name: task["item"] for task in work["tasks"] for name in (task["item"], task["external_id"]) if name}
    item = held.get(item, item)
    if skip is not None or flag is not None:
        name, reason = ("skip_item", skip) if skip is not None else ("flag_item", flag)
        done = reach.command(name, {"item": item, "reason": reason})
        show(reach, done, lambda: say("Passed on." if skip is not None else "Flagged."))
        return
    body = {"key": str(uuid4()), "item": item, "answers": _answers(work["questions"], answers), "input": "api"}
    if revise:
        body["supersedes"] = revise
    elif item not in held.values():
        _check_open(reach, item)
    done = reach.post("/submissions", body)
    counted = "Recorded" if done["counted"] else "Recorded late, and not counted"
    show(reach, done, lambda: say(f"{counted}, at index {done['receipt']['index']}: {done['receipt']['event_id']}"))


def _check_open(reach: Reach, item: str) -> None:
    """An item that is not held was perhaps answered: then a revision is meant."""
    for answer in reach.ask("/answers?limit=200")["answers"]:
        if item in (answer["item"], answer["external_id"]):
            fix = f"revise it: labelproof label {item} ANSWER --revise {answer['event_id']}"
            raise Refused("label.answered", f"you answered {item} already", fix)


def _answers(questions: list[dict[str, Any]], said: tuple[str, ...]) -> dict[str, Any]:
    slugs = {q["slug"]: q["question"] for q in questions}
    if len(said) == 1 and len(questions) == 1 and said[0].partition("=")[0] not in slugs:
        return {questions[0]["question"]: _value(questions[0], said[0])}
    answers: dict[str, Any] = {}
    for each in said:
        slug, equals, value = each.partition("=")
        if not equals or slug not in slugs:
            fix = f"say SLUG=ANSWER for each of {', '.join(slugs)}"
            raise Refused("label.question", f"{each[:80]!r} names no question", fix)
        answers[slugs[slug]] = _value(next(q for q in questions if q["slug"] == slug), value)
    return answers


def _value(question: dict[str, Any], said: str) -> Any:
    """Only a question with several labels takes JSON: a text that looks like a number stays a text."""
    return said_json(said) if question["config"].get("multiple") else said
