"""`labelproof explain`: a row's chain, from raw item to proof."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, when


@click.command()
@click.argument("named", metavar="ROW")
@click.option("--question", default="", metavar="SLUG", help="One question of an item.")
@reaches()
def explain(reach: Reach, named: str, question: str) -> None:
    """Print everything the log says about a label: each event, who, when, and where its leaf stands.

    ROW is a row's id, an item's id, or the id it came in with. You see others' answers by this: it is recorded, and
    you can never annotate the item afterwards.

    \b
    Example:
      labelproof explain a1
    """
    from urllib.parse import quote

    from labelproof.cli.question import question_id

    asked = f"?question={question_id(reach, question)}" if question else ""
    found = reach.ask(f"/explain/{quote(named, safe='')}{asked}")
    show(reach, found, lambda: _print(found))


def _print(found: dict[str, Any]) -> None:
    say(f"Item {found['item']}" + (f", came in as {found['external_id']}" if found["external_id"] else ""))
    content: dict[str, Any] = found["content"] or {}
    for name, text in content.items():
        say(f"  {name}: {text}")
    row = found.get("row")
    if row:
        say(f"Row {row['row_id']}: {json.dumps(row['value'], ensure_ascii=False)} ({row['status']})")
    for link in sorted(found["chain"], key=lambda each: each["index"]):
        who = link["who"] or ("the rule" if link["actor"] == "system" else link["actor"])
        say(f"\n{link['index']:>6}  {when(link['at'])}  {link['title']}  by {who}")
        for line in (*_around(link["context"]), *_said(link["said"])):
            say(f"        {line}")
        say(f"        leaf {link['leaf_hash']}")
    proof = found["proof"]
    if proof and proof.get("checkpoint"):
        origin, size, root = proof["checkpoint"].split("\n")[:3]
        say(f"\nEach leaf is proven to stand in the {size} leaves of {origin}, root {root},")
        say(f"signed by {proof['vkey']}")


def _around(context: dict[str, Any]) -> Iterator[str]:
    """Under which versions and terms it stood."""
    terms = ", ".join(f"{name} {value}" for name, value in context.get("collection", {}).items())
    if terms:
        yield f"came in under: {terms}"
    versions = [f"{name} v{context[name]}" for name in ("guideline", "taxonomy") if name in context]
    if "version" in context:
        versions.append(f"version {context['version']}")
    if versions:
        yield ", ".join(versions)
    if "n_votes" in context:
        yield f"over {context['n_votes']} answers"
    if "n_rows" in context:
        yield f"one of {context['n_rows']} rows, all under one root"
    if context.get("revises"):
        yield "revises an earlier answer"


def _said(said: dict[str, Any]) -> Iterator[str]:
    """What was said, where it may be shown here; an item's content stands above, and long texts have commands of their own."""
    for name, value in said.items():
        if re.fullmatch(r"i\d+", name) or value == {"state": "withheld"}:
            continue
        label = "answer" if re.fullmatch(r"a\d+", name) else name.replace("_", " ")
        text = _words(value)
        yield f"{label}: {text[:300].replace(chr(10), ' ')}"


def _words(value: Any) -> str:
    """A text as it is, an imported answer's value, anything else as JSON."""
    if isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        return _words(found["value"]) if set(found) == {"value", "at"} else json.dumps(found, ensure_ascii=False)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
