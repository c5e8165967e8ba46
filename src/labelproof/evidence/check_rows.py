"""Rows as printed against rows as the leaves and their openings give them: each difference in its own words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from labelproof.evidence.facts import Item, Release
from labelproof.evidence.history import History
from labelproof.evidence.openings import ERASED, LOST, OPENED, Openings
from labelproof.evidence.rows import Row, format_row, make_row, scope, scope_items, scope_questions
from labelproof.kernel.canonical import Json, parse_json, value_json
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults

MOST_MISSING = 100_000
"""Rows that may be missing and still be named one by one; a few leaves could ask for more than anybody can count."""
STATUSES = ("released", "unresolved", "undecidable", "excluded", "withdrawn")
_SALT = re.compile("[0-9A-Za-z_-]{21}[AQgw]")  # 16 bytes in base64url
_DISHONEST = "do not use this release; show this to whoever published it"


@dataclass(slots=True)
class RowCounts:
    """How many rows have which status, and what a reader should know about them."""

    n_rows: int = 0
    by_status: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    n_votes: int = 0
    n_verified: int = 0
    n_not_recomputable: int = 0
    n_lost: int = 0
    n_lowered: int = 0


class Printed(NamedTuple):
    """A line of `rows.jsonl` and the row in it."""

    line: bytes
    row: dict[str, Json]


def parse_rows(raw: bytes, faults: Faults) -> list[Printed]:
    """Lines and rows of `rows.jsonl`, in strictly ascending row_id order; `check_rows` sees to their spelling."""
    found: list[Printed] = []
    before = ""
    if raw and not raw.endswith(b"\n"):
        faults.add("bundle.row", "data/rows.jsonl does not end in LF", _DISHONEST)
    for n, line in enumerate(raw.split(b"\n")[:-1], 1):
        try:
            row = _row(line)
        except Refused as error:
            faults.take(error, f"data/rows.jsonl line {n} ")
            continue
        row_id = str(row["row_id"])
        if row_id <= before:
            what = f"data/rows.jsonl line {n}: row {row_id[:40]} does not come after the row in front of it"
            faults.add("bundle.row_order", what, _DISHONEST)
        before = row_id
        found.append(Printed(line, row))
    return found


def parse_row(line: bytes) -> dict[str, Json]:
    """The row in a line, which must be its canonical spelling."""
    row = _row(line)
    if value_json(row) != line:
        raise Refused("bundle.row", "is not canonical JSON", _DISHONEST)
    return row


def _row(line: bytes) -> dict[str, Json]:
    row = parse_json(line)
    if not isinstance(row, dict) or not isinstance(row.get("row_id"), str):
        raise Refused("bundle.row", "is not a row with a row_id", _DISHONEST)
    return row


def check_rows(
    history: History,
    openings: Openings,
    release: Release,
    published: int,
    printed: Mapping[str, Printed],
    faults: Faults,
) -> RowCounts:
    """Exactly one row for each item and question in scope, each saying what its leaves and openings say."""
    counts = RowCounts()
    n_wanted = sum(1 for _ in scope_items(history, release)) * len(scope_questions(history, release))
    if n_wanted > MOST_MISSING + len(printed):
        what = f"the release's scope has {n_wanted} items and questions, and the bundle {len(printed)} rows"
        faults.add("bundle.missing_row", what, _DISHONEST)
        return counts
    wanted = scope(history, release)
    for row_id, item, question in wanted:
        row = printed.get(row_id)
        if row is None:
            what = f"item {item.item_id} was sealed before the release and has no row {row_id} for {question}"
            faults.add("bundle.missing_row", what, _DISHONEST)
            continue
        try:
            _check_row(history, openings, release, published, (item, question), row, faults, counts)
        except Refused as error:
            faults.take(error, f"row {row_id}: ")
    for row_id in sorted(printed.keys() - {row_id for row_id, _, _ in wanted}):
        what = f"row {row_id[:40]!r} is of no item and question in the release's scope"
        faults.add("bundle.extra_row", what, _DISHONEST)
    return counts


def _check_row(
    history: History,
    openings: Openings,
    release: Release,
    published: int,
    spot: tuple[Item, str],
    printed: Printed,
    faults: Faults,
    counts: RowCounts,
) -> None:
    salt = printed.row.get("salt")
    erased = history.erasures.get(spot[0].subject)
    keyless = erased is not None and erased.leaf_index < published
    if not (salt is None and keyless) and not (isinstance(salt, str) and _SALT.fullmatch(salt)):
        raise Refused("bundle.row", "has no salt of 128 bits", _DISHONEST)
    expected = make_row(history, openings, release, published, *spot, salt)
    states = [vote["state"] for vote in expected["votes"]]
    counts.n_rows += 1
    counts.by_status[expected["status"]] += 1
    counts.n_votes += len(states)
    _count(history, expected, states, counts)
    if printed.line != format_row(expected):  # bytes: so the line is canonical, too, and true is not 1
        _Difference(expected, parse_row(printed.line), faults).tell()


def _count(history: History, expected: Row, states: list[str], counts: RowCounts) -> None:
    """A row is verified when every answer and decision it rests on is there to be computed again."""
    decided = expected["adjudication"]
    states = [*states, decided["state"]] if decided else states
    counts.n_not_recomputable += ERASED in states
    counts.n_lost += LOST in states
    counts.n_verified += ERASED not in states and LOST not in states
    if expected["status"] == "released" and not decided:
        overlap = history.overlap(expected["question_id"], expected["proof"]["votes"][-1])
        counts.n_lowered += states.count(OPENED) < overlap


@dataclass(slots=True)
class _Difference:
    """A printed row that is not the one its leaves and openings give."""

    expected: Row
    printed: Mapping[str, Json]
    faults: Faults

    def tell(self) -> None:
        """Say the deepest cause first: votes, then what they were, then what was made of them."""
        if self._votes():
            return  # what follows from other votes differs, too; saying it again would bury the cause
        if self._settlement() or self._value():
            return
        for name in sorted(self.expected.keys() | self.printed.keys()):
            ours, theirs = self.expected.get(name), self.printed.get(name)
            if differ(ours, theirs):
                code = "bundle.unbacked" if name == "terms" else "bundle.field"
                self._fault(code, f"says {name} is {spell(theirs)}; leaves and openings give {spell(ours)}")

    def _votes(self) -> bool:
        theirs: dict[tuple[bytes, bytes], Mapping[str, Json]] = {}
        printed = self.printed.get("votes")
        for vote in printed if isinstance(printed, list) else []:
            if isinstance(vote, dict):
                key = value_json(vote.get("leaf_index")), value_json(vote.get("place"))
                if key in theirs:
                    self._fault("bundle.vote_twice", f"counts the vote in leaf {spell(vote.get('leaf_index'))} twice")
                theirs[key] = vote
        told = False
        for vote in self.expected["votes"]:
            found = theirs.pop((value_json(vote["leaf_index"]), value_json(vote["place"])), None)
            if found is None:
                leaf, who = vote["leaf_index"], vote["annotator"]
                self._fault("bundle.vote_missing", f"leaves out the vote of {who} in leaf {leaf}")
                told = True
            else:
                told = self._vote(vote, found) or told
        for extra in theirs.values():
            at = f"leaf {spell(extra.get('leaf_index'))} place {spell(extra.get('place'))}"
            self._fault("bundle.vote_extra", f"counts a vote in {at}, where none counts for it")
            told = True
        return told

    def _vote(self, ours: Row, theirs: Mapping[str, Json]) -> bool:
        leaf = ours["leaf_index"]
        if not differ(ours, theirs):
            return False
        if differ(ours["annotator"], theirs.get("annotator")):
            what = f"says {spell(theirs.get('annotator'))} gave the vote in leaf {leaf}; it was {ours['annotator']}"
            self._fault("bundle.annotator", what)
        elif differ(ours["guideline"], theirs.get("guideline")):
            what = f"says leaf {leaf} was under guideline {spell(theirs.get('guideline'))}; it was {spell(ours['guideline'])}"
            self._fault("bundle.guideline", what)
        elif ours["state"] == ERASED and theirs.get("value") is not None:
            self._fault("bundle.resurrected", f"prints the vote in leaf {leaf}, which was erased")
        elif ours["state"] == LOST and theirs.get("value") is not None:
            what = f"prints {spell(theirs.get('value'))} for leaf {leaf}, without the opening that would show it"
            self._fault("bundle.unbacked", what)
        elif differ(ours["value"], theirs.get("value")):
            what = f"prints {spell(theirs.get('value'))} for leaf {leaf}; its opening says {spell(ours['value'])}"
            self._fault("bundle.vote", what)
        else:
            self._fault("bundle.field", f"has other fields than leaf {leaf} for its vote there")
        return True

    def _settlement(self) -> bool:
        ours, theirs = self.expected["adjudication"], self.printed.get("adjudication")
        value, status = self.printed.get("value"), self.printed.get("status")
        if ours is None:
            if theirs is not None:
                self._fault("bundle.settlement", "names a decision that no leaf before the release holds")
            return theirs is not None
        leaf = ours["leaf_index"]
        if ours["state"] == LOST:
            unbacked = value is not None or (isinstance(theirs, dict) and theirs.get("value") is not None)
            if unbacked or status != "unresolved":
                self._fault("bundle.unbacked", f"rests on the decision in leaf {leaf}, whose opening is not there")
                return True
        if differ(value, self.expected["value"]) or differ(theirs, ours):
            what = f"says {spell(value)} ({spell(status)}); the decision in leaf {leaf} says {spell(ours['value'])}"
            self._fault("bundle.settlement", f"{what} ({ours['outcome']})")
            return True
        return False

    def _value(self) -> bool:
        value, status = self.printed.get("value"), self.printed.get("status")
        expected = self.expected
        if differ(status, expected["status"]):
            what = f"is {spell(status)}; leaves and openings make it {expected['status']}"
            return self._lost_vote(value) or self._fault("bundle.status", what)
        if differ(value, expected["value"]):
            votes = ", ".join(f"{spell(v['value'])} {v['n']} times" for v in expected["vote_counts"]) or "none"
            return self._fault("bundle.value", f"says {spell(value)}; that is no strict majority of its votes: {votes}")
        return False

    def _lost_vote(self, value: Json) -> bool:
        lost = [vote["leaf_index"] for vote in self.expected["votes"] if vote["state"] == LOST]
        if not lost or self.printed.get("status") == "unresolved":
            return False
        what = f"says {spell(value)} while the opening of its vote in leaf {lost[0]} is not there"
        return self._fault("bundle.unbacked", what)

    def _fault(self, code: str, what: str) -> bool:
        self.faults.add(code, f"row {self.expected['row_id']} (item {self.expected['item_id']}) {what}", _DISHONEST)
        return True


def differ(one: "Json | Mapping[str, Json]", other: "Json | Mapping[str, Json]") -> bool:
    """Whether two values have different canonical bytes; `!=` alone takes true for 1."""
    return value_json(one) != value_json(other)


def spell(value: "Json | Mapping[str, Json]") -> str:
    """A value as a message shows it: canonical JSON, cut."""
    text = value_json(value).decode()
    return text if len(text) <= 80 else text[:77] + "..."
