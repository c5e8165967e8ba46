"""The quality of one question's answers: agreement, where it is low, where answers go, on which items people part."""

import json
from collections.abc import Callable
from typing import Any, cast

from labelproof.engine.measures import parts
from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.figures import MEASURES, Figure, suited
from labelproof.engine.measures.inputs import Cast, inputs_digest
from labelproof.engine.measures.people import is_of_labels
from labelproof.engine.measures.votes import Counted
from labelproof.engine.views.blocks import in_blocks
from labelproof.engine.views.content import named_items
from labelproof.engine.views.visit import Visit
from labelproof.rooms.guidelines import queries as guidelines
from labelproof.rooms.sources import queries as sources
from labelproof.types.choice.choice import CANT_TELL


def question_quality(v: Visit, question: dict[str, Any], rows: list[Counted]) -> dict[str, Any]:
    """Every figure of a question over these votes, each with n, an interval and its method, or why there is none."""
    asked, votes = asked_of(question), [row.vote for row in rows]
    figures = {name: MEASURES[name](votes, asked) for name in suited(asked)}
    by_label, names = figures["alpha"].pop("by_label"), labels_of(question)
    return {
        "question": question["question"],
        "title": question["title"],
        "type": asked.kind,
        "inputs": inputs_digest(votes),
        "n_votes": len(votes),
        "alpha": figures.pop("alpha"),
        "observed": figures.pop("observed"),
        "also": [{"measure": name, "figure": figure} for name, figure in figures.items()],
        "by_label": [{"name": named(each["label"], names), **each} for each in by_label],
        "over_time": in_blocks(v.read, v.log_id, rows, lambda block: parts.alpha_of(block, asked)),
        **_broken_down(v, rows, asked),
        **(_of_labels(v, votes, names) if is_of_labels(asked) else NO_LABELS),
    }


NO_LABELS: dict[str, Any] = {"confusion": [], "accord": None, "divided": []}
"""Of numbers, texts and regions nobody counts who gave which value."""


def asked_of(question: dict[str, Any]) -> Asked:
    """A question as the desk shows it, as its figures need it."""
    return Asked(question["type"], question["config"])


def labels_of(question: dict[str, Any]) -> dict[str, str]:
    """Labels in force by their codes, and the answer that nobody defines."""
    options = {option["value"]: option["label"] for option in question["config"].get("options", ())}
    return {CANT_TELL: "cannot tell", **options}


def named(value: Any, names: dict[str, str]) -> str:
    """A label by its name, a set of labels by all of theirs."""
    each = cast("list[Any]", value) if isinstance(value, list) else [value]
    return " + ".join(names.get(str(part), str(part)) for part in each) or "none"


def named_matrices(votes: list[Cast], names: dict[str, str], annotator: str | None = None) -> list[dict[str, Any]]:
    """Where answers go, with labels by their names."""
    found = parts.matrices(votes, annotator)
    return [{**m, "rows": [{"name": named(row["label"], names), **row} for row in m["rows"]]} for m in found]


def _broken_down(v: Visit, rows: list[Counted], asked: Asked) -> dict[str, Any]:
    terms = {r.collection: r.terms for r in v.read.all(sources.all_collections, log_id=v.log_id)}
    collections = {each: json.loads(said or "{}").get("name", "") for each, said in terms.items()}
    versions = {g.event_id: f"v{g.version}" for g in v.read.all(guidelines.every_version, log_id=v.log_id)}
    by_collection = parts.alpha_within(rows, asked, lambda row: row.collection)
    by_guideline = parts.alpha_within(rows, asked, lambda row: row.guideline)
    return {
        "by_collection": _lines(by_collection, lambda key: collections.get(key) or key),
        "by_guideline": _lines(by_guideline, lambda key: versions.get(key, "given elsewhere")),
    }


def _lines(found: list[tuple[str, int, Figure]], name: Callable[[str], str]) -> list[dict[str, Any]]:
    lines = [{"key": key, "name": name(key), "n_votes": n, "alpha": alpha} for key, n, alpha in found]
    return sorted(lines, key=lambda line: line["name"])


def _of_labels(v: Visit, votes: list[Cast], names: dict[str, str]) -> dict[str, Any]:
    accord, divided = parts.accord(votes), parts.divided(votes)
    differ: list[dict[str, Any]] = accord["items"] if accord else []
    shown = named_items(v, sorted({str(line["item"]) for line in [*divided, *differ]}))

    def with_words(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**line, **shown.get(line["item"], {"external_id": None, "excerpt": ""})} for line in lines]

    return {
        "confusion": named_matrices(votes, names),
        "accord": accord and {**accord, "items": with_words(differ)},
        "divided": with_words(divided),
    }
