"""Openings: the disclosed values of a bundle, each tied by its digest to a leaf."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from labelproof.evidence.history import History
from labelproof.kernel.canonical import Json, parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.leaf import check_disclosure

OPENED, ERASED, LOST = "opened", "erased", "lost"
_NUMBERED = re.compile(r"[ai][0-9]+")
_ASK = "ask the operator for the opening as it was made"

WHY_WITHHELD: Mapping[tuple[str, str], str] = {
    ("items.imported", "i"): "the collection's terms do not let its content be passed on",
    ("annotation.submitted", "a"): "the answer is in no row: revised, excluded, withdrawn, or outside the release",
    ("annotation.late", "a"): "the answer came too late and is in no row",
    ("votes.imported", "a"): "the answer is in no row: excluded, withdrawn, or outside the release",
    ("annotation.submitted", "work"): "times and means of one annotator",
    ("annotation.late", "work"): "times and means of one annotator",
    ("annotation.skipped", "reason"): "words of one annotator",
    ("item.flagged", "reason"): "words of one annotator",
    ("flag.answered", "words"): "words to one annotator",
    ("review.settled", "reason"): "words of one adjudicator",
    ("measure.recorded", "figure"): "a figure of another position; those of the release are in quality/measures.jsonl",
    ("finding.opened", "finding"): "a finding of the project's own, and in no row",
    ("finding.closed", "outcome"): "what became of a finding",
    ("finding.closed", "reason"): "words of one lead",
    ("action.planned", "plan"): "what was planned about a finding",
    ("action.done", "words"): "words of one lead",
    ("guideline.reported", "words"): "told the leads without a name",
    ("member.joined", "who"): "names a person",
    ("member.imported", "who"): "names a person",
}


class Opening(NamedTuple):
    """What an opening shows: its value, or why there is none (erased: a tombstone says so; lost: none does)."""

    state: str
    value: Json = None


@dataclass(slots=True)
class Openings:
    """Values by leaf index and field name."""

    history: History
    values: dict[tuple[int, str], Json] = field(default_factory=dict[tuple[int, str], Json])

    def get(self, leaf_index: int, name: str) -> Opening:
        """The value, or its absence. A value that a tombstone erased is not shown, though somebody supplies it."""
        if self.history.is_erased(leaf_index, name):
            return Opening(ERASED)
        if (leaf_index, name) in self.values:
            return Opening(OPENED, self.values[leaf_index, name])
        return Opening(LOST)

    def field(self, leaf_index: int, name: str, key: str) -> Json:
        """One key of an opened object; None when the opening is not there or has no such key."""
        value = self.get(leaf_index, name).value
        return value.get(key) if isinstance(value, dict) else None


def format_opening(leaf_index: int, name: str, disclosure: str) -> bytes:
    """A line of `disclosures/openings.jsonl`, with its LF."""
    return value_json({"index": leaf_index, "name": name, "disclosure": disclosure}) + b"\n"


def parse_openings(raw: bytes, history: History, faults: Faults) -> Openings:
    """Open every line against the leaf it names; what does not fit is a fault and is not used."""
    openings = Openings(history)
    for n, line in enumerate(raw.split(b"\n")[:-1] if raw else [], 1):
        try:
            at, name, disclosure = _parse_line(line)
            _open(openings, at, name, disclosure)
        except Refused as error:
            faults.take(error, f"openings.jsonl line {n}: ")
    if raw and not raw.endswith(b"\n"):
        faults.add("bundle.opening", "openings.jsonl does not end in LF", _ASK)
    return openings


def _parse_line(line: bytes) -> tuple[int, str, str]:
    value = parse_json(line)
    if isinstance(value, dict) and len(value) == 3:
        at, name, disclosure = value.get("index"), value.get("name"), value.get("disclosure")
        if type(at) is int and isinstance(name, str) and isinstance(disclosure, str):
            return at, name, disclosure
    raise Refused("bundle.opening", "is not index, name and disclosure", _ASK)


def _open(openings: Openings, at: int, name: str, disclosure: str) -> None:
    history = openings.history
    digest = history.leaves[at].c.get(name) if 0 <= at < history.n_leaves else None
    if digest is None:
        raise Refused("bundle.stray", f"opens {name[:40]!r} of leaf {at}, which commits to no such field", _ASK)
    if (at, name) in openings.values:
        raise Refused("bundle.opening", f"opens {name} of leaf {at} a second time", _ASK)
    openings.values[at, name] = check_disclosure(disclosure, name, digest)
    if history.is_erased(at, name):
        what = f"opens {name} of leaf {at}, which leaf {history.tombs[at, name]} says was erased"
        raise Refused("bundle.resurrected", what, "destroy this copy, and ask how the opening survived")


def count_withheld(
    history: History, shown: Iterable[tuple[int, str]], before: int, lost: Iterable[tuple[int, str]] = ()
) -> dict[tuple[str, str], int]:
    """How many commitments of each kind and field, before a position, are neither shown nor erased nor lost."""
    gone = {*shown, *history.tombs, *lost}
    counted: Counter[tuple[str, str]] = Counter()
    for at, leaf in enumerate(history.leaves[:before]):
        for name in leaf.c:
            if (at, name) not in gone:
                counted[leaf.kind, name[0] if _NUMBERED.fullmatch(name) else name] += 1
    return dict(sorted(counted.items()))


def format_withheld(counts: Mapping[tuple[str, str], int], lost: Iterable[tuple[int, str]] = ()) -> bytes:
    """`disclosures/withheld.json`: counts and reasons of what is not opened; by name what should be and is lost."""
    rows: list[Json] = [
        {"kind": kind, "field": name, "n": n, "why": WHY_WITHHELD.get((kind, name), "not needed to check a row")}
        for (kind, name), n in sorted(counts.items())
    ]
    named: list[Json] = [{"index": at, "name": name} for at, name in lost]
    return value_json({"withheld": rows, "lost": named}) + b"\n"


def check_withheld(
    raw: bytes, counts: Mapping[tuple[str, str], int], lost: Collection[tuple[int, str]], faults: Faults
) -> None:
    """What a bundle says of its missing openings against those its leaves, rows and openings give."""
    try:
        stated = parse_json(raw)
    except Refused as error:
        faults.take(error, "disclosures/withheld.json: ")
        return
    said = stated if isinstance(stated, dict) else {}
    _check_counts(_rows_of(said, "withheld"), counts, faults)
    named = {(row.get("index"), row.get("name")) for row in _rows_of(said, "lost") if _is_place(row)}
    for at, name in lost:
        if (at, name) not in named:
            what = (
                f"{name} of leaf {at} is kept back: a row rests on it, and withheld.json does not say that it is lost"
            )
            faults.add(
                "bundle.withheld", what, "ask the operator for the opening; answers and decisions are never withheld"
            )
    if len(_rows_of(said, "lost")) != len(lost):
        what = f"withheld.json says that {len(_rows_of(said, 'lost'))} openings are lost; {len(lost)} that rows rest on are"
        faults.add("bundle.withheld", what, _ASK)


def _rows_of(value: Mapping[str, Json], name: str) -> list[dict[str, Json]]:
    rows = value.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _is_place(row: Mapping[str, Json]) -> bool:
    return type(row.get("index")) is int and isinstance(row.get("name"), str)


def _check_counts(rows: list[dict[str, Json]], counts: Mapping[tuple[str, str], int], faults: Faults) -> None:
    stated = {(str(row.get("kind")), str(row.get("field"))): row.get("n") for row in rows}
    for kind, name in sorted(stated.keys() | counts.keys()):
        n, says = counts.get((kind, name), 0), stated.get((kind, name), 0)
        if n != says:
            what = f"withheld.json counts {value_json(says).decode()[:20]} withheld {name[:40]} of {kind[:64]}; there are {n}"
            faults.add("bundle.withheld", what, "ask the operator what else is kept back")
