"""Answers that were not counted because they came late: only where every place was taken, or the question settled.

One pass over the log collects what happened to the items in question; one pass over each item's events replays who
held it. So the work grows with the leaves, whatever they say.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from labelproof.evidence import kinds
from labelproof.evidence.facts import Release, many, maybe, number, one
from labelproof.evidence.history import History
from labelproof.evidence.rows import scope_items
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.leaf import Leaf

_DISHONEST = "do not use this release; show this to whoever published it"


class _Event(NamedTuple):
    """What happened to an item in a leaf; `who` is a person, or an imported answer by its leaf and place."""

    leaf_index: int
    what: str
    who: str
    leaf: Leaf


@dataclass(slots=True)
class _Task:
    """Who holds an item, and who answered it. A person is one place, however often they hold it."""

    holders: dict[str, str] = field(default_factory=dict[str, str])
    places: set[str] = field(default_factory=set[str])

    def take(self, event: _Event) -> None:
        """The item after the event."""
        who, leaf = event.who, event.leaf
        if event.what == "held":
            if who not in self.places:
                self.holders[who] = leaf.id
        elif event.what == "ended":
            if self.holders.get(who) == maybe(leaf, "lease"):
                del self.holders[who]
        elif event.what == "erased":
            self.places.discard(who)
        else:
            self.holders.pop(who, None)
            if event.what == "answered":
                self.places.add(who)

    def n_open(self, but: str) -> int:
        """How many hold it, one person aside."""
        return len(self.holders) - (but in self.holders)


def check_late(history: History, release: Release, faults: Faults) -> None:
    """Every answer called late to an item in scope, before the release was requested."""
    in_scope = {item.item_id for item in scope_items(history, release)}
    late = [leaf for at, leaf in history.of_kind(kinds.LATE) if at < release.position]
    items = {item for leaf in late if (item := maybe(leaf, "item")) in in_scope}
    for events in _events(history, items, release.position).values():
        task = _Task()
        for event in events:
            if event.what == "late":
                try:
                    _check(history, event.leaf_index, event.leaf, task, faults)
                except Refused as error:
                    faults.take(error, f"leaf {event.leaf_index}: ")
            task.take(event)


def _events(history: History, items: Collection[str | None], before: int) -> dict[str, list[_Event]]:
    found: dict[str, list[_Event]] = defaultdict(list)
    for index, leaf in enumerate(history.leaves[:before]):
        for item, what, who in _happened(history, index, leaf) if items else ():
            if item in items:
                found[item].append(_Event(index, what, who, leaf))
    return found


def _happened(history: History, index: int, leaf: Leaf) -> Iterable[tuple[str, str, str]]:
    """(item, what, who) of a leaf."""
    if leaf.kind == kinds.ASSIGNED and history.has_role(leaf.actor, kinds.ANNOTATOR, index):
        return [(item, "held", leaf.actor) for item in many(leaf, "item")]
    if leaf.kind == kinds.LEASE_ENDED:
        holder = history.leaves[history.index_of.get(maybe(leaf, "lease") or "", index)].actor
        return [(item, "ended", holder) for item in many(leaf, "item")]
    if leaf.kind == kinds.VALUES_SHOWN:
        return [(item, "left", leaf.actor) for item in many(leaf, "item")]
    if leaf.kind == kinds.VOTES_IMPORTED:
        return [(item, "answered", f"{leaf.id} {n}") for n, item in enumerate(many(leaf, "item"))]
    if leaf.kind == kinds.DISCLOSURE_ERASED:
        return list(_erased(history, leaf))
    what = {kinds.SUBMITTED: "answered", kinds.SKIPPED: "left", kinds.LATE: "late"}.get(leaf.kind)
    return [(maybe(leaf, "item") or "", what, leaf.actor)] if what else ()


def _erased(history: History, leaf: Leaf) -> Iterable[tuple[str, str, str]]:
    """An answer whose first value is erased gives its place back; so do all of its author's, which went with it."""
    for event, name in zip(many(leaf, "event"), many(leaf, "field"), strict=False):
        answer = history.leaves[history.index_of[event]] if event in history.index_of else leaf
        if name == "a0" and answer.kind == kinds.SUBMITTED:
            yield maybe(answer, "item") or "", "erased", answer.actor
        elif name == "a0" and answer.kind == kinds.VOTES_IMPORTED:
            yield next(iter(many(answer, "item")), ""), "erased", f"{event} 0"


def _check(history: History, index: int, leaf: Leaf, task: _Task, faults: Faults) -> None:
    item, questions, overlap = one(leaf, "item"), many(leaf, "question"), number(leaf, "overlap")
    leased_at = history.index_of.get(maybe(leaf, "lease") or "", index)
    assigned = history.leaves[min(leased_at, index)]
    if assigned.kind != kinds.ASSIGNED or assigned.actor != leaf.actor or item not in many(assigned, "item"):
        what = f"the answer in leaf {index} is called late and names no lease of its item to {leaf.actor}"
        faults.add("bundle.late", what, _DISHONEST)
        return
    if any(_is_settled(history, item, question, index) for question in questions):
        return
    planned = {plan.before(index) if (plan := history.plans.get(question)) else None for question in questions}
    if planned != {overlap}:
        what = f"the answer in leaf {index} is called late for an overlap of {overlap}, which was not planned then"
        faults.add("bundle.late", what, _DISHONEST)
        return
    n_answers, n_open = len(task.places), task.n_open(leaf.actor)
    if n_answers + n_open < overlap:
        what = (
            f"the answer of {leaf.actor} in leaf {index} is called late, but {n_answers} answers and "
            f"{n_open} open leases had not filled the {overlap} places of item {item}"
        )
        faults.add("bundle.late", what, _DISHONEST)


def _is_settled(history: History, item: str, question: str, at: int) -> bool:
    """By an adjudicator, and about this very question of the item."""
    found = history.settlements.get((item, question))
    if not found or found[0].leaf_index >= at:
        return False
    return history.has_role(found[0].actor, kinds.ADJUDICATOR, found[0].leaf_index)
