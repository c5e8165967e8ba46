"""The answers a release counts: one a person, under what was in force, by someone who could not know the others'."""

from bisect import bisect_right
from collections import defaultdict

from labelproof.evidence import kinds
from labelproof.evidence.facts import Item, Release, Vote, many, maybe
from labelproof.evidence.history import History
from labelproof.evidence.openings import OPENED
from labelproof.evidence.questions import Questions
from labelproof.evidence.rows import open_vote, scope_items, scope_questions
from labelproof.log.faults import Faults
from labelproof.log.leaf import Leaf

_DISHONEST = "do not use this release; show this to whoever published it"


def check_votes(history: History, questions: Questions, release: Release, faults: Faults) -> None:
    """Every answer that counts for an item and question in scope, and every revision in the log."""
    asked = scope_questions(history, release)
    for item in scope_items(history, release):
        for question in asked:
            _check_spot(history, questions, item, question, release.position, faults)
    _check_revisions(history, faults)


def count_later_votes(history: History, release: Release) -> int:
    """Answers to the release's items that came at or after its position."""
    in_scope = {item.item_id for item in scope_items(history, release)}
    wanted = set(release.questions)
    return sum(
        vote.leaf_index >= release.position
        for (item, question), votes in history.votes.items()
        if item in in_scope and question in wanted
        for vote in votes
    )


def _check_spot(
    history: History, questions: Questions, item: Item, question: str, position: int, faults: Faults
) -> None:
    seen: set[str] = set()
    for vote in history.live_votes((item.item_id, question), position):
        if vote.annotator in seen:
            what = (
                f"{vote.annotator} has two answers to one question of item {item.item_id}, neither revising the other"
            )
            faults.add("bundle.vote_twice", what, _DISHONEST)
        seen.add(vote.annotator)
        if not vote.imported:
            _check_vote(history, item, vote, faults)
        if vote.name not in history.leaves[vote.leaf_index].c:
            what = f"leaf {vote.leaf_index} answers {question} and commits to no {vote.name}"
            faults.add("bundle.event", what, _DISHONEST)
        opening = open_vote(questions.openings, vote).opening
        if opening.state == OPENED and not questions.fits(question, vote.leaf_index, opening.value):
            what = f"the answer in leaf {vote.leaf_index} to item {item.item_id} is none its question could have then"
            faults.add("bundle.misfit", what, _DISHONEST)


def _check_vote(history: History, item: Item, vote: Vote, faults: Faults) -> None:
    at, sealed_at = vote.leaf_index, history.collections[item.collection].sealed_at
    if at < (sealed_at or 0) or not _holds_lease(history, item.item_id, vote):
        what = f"the answer in leaf {at} names no lease that gave item {item.item_id} to {vote.annotator} before it"
        faults.add("bundle.lease", what, _DISHONEST)
    if history.saw(item, vote.annotator, at):
        what = f"{vote.annotator} answered item {item.item_id} in leaf {at} and had been shown others' answers to it"
        faults.add("bundle.seen", what, _DISHONEST)
    for code, kind, named in (
        ("bundle.guideline", kinds.GUIDELINE_PUBLISHED, vote.guideline),
        ("bundle.taxonomy", kinds.TAXONOMY_PUBLISHED, vote.taxonomy),
    ):
        in_force = history.in_force[kind].before(at)
        if named != in_force or named is None:
            what = f"the answer in leaf {at} is under {code[7:]} {str(named)[:64]}; in force was {in_force}"
            faults.add(code, what, _DISHONEST)


def _holds_lease(history: History, item: str, vote: Vote) -> bool:
    at = history.index_of.get(vote.lease or "", vote.leaf_index)
    leaf = history.leaves[at]
    return (
        at < vote.leaf_index
        and leaf.kind == kinds.ASSIGNED
        and leaf.actor == vote.annotator
        and item in many(leaf, "item")
    )


def _check_revisions(history: History, faults: Faults) -> None:
    """A revision replaces what the same person said before, while neither a decision nor a release rests on it."""
    frozen = _frozen(history)
    for index, leaf in history.of_kind(kinds.SUBMITTED):
        if "supersedes" not in leaf.refs:
            continue
        old_at = history.index_of.get(maybe(leaf, "supersedes") or "", index)
        old = history.leaves[old_at]
        if old_at >= index or not _same_task(leaf, old):
            what = f"leaf {index} calls itself a revision, and of no earlier answer of {leaf.actor} to the same item"
            faults.add("bundle.revision", f"{what} and question", _DISHONEST)
            continue
        item = maybe(leaf, "item") or ""
        for question in many(leaf, "question"):
            settled = history.settlements.get((item, question), [])
            if settled and settled[0].leaf_index < index:
                what = f"leaf {index} revises an answer that leaf {settled[0].leaf_index} had settled"
                faults.add("bundle.revision", what, _DISHONEST)
        positions = frozen[history.items[item].collection] if item in history.items else []
        n = bisect_right(positions, old_at)
        if n < len(positions) and positions[n] < index:
            what = f"leaf {index} revises an answer that the release asked for in leaf {positions[n]} froze"
            faults.add("bundle.revision", what, _DISHONEST)


def _same_task(leaf: Leaf, old: Leaf) -> bool:
    same = old.kind == kinds.SUBMITTED and old.actor == leaf.actor and maybe(old, "item") == maybe(leaf, "item")
    return same and not set(many(leaf, "question")).isdisjoint(many(old, "question"))


def _frozen(history: History) -> dict[str, list[int]]:
    """The positions of published releases, by collection, ascending."""
    frozen: dict[str, list[int]] = defaultdict(list)
    for release in history.releases.values():
        for collection in release.collections if release.published else ():
            frozen[collection].append(release.position)
    return frozen
