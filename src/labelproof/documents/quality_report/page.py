"""The page: what was measured, on what, how, and where people part."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from labelproof.documents.quality_report.charts import bars, forest, heat, number, said
from labelproof.documents.quality_report.style import STYLE
from labelproof.quality import Estimate, Table
from labelproof.quality.arrays import FloatArray, IntArray

SHOWN = 200
"""Rows of a table at most; the page says how many there are."""


@dataclass(frozen=True, slots=True)
class Person:
    """One annotator's line: how many answers, and how often they are what the others settled on."""

    name: str
    n_answers: int
    agreement: Estimate
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What the page shows; a part that is empty says so in words, or is left out."""

    title: str
    facts: Sequence[tuple[str, str]]
    agreement: Sequence[tuple[str, Estimate]]
    breakdowns: Sequence[Table[Estimate]]
    labels: Sequence[tuple[str, int]]
    people: Sequence[Person]
    confusion: tuple[Sequence[str], FloatArray, IntArray] | None
    accord: Sequence[tuple[str, Estimate]]
    disputed: Sequence[tuple[str, str, float]]
    n_disputed: int
    remarks: Sequence[str] = ()


def write(report: Report) -> str:
    """The whole document, UTF-8; opens from a disk, prints, and follows the reader's light or dark."""
    parts = [
        _section("Agreement", "beyond chance, and not accuracy", _agreement(report)),
        *(
            _section(_by(table), "each with its own n", forest(_rows(table), (0.667, 0.8)))
            for table in report.breakdowns
        ),
        _section("Values", "every answer counted", bars(report.labels)),
    ]
    if report.confusion is not None:
        parts.append(_section("Where votes go", "row: settled, column: voted", heat(*report.confusion)))
    parts += [
        _section("Annotators", "sorted by name: no ranking of people", _people(report.people)),
        _section("Aggregators", "how often another method gives the same value", _accord(report)),
        _section("Where people part", "most divided first", _disputed(report)),
        _section("How it was computed", "method and version of each figure", _methods(report)),
    ]
    facts = "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in report.facts)
    remarks = "".join(f'<p class="remark">{escape(each)}</p>' for each in report.remarks)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(report.title)}</h1><dl>{facts}</dl>{remarks}{''.join(parts)}</main></body></html>\n"
    )


def _section(title: str, aside: str, body: str) -> str:
    head = f"<header><h2>{escape(title)}</h2><small>{escape(aside)}</small></header>"
    return f'<section>{head}<div class="body">{body}</div></section>'


def _agreement(report: Report) -> str:
    return forest(report.agreement, (0.667, 0.8)) + (
        "<p><small>Krippendorff's reading, on the lower bound: from .800 rely on the values; from .667 only tentatively; "
        "below, mend the guideline or release distributions.</small></p>"
    )


def _by(table: Table[Estimate]) -> str:
    return f"Alpha by {table.by.replace('_', ' ')}"


def _rows(table: Table[Estimate]) -> list[tuple[str, Estimate]]:
    return [(key if isinstance(key, str) else str(key), cell) for key, cell in table.rows()]


def _people(people: Sequence[Person]) -> str:
    if not people:
        return "<p>Nobody has enough answers beside others'.</p>"
    shown = sorted(people, key=lambda each: each.name)[:SHOWN]
    more = f"<p><small>The first {SHOWN} of {len(people)}.</small></p>" if len(people) > SHOWN else ""
    return forest([(f"{each.name} ({each.n_answers})", each.agreement) for each in shown]) + more


def _accord(report: Report) -> str:
    if not report.accord:
        return "<p>No aggregator applies to these values.</p>"
    return forest(report.accord)


def _disputed(report: Report) -> str:
    if not report.disputed:
        return "<p>No item has two answers that differ.</p>"
    rows = "".join(
        f'<tr><td class="id">{escape(item)}</td><td>{escape(votes)}</td><td class="num">{number(entropy)}</td></tr>'
        for item, votes, entropy in report.disputed
    )
    n_more = report.n_disputed - len(report.disputed)
    more = f"<p><small>and {n_more:,} more</small></p>" if n_more > 0 else ""
    head = "<tr><th>Item</th><th>Votes</th><th class='num'>Entropy, bits</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>{more}"


def _methods(report: Report) -> str:
    every = [*report.agreement, *report.accord, *(row for table in report.breakdowns for row in _rows(table))]
    seen: dict[str, tuple[str, Estimate]] = {}
    for name, estimate in every:
        seen.setdefault(estimate.method, (name, estimate))
    rows = "".join(
        f'<tr><td class="id">{escape(method)}</td><td>{escape(name)}</td><td>{escape(said(e))}</td>'
        f"<td>{escape(', '.join(e.notes).replace('_', ' '))}</td></tr>"
        for method, (name, e) in sorted(seen.items())
    )
    head = "<tr><th>Method</th><th>First used for</th><th>Figure</th><th>Notes</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
