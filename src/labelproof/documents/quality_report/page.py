"""The page: what was measured, on what, how, and where people part."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from labelproof.documents.quality_report.charts import bars, forest, heat, number, said
from labelproof.documents.quality_report.style import STYLE
from labelproof.quality import Comparison, Estimate, Table
from labelproof.quality.reliability import Matrix

SHOWN = 200
"""Rows of a table at most; the page says how many there are."""
READING = (0.667, 0.8)
"""Krippendorff's two bars, for the lower bound."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """An item whose votes are divided: how, and by how many bits."""

    item: str
    votes: str
    entropy: float


@dataclass(frozen=True, slots=True)
class Categories:
    """What there is beside agreement when values come from a list.

    Shape: labels by count, the most first; votes: the values' names, and where votes go by the value an item was
           settled on, or None where there are too many values to be looked at.
    """

    labels: Sequence[tuple[str, int]]
    people: Sequence[tuple[str, Estimate]]
    votes: tuple[Sequence[str], Matrix] | None
    compared: Comparison
    disputes: Sequence[Dispute]
    n_disputes: int
    remarks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What the page shows; a part that is empty says so in words, or is left out."""

    title: str
    facts: Sequence[tuple[str, str]]
    agreement: Sequence[tuple[str, Estimate]]
    breakdowns: Sequence[Table[Estimate]]
    categories: Categories | None


def write(report: Report) -> str:
    """The whole document, UTF-8; opens from a disk, prints, and follows the reader's light or dark."""
    found = report.categories
    parts = [_section("Agreement", "observed, and beyond chance; neither is accuracy", _agreement(report))]
    for table in report.breakdowns:
        title = f"Alpha by {table.by.replace('_', ' ')}"
        parts.append(_section(title, "each with its own n", forest(_named(table), READING)))
    if found is not None:
        parts += _of_categories(found)
    parts.append(_section("How it was computed", "method and version of each figure", _methods(report)))
    facts = "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in report.facts)
    remarks = ("The values are numbers on a scale: there is no table of labels.",) if found is None else found.remarks
    told = "".join(f'<p class="remark">{escape(each)}</p>' for each in remarks)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(report.title)}</h1><dl>{facts}</dl>{told}{''.join(parts)}</main></body></html>\n"
    )


def _of_categories(found: Categories) -> Iterator[str]:
    yield _section("Values", "every answer counted", bars(found.labels))
    if found.votes is not None:
        names, votes = found.votes
        aside = "row: settled by Dawid–Skene, column: voted"
        yield _section("Where votes go", aside, heat(names, votes.share, [f"n {each:,.0f}" for each in votes.n]))
    yield _section("Annotators", "how often as most others, which is not accuracy; by name, no ranking", _people(found))
    yield _section("Aggregators", "the chance that two of them settle on one value", _compared(found.compared))
    yield _section("Where people part", "most divided first", _disputed(found))


def _section(title: str, aside: str, body: str) -> str:
    head = f"<header><h2>{escape(title)}</h2><small>{escape(aside)}</small></header>"
    return f'<section>{head}<div class="body">{body}</div></section>'


def _agreement(report: Report) -> str:
    chance = [(name, each) for name, each in report.agreement if not each.method.startswith("observed/")]
    plain = [(name, each) for name, each in report.agreement if each.method.startswith("observed/")]
    return (
        (forest(plain) if plain else "")
        + forest(chance, READING)
        + (
            "<p><small>Krippendorff's reading, on the lower bound: from .800 rely on the values; from .667 only tentatively; "
            "below, mend the guideline or release distributions.</small></p>"
        )
    )


def _named(table: Table[Estimate]) -> list[tuple[str, Estimate]]:
    return [(str(key), cell) for key, cell in table.rows()]


def _people(found: Categories) -> str:
    known = sorted((row for row in found.people if row[1].value is not None), key=lambda row: _natural(row[0]))
    n_hidden, n_more = len(found.people) - len(known), len(known) - SHOWN
    said = [f"The first {SHOWN} of {len(known):,}."] if n_more > 0 else []
    if n_hidden:
        said.append(f"{n_hidden:,} have too few answers beside others' for anything to be said about them.")
    told = "".join(f"<p><small>{each}</small></p>" for each in said)
    return (forest(known[:SHOWN]) if known else "") + told


def _natural(name: str) -> list[tuple[int, str]]:
    """Numbers within a name by their size: worker 2 before worker 10."""
    return [(int(part) if part.isdigit() else -1, part) for part in re.split(r"(\d+)", name)]


def _compared(compared: Comparison) -> str:
    names = [method.replace("_", " ") for method in compared.methods]
    n_differ = len(compared.differ)
    cheap = (
        f"<p><small>They differ on {n_differ:,} items: the cheapest list to adjudicate.</small></p>" if n_differ else ""
    )
    return forest([("all the same", compared.overall)]) + heat(names, compared.pairs, [""] * len(names)) + cheap


def _disputed(found: Categories) -> str:
    if not found.disputes:
        return "<p>No item has two answers that differ.</p>"
    rows = "".join(
        f'<tr><td class="id">{escape(each.item)}</td><td>{escape(each.votes)}</td>'
        f'<td class="num">{number(each.entropy)}</td></tr>'
        for each in found.disputes
    )
    n_more = found.n_disputes - len(found.disputes)
    more = f"<p><small>and {n_more:,} more</small></p>" if n_more > 0 else ""
    head = "<tr><th>Item</th><th>Votes</th><th class='num'>Entropy, bits</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>{more}"


def _methods(report: Report) -> str:
    seen: dict[str, tuple[str, Estimate]] = {}
    for name, estimate in _every(report):
        seen.setdefault(estimate.method, (name, estimate))
    rows = "".join(
        f'<tr><td class="id">{escape(method)}</td><td>{escape(name)}</td><td>{escape(said(e))}</td>'
        f"<td>{escape(', '.join(e.notes).replace('_', ' '))}</td></tr>"
        for method, (name, e) in sorted(seen.items())
    )
    head = "<tr><th>Method</th><th>First used for</th><th>Figure</th><th>Notes</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _every(report: Report) -> Iterator[tuple[str, Estimate]]:
    yield from report.agreement
    for table in report.breakdowns:
        yield from _named(table)
    if report.categories is not None:
        yield from report.categories.people
        yield "aggregators", report.categories.compared.overall
