"""The rows of a release: one for each item and question in scope, from leaves and openings alone.

The same function makes the rows when a release is sealed and when it is checked, so that what a row must say is
written down once; docs/reference/bundle.md says it in words.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from labelproof.evidence import kinds
from labelproof.evidence.facts import Item, Release, Removal, Settlement, Vote, version_of
from labelproof.evidence.history import History
from labelproof.evidence.openings import LOST, OPENED, Opening, Openings
from labelproof.kernel.canonical import Json, b64url, value_json
from labelproof.log.tree import leaf_hash, merkle_root

Row = dict[str, Any]
Salt = Callable[[Item, str], str | None]
"""(item, row_id) -> base64url of 128 bits under the item's key, None when that key is destroyed."""

MAJORITY = {"method": "strict_majority", "version": 1}
SETTLED_VERSION = 1
TERMS = ("name", "source", "licence")


class Counted(NamedTuple):
    """A vote and what its opening shows."""

    vote: Vote
    opening: Opening


class Outcome(NamedTuple):
    """What a row says, and where it has it from."""

    status: str
    value: Json
    aggregation: Mapping[str, Any]


def row_id(origin: str, item_id: str, question_id: str) -> str:
    """24 base64url characters of SHA-256(origin LF item LF question): the same in every release of a project.

    >>> row_id("log.example/p", "i", "q")
    'oDIwA8j_nZ_nfjA4ST0SkvRE'
    """
    return b64url(hashlib.sha256(f"{origin}\n{item_id}\n{question_id}".encode()).digest())[:24]


def format_row(row: Row) -> bytes:
    """A line of `data/rows.jsonl`, without its LF: canonical JSON (RFC 8785)."""
    return value_json(row)


def rows_root(lines: Iterable[bytes]) -> str:
    """base64url of the RFC 6962 root over the lines, without their LF, in row_id order."""
    return b64url(merkle_root(leaf_hash(line) for line in lines))


def files_root(digests: Mapping[str, str]) -> str:
    """base64url of the RFC 6962 root over `path LF hex SHA-256`, by path, of the files a release binds one by one."""
    bound = sorted(path for path in digests if is_bound(path))
    return b64url(merkle_root(leaf_hash(f"{path}\n{digests[path]}".encode()) for path in bound))


def is_bound(path: str) -> bool:
    """Whether files_root covers a path: all but the rows, which have a root of their own, `log/` and `MANIFEST*`."""
    return not path.startswith(("log/", "MANIFEST")) and path != "data/rows.jsonl"


def majority(values: Sequence[Json], n_votes: int | None = None) -> Json:
    """The value that more than half of all votes are, by canonical bytes; None without one.

    `n_votes` counts votes whose value is not among `values`, too: an erased vote is a vote.

    >>> majority(["a", "b", "a"]), majority(["a", "b"]), majority([["a"], ["a"]]), majority(["a"], 2)
    ('a', None, ['a'], None)
    """
    half = (len(values) if n_votes is None else n_votes) / 2
    counts: dict[bytes, int] = {}
    for value in values:
        spelled = value_json(value)
        counts[spelled] = counts.get(spelled, 0) + 1
        if counts[spelled] > half:
            return value
    return None


def count_values(values: Sequence[Json]) -> list[Row]:
    """How often each value was given, and its share of the opened votes in six decimals; most first."""
    counts: dict[bytes, tuple[int, Json]] = {}
    for value in values:
        spelled = value_json(value)
        counts[spelled] = (counts.get(spelled, (0, value))[0] + 1, value)
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1][0], entry[0]))
    return [{"value": value, "n": n, "share": round(n / len(values), 6)} for _, (n, value) in ordered]


def scope_items(history: History, release: Release) -> Iterator[Item]:
    """The items of the release's collections that were sealed before its position."""
    for collection_id in dict.fromkeys(release.collections):
        collection = history.collections.get(collection_id)
        if collection and collection.sealed_at is not None and collection.sealed_at < release.position:
            yield from (item for item in collection.items if item.leaf_index < collection.sealed_at)


def scope_questions(history: History, release: Release) -> list[str]:
    """The release's questions that were asked before its position, each once."""
    asked = history.questions
    return [each for each in dict.fromkeys(release.questions) if each in asked and asked[each][0] < release.position]


def scope(history: History, release: Release) -> list[tuple[str, Item, str]]:
    """(row_id, item, question) of every row the release must have, in row_id order."""
    return sorted(
        (row_id(history.origin, item.item_id, question), item, question)
        for item in scope_items(history, release)
        for question in scope_questions(history, release)
    )


def make_rows(history: History, openings: Openings, release: Release, published: int, salt: Salt) -> Iterator[Row]:
    """The rows of a release in row_id order. `published` is the index of its `release.published` leaf, or will be."""
    for row, item, question in scope(history, release):
        yield make_row(history, openings, release, published, item, question, salt(item, row))


def make_row(
    history: History, openings: Openings, release: Release, published: int, item: Item, question: str, salt: str | None
) -> Row:
    """One row; every field but `salt` follows from the leaves before the release's position and their openings."""
    removal = history.removal(item, release.position, published)
    spot = item.item_id, question
    settled = None if removal else history.settlement(spot, release.position)
    votes = [] if removal else [open_vote(openings, vote) for vote in history.live_votes(spot, release.position)]
    overlap = history.overlap(question, release.position)
    outcome = conclude(openings, votes, settled, removal, overlap)
    shown = [counted.opening.value for counted in votes if counted.opening.state == OPENED]
    return {
        "row_id": row_id(history.origin, item.item_id, question),
        "item_id": item.item_id,
        "question_id": question,
        "answer_type": history.questions.get(question, (0, ""))[1],
        "value": outcome.value,
        "status": outcome.status,
        "n_votes": len(votes),
        "vote_counts": count_values(shown),
        "votes": [_vote_row(counted) for counted in votes],
        "aggregation": dict(outcome.aggregation),
        **_versions(history, votes, settled),
        "adjudication": _adjudication_row(openings, settled) if settled else None,
        "terms": _terms_row(history, openings, item),
        "proof": {
            "votes": [counted.vote.leaf_index for counted in votes],
            "settlement": settled.leaf_index if settled else None,
            "removed": removal.leaf_index if removal else None,
        },
        "salt": salt,
        "supersedes": release.supersedes,
    }


def open_vote(openings: Openings, vote: Vote) -> Counted:
    """A vote and its value; an imported one's opening holds {value, at}."""
    opening = openings.get(vote.leaf_index, vote.name)
    if opening.state == OPENED and vote.imported:
        value = opening.value.get("value") if isinstance(opening.value, dict) else None
        opening = Opening(OPENED, value)
    return Counted(vote, opening)


def conclude(
    openings: Openings, votes: Sequence[Counted], settled: Settlement | None, removal: Removal | None, overlap: int
) -> Outcome:
    """Status and value: removed, decided by a person, given by a strict majority of enough votes, or unresolved."""
    aggregation = {"method": settled.method, "version": SETTLED_VERSION} if settled else MAJORITY
    if removal:
        return Outcome(removal.status, None, aggregation)
    states = [counted.opening.state for counted in votes]
    decision = openings.get(settled.leaf_index, "decision") if settled else None
    if LOST in states or (decision and decision.state != OPENED):
        return Outcome("unresolved", None, aggregation)
    if decision:
        said = decision.value if isinstance(decision.value, dict) else {}
        if said.get("outcome") == "value":
            return Outcome("released", said.get("value"), aggregation)
        return Outcome("undecidable" if said.get("outcome") == "undecidable" else "unresolved", None, aggregation)
    shown = [counted.opening.value for counted in votes if counted.opening.state == OPENED]
    value = majority(shown, len(votes))
    if len(shown) < overlap or value is None:
        return Outcome("unresolved", None, aggregation)
    return Outcome("released", value, aggregation)


def _vote_row(counted: Counted) -> Row:
    vote, opening = counted
    return {
        "annotator": vote.annotator,
        "value": opening.value,
        "state": opening.state,
        "event_id": vote.event_id,
        "leaf_index": vote.leaf_index,
        "place": vote.place,
        "guideline": vote.guideline,
        "taxonomy": vote.taxonomy,
    }


def _versions(history: History, votes: Sequence[Counted], settled: Settlement | None) -> Row:
    """In force for the value: what the decision names, else what the newest vote names."""
    newest = votes[-1].vote if votes else None
    guideline = settled.guideline if settled else newest.guideline if newest else None
    taxonomy = newest.taxonomy if newest else None
    if settled:
        taxonomy = history.in_force[kinds.TAXONOMY_PUBLISHED].before(settled.leaf_index)
    return {
        "guideline": version_of(history.guidelines, guideline),
        "taxonomy": version_of(history.taxonomies, taxonomy),
    }


def _adjudication_row(openings: Openings, settled: Settlement) -> Row:
    decision = openings.get(settled.leaf_index, "decision")
    return {
        "outcome": openings.field(settled.leaf_index, "decision", "outcome"),
        "value": openings.field(settled.leaf_index, "decision", "value"),
        "state": decision.state,
        "clause": openings.get(settled.leaf_index, "clause").value,
        "adjudicator": settled.actor,
        "guideline": settled.guideline,
        "method": settled.method,
        "dispute": settled.dispute,
        "event_id": settled.event_id,
        "leaf_index": settled.leaf_index,
    }


def _terms_row(history: History, openings: Openings, item: Item) -> Row:
    opened_at = history.collections[item.collection].leaf_index
    stated = {name: openings.field(opened_at, "terms", name) for name in TERMS}
    return {"collection": item.collection, **stated}
