"""Which openings a bundle must carry, so that every printed value is backed and nothing more is shown."""

import re
from collections.abc import Container, Iterator

from labelproof.evidence.facts import Release
from labelproof.evidence.history import History
from labelproof.evidence.openings import Openings
from labelproof.evidence.rows import scope, scope_questions

_ANSWER = re.compile(r"a[0-9]+")


def needed_openings(
    history: History, release: Release, published: int, passed_on: Container[str] = ()
) -> Iterator[tuple[int, str]]:
    """(leaf index, field) of all that a release's bundle opens, each once, unordered; what was erased is left out.

    `passed_on` names the collections whose terms let item content go out. `published` is the index of the
    `release.published` leaf, or the log's size before it is written.
    """
    seen: set[tuple[int, str]] = set()
    for spot in _needed(history, release, published, passed_on):
        if spot not in seen and not history.is_erased(*spot):
            seen.add(spot)
            yield spot


def lost_openings(history: History, openings: Openings, release: Release, published: int) -> list[tuple[int, str]]:
    """(leaf index, field) of the answers and decisions that rows rest on and no opening is there for, in order."""
    needed = needed_openings(history, release, published)
    return sorted(
        at for at in needed if at not in openings.values and (at[1] == "decision" or _ANSWER.fullmatch(at[1]))
    )


def _needed(history: History, release: Release, published: int, passed_on: Container[str]) -> Iterator[tuple[int, str]]:
    yield from _documents(history, release)
    for _, item, question in scope(history, release):
        yield history.collections[item.collection].leaf_index, "terms"
        if history.removal(item, release.position, published):
            continue
        if item.collection in passed_on:
            yield item.leaf_index, f"i{item.place}"
        spot = item.item_id, question
        for vote in history.live_votes(spot, release.position):
            yield vote.leaf_index, vote.name
        settled = history.settlement(spot, release.position)
        if settled:
            yield settled.leaf_index, "decision"
            if "clause" in history.leaves[settled.leaf_index].c:
                yield settled.leaf_index, "clause"


def _documents(history: History, release: Release) -> Iterator[tuple[int, str]]:
    before = release.position
    for versions, name in ((history.guidelines, "markdown"), (history.taxonomies, "labels")):
        yield from ((each.leaf_index, name) for each in versions.values() if each.leaf_index < before)
    signed = [charter for index, charter in history.signed_charters if index < before]
    if signed and signed[-1] in history.charters:
        yield history.charters[signed[-1]], "charter"
    yield from ((history.questions[question][0], "question") for question in scope_questions(history, release))
