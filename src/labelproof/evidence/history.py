"""What the leaves of a project's log say, folded into facts that rows can be computed from."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from labelproof.evidence import kinds
from labelproof.evidence.facts import (
    Collection,
    Dispute,
    Item,
    Release,
    Removal,
    Request,
    RoleChange,
    Settlement,
    Version,
    Vote,
)
from labelproof.evidence.fold import LISTENS
from labelproof.evidence.timeline import Sights, Timeline
from labelproof.log.leaf import Leaf

Spot = tuple[str, str]
"""An item and a question."""


@dataclass(slots=True)
class History:
    """Facts by what they are asked by. Hand it the leaves in order with `take`; positions are leaf indices."""

    origin: str = ""
    leaves: list[Leaf] = field(default_factory=list[Leaf])
    index_of: dict[str, int] = field(default_factory=dict[str, int])
    collections: dict[str, Collection] = field(default_factory=dict[str, Collection])
    items: dict[str, Item] = field(default_factory=dict[str, Item])
    questions: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    plans: dict[str, Timeline[int]] = field(default_factory=lambda: defaultdict[str, Timeline[int]](Timeline[int]))
    last_plan: Timeline[int] = field(default_factory=Timeline[int])
    guidelines: dict[str, Version] = field(default_factory=dict[str, Version])
    taxonomies: dict[str, Version] = field(default_factory=dict[str, Version])
    in_force: dict[str, Timeline[str]] = field(default_factory=lambda: defaultdict[str, Timeline[str]](Timeline[str]))
    charters: dict[str, int] = field(default_factory=dict[str, int])
    signed_charters: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    votes: dict[Spot, list[Vote]] = field(default_factory=lambda: defaultdict[Spot, list[Vote]](list))
    answered: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    disputes: dict[str, Dispute] = field(default_factory=dict[str, Dispute])
    settlements: dict[Spot, list[Settlement]] = field(default_factory=lambda: defaultdict[Spot, list[Settlement]](list))
    removals: dict[str, list[Removal]] = field(default_factory=lambda: defaultdict[str, list[Removal]](list))
    requests: dict[str, Request] = field(default_factory=dict[str, Request])
    erasures: dict[str, Removal] = field(default_factory=dict[str, Removal])
    tombs: dict[tuple[int, str], int] = field(default_factory=dict[tuple[int, str], int])
    joined: dict[str, int] = field(default_factory=dict[str, int])
    imported: dict[str, int] = field(default_factory=dict[str, int])
    roles: dict[tuple[str, str], Timeline[bool]] = field(
        default_factory=lambda: defaultdict[tuple[str, str], Timeline[bool]](Timeline[bool])
    )
    grants: dict[str, RoleChange] = field(default_factory=dict[str, RoleChange])
    shown: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    sights: dict[tuple[str, str], Sights] = field(default_factory=lambda: defaultdict[tuple[str, str], Sights](Sights))
    releases: dict[str, Release] = field(default_factory=dict[str, Release])

    @property
    def n_leaves(self) -> int:
        """How many leaves were taken."""
        return len(self.leaves)

    def take(self, leaf: Leaf) -> None:
        """Fold in the next leaf; Refused (`bundle.event`) when its kind needs what it does not have."""
        index = len(self.leaves)
        self.leaves.append(leaf)
        self.origin = self.origin or leaf.log
        self.index_of[leaf.id] = index
        listen = LISTENS.get(leaf.kind)
        if listen is not None:
            listen(self, index, leaf)

    def of_kind(self, *wanted: str) -> Iterator[tuple[int, Leaf]]:
        """The leaves of these kinds, with their indices."""
        return ((index, leaf) for index, leaf in enumerate(self.leaves) if leaf.kind in wanted)

    def removal(self, item: Item, before: int, published: int) -> Removal | None:
        """What took an item out: withdrawn or erased before publication, else excluded before the position."""
        found = [each for each in self.removals.get(item.item_id, []) if each.leaf_index < published]
        for subject in {item.subject, item.item_id} - {kinds.PROJECT}:
            erased = self.erasures.get(subject)
            if erased is not None and erased.leaf_index < published:
                found.append(erased)
        withdrawn = [each for each in found if each.status == "withdrawn"]
        excluded = [each for each in found if each.status == "excluded" and each.leaf_index < before]
        return min(withdrawn or excluded, default=None)

    def settlement(self, spot: Spot, before: int) -> Settlement | None:
        """The last decision on this question of this item before a position."""
        return max(
            (each for each in self.settlements.get(spot, []) if each.leaf_index < before),
            key=lambda each: each.leaf_index,
            default=None,
        )

    def live_votes(self, spot: Spot, before: int) -> list[Vote]:
        """Every answer before a position but those its own author revised, later, before anything settled it."""
        settled = self.settlement(spot, before)
        end = settled.leaf_index if settled else before
        found = [vote for vote in self.votes.get(spot, []) if vote.leaf_index < before]
        if not any(vote.supersedes for vote in found):
            return found
        by_event = {vote.event_id: vote for vote in found if not vote.imported}
        gone: set[str] = set()
        for vote in found:
            old = by_event.get(vote.supersedes or "")
            if old is not None and old.annotator == vote.annotator and old.leaf_index < vote.leaf_index:
                gone.add(old.event_id if vote.leaf_index < end else vote.event_id)
        return [vote for vote in found if vote.imported or vote.event_id not in gone]

    def overlap(self, question: str, before: int) -> int:
        """How many answers the last plan with this question wanted; 1 when none was made."""
        plan = self.plans.get(question)
        return (plan.before(before) if plan else None) or 1

    def has_role(self, member: str, role: str, at: int) -> bool:
        """Whether a member held a role when leaf `at` was written; whoever is to be erased holds none any more."""
        erased = self.erasures.get(member)
        if erased is not None and erased.leaf_index < at:
            return False
        held = self.roles.get((member, role))
        return bool(held and held.before(at))

    def saw(self, item: Item, member: str, at: int) -> bool:
        """Whether a member had been shown others' answers to an item when leaf `at` was written."""
        shown = self.shown.get((item.item_id, member), at)
        sights = self.sights.get((item.collection, member))
        return shown < at or bool(sights and sights.saw(item.leaf_index, at))

    def is_erased(self, leaf_index: int, name: str) -> bool:
        """Whether a tombstone stands for this opening, anywhere in the log."""
        return (leaf_index, name) in self.tombs
