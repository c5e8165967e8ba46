"""`labelproof explain`: a row's chain, from raw item to proof."""

import json
from typing import Any

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
    for link in found["chain"]:
        who = link["who"] or link["actor"]
        say(f"\n{link['index']:>6}  {when(link['at'])}  {link['title']}  by {who}")
        for name, value in link["said"].items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            say(f"        {name}: {text[:300].replace(chr(10), ' ')}")
        say(f"        leaf {link['leaf_hash']}")
    proof = found["proof"]
    if proof and proof.get("checkpoint"):
        origin, size, root = proof["checkpoint"].split("\n")[:3]
        say(f"\nEach leaf is proven to stand in the {size} leaves of {origin}, root {root},")
        say(f"signed by {proof['vkey']}")
