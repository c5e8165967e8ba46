"""`labelproof question`: ask, list; and `labelproof plan`."""

from typing import Any

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table
from labelproof.kernel.refused import Refused


@click.group()
def question() -> None:
    """Ask questions about items."""


@question.command()
@click.argument("title")
@click.option("--type", "kind", default="choice", show_default=True, help="choice, or text.")
@click.option("--slug", default="", help="A short name for commands and files. [q1, q2, …]")
@click.option("--hint", default="", help="A line shown under the title.")
@click.option("--multiple", is_flag=True, help="choice: several labels may hold.")
@click.option("--allow-cant-tell", is_flag=True, help="choice: an annotator may say that it cannot be told.")
@click.option("--multiline", is_flag=True, help="text: several lines.")
@click.option("--max-length", type=int, help="text: the most characters.")
@reaches()
def ask(
    reach: Reach,
    title: str,
    kind: str,
    slug: str,
    hint: str,
    multiple: bool,
    allow_cant_tell: bool,
    multiline: bool,
    max_length: int | None,
) -> None:
    """Ask a question. Choices are the labels of the taxonomy in force.

    \b
    Examples:
      labelproof question ask "Is the reply ironic?" --slug irony
      labelproof question ask "Why?" --type text --max-length 500
    """
    config: dict[str, Any] = {"multiple": multiple, "allow_cant_tell": allow_cant_tell}
    if kind == "text":
        config = {"multiline": multiline} | ({} if max_length is None else {"max_length": max_length})
    done = reach.command("ask_question", {"type": kind, "title": title, "slug": slug, "help": hint, "config": config})
    asked = done["receipts"][0]["event_id"]
    show(reach, {"question": asked, **done}, lambda: say(f"Asked: {asked}\nNext: labelproof plan --overlap 3"))


@question.command("list")
@reaches()
def list_questions(reach: Reach) -> None:
    """List the questions of the plan, or all while there is none.

    \b
    Example:
      labelproof question list
    """
    found = reach.ask()["questions"]
    rows = ((q["question"], q["slug"], q["type"], q["title"]) for q in found)
    show(reach, found, lambda: table(("question", "slug", "type", "title"), rows, empty="No question was asked."))


def question_id(reach: Reach, named: str | None) -> str:
    """A question by slug or id; without a name, the only one."""
    asked = reach.ask()["questions"]
    found = [q["question"] for q in asked if named is None or named in (q["slug"], q["question"])]
    if len(found) != 1:
        slugs = ", ".join(q["slug"] for q in asked) or "none"
        raise Refused("question.which", f"{named or 'no name'} fits {len(found)} questions ({slugs})", "name one")
    return found[0]


def slug_of(asked: list[dict[str, Any]], question: str) -> str:
    """The short name of a question; its id, where it is in the plan no more."""
    return next((q["slug"] for q in asked if q["question"] == question), question)


@click.command()
@click.option("--question", "named", multiple=True, metavar="SLUG", help="In this order. [every question asked]")
@click.option("--overlap", default=3, show_default=True, help="The people whose answers each item needs.")
@reaches()
def plan(reach: Reach, named: tuple[str, ...], overlap: int) -> None:
    """Say which questions are put about each item, and to how many people.

    \b
    Examples:
      labelproof plan --overlap 3
      labelproof plan --question irony --question why --overlap 1
    """
    asked = {q["slug"]: q["question"] for q in reach.ask()["questions"]}
    questions = [asked.get(name, name) for name in named] or list(asked.values())
    done = reach.command("plan_workflow", {"questions": questions, "overlap": overlap})
    show(reach, done, lambda: say(f"{len(questions)} questions, {overlap} answers an item."))
