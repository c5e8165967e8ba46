"""The demonstration's texts, guideline and simulated annotators: all of it written for this program."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

LABELS = ("ironic", "not_ironic", "cant_tell")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the simulated adjudicator says to a dispute."""

    value: str
    reason: str
    clause: str


def guideline() -> str:
    """The guideline's Markdown, in numbered clauses."""
    return _text("guideline.md")


def taxonomy() -> list[dict[str, Any]]:
    """The labels, as `publish_taxonomy` takes them."""
    return json.loads(_text("taxonomy.json"))


def project() -> dict[str, Any]:
    """Name, charter, terms, subject_rule, question, overlap and release_note: arguments of the commands."""
    return json.loads(_text("project.json"))


def items() -> list[dict[str, Any]]:
    """The items, as `import_items` takes them; nothing in them tells the answer."""
    return _lines("items.jsonl")


def annotators() -> list[dict[str, Any]]:
    """Login and name of each simulated annotator, marked as simulated in the name itself."""
    return _simulation()["annotators"]


def adjudicator() -> dict[str, Any]:
    """Login and name of the simulated adjudicator."""
    return _simulation()["adjudicator"]


def answer(login: str, external_id: str, seed: str | None = None) -> str:
    """What a simulated annotator says about an item: the same for the same seed, on every machine, in any order.

    >>> answer("sim-a", "demo-001") in LABELS
    True
    """
    key = _key()[external_id]
    if key.get("hard"):
        return key["said"][login]
    person = next(each for each in annotators() if each["login"] == login)
    percent = _draw(seed or _simulation()["seed"], login, external_id) % 100
    for other, chance in cast("dict[str, int]", person[key["reading"]]).items():
        if percent < chance:
            return other
        percent -= chance
    return key["reading"]


def seconds(login: str, external_id: str) -> float:
    """How long a simulated annotator claims to have looked at an item."""
    usual = next(each["seconds"] for each in annotators() if each["login"] == login)
    return usual * (50 + _draw("seconds", login, external_id) % 100) / 100


def decision(external_id: str) -> Decision:
    """What the simulated adjudicator decides, why, and by which clause."""
    key = _key()[external_id]
    usual = f"The reply is {key['reading'].replace('_', ' ')} as clause {key['clause']} has it"
    return Decision(key["reading"], key.get("reason", usual), key["clause"])


def _draw(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:8], "big")


@cache
def _simulation() -> dict[str, Any]:
    return json.loads(_text("simulation.json"))


@cache
def _key() -> dict[str, dict[str, Any]]:
    return {each["external_id"]: each for each in _lines("key.jsonl")}


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _text(name).splitlines()]


def _text(name: str) -> str:
    return files("labelproof.cli.demo_content").joinpath(name).read_text("utf-8")
