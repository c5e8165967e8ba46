"""What the leaves of a project's log say, folded into facts that rows can be computed from."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from labelproof.evidence import kinds
from labelproof.evidence.facts import (
    Collection,
    Item,
    Late,
    Release,
    Removal,
    RoleChange,
    Settlement,
    Version,
    Vote,
    many,
    maybe,
    number,
    one,
    parallel,
)
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import Leaf

Spot = tuple[str, str]
"""An item and a question."""


@dataclass(slots=True)
class History:
    """Facts by what they are asked by. Hand it the leaves in order with `take`; positions are leaf indices."""

    origin: str = ""
    n_leaves: int = 0
    index_of: dict[str, int] = field(default_factory=dict[str, int])
    commitments: list[tuple[str, Mapping[str, str]]] = field(default_factory=list[tuple[str, Mapping[str, str]]])
    collections: dict[str, Collection] = field(default_factory=dict[str, Collection])
    items: dict[str, Item] = field(default_factory=dict[str, Item])
    questions: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    plans: list[tuple[int, frozenset[str], int]] = field(default_factory=list[tuple[int, frozenset[str], int]])
    guidelines: dict[str, Version] = field(default_factory=dict[str, Version])
    taxonomies: dict[str, Version] = field(default_factory=dict[str, Version])
    charters: dict[str, int] = field(default_factory=dict[str, int])
    signed_charters: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    votes: dict[Spot, list[Vote]] = field(default_factory=lambda: defaultdict[Spot, list[Vote]](list))
    settlements: dict[Spot, list[Settlement]] = field(default_factory=lambda: defaultdict[Spot, list[Settlement]](list))
    removals: dict[str, list[Removal]] = field(default_factory=lambda: defaultdict[str, list[Removal]](list))
    erasures: dict[str, Removal] = field(default_factory=dict[str, Removal])
    tombs: dict[tuple[int, str], int] = field(default_factory=dict[tuple[int, str], int])
    roles: dict[str, list[RoleChange]] = field(default_factory=lambda: defaultdict[str, list[RoleChange]](list))
    grants: dict[str, RoleChange] = field(default_factory=dict[str, RoleChange])
    leases: dict[str, list[tuple[int, str, str]]] = field(
        default_factory=lambda: defaultdict[str, list[tuple[int, str, str]]](list)
    )
    hand_ends: dict[tuple[str, str], list[int]] = field(
        default_factory=lambda: defaultdict[tuple[str, str], list[int]](list)
    )
    shown: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    lates: list[Late] = field(default_factory=list[Late])
    releases: dict[str, Release] = field(default_factory=dict[str, Release])

    def take(self, leaf: Leaf) -> None:
        """Fold in the next leaf; Refused (`bundle.event`) when its kind needs what it does not have."""
        index = self.n_leaves
        self.n_leaves += 1
        self.origin = self.origin or leaf.log
        self.index_of[leaf.id] = index
        self.commitments.append((leaf.kind, leaf.c))
        listen = LISTENS.get(leaf.kind)
        if listen is not None:
            listen(self, index, leaf)

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
        return max((each for each in self.settlements.get(spot, []) if each.leaf_index < before), default=None)

    def live_votes(self, spot: Spot, before: int) -> list[Vote]:
        """Every answer before a position but those its own author revised before anything settled it."""
        settled = self.settlement(spot, before)
        end = settled.leaf_index if settled else before
        found = [vote for vote in self.votes.get(spot, []) if vote.leaf_index < before]
        if not any(vote.supersedes for vote in found):
            return found
        revised = {(vote.supersedes, vote.annotator) for vote in found if vote.supersedes and vote.leaf_index < end}
        late = {vote.event_id for vote in found if vote.supersedes and vote.leaf_index > end}
        return [v for v in found if (v.event_id, v.annotator) not in revised and v.event_id not in late]

    def overlap(self, question: str, before: int) -> int:
        """How many answers the last plan with this question wanted; 1 when none was made."""
        for index, questions, overlap in reversed(self.plans):
            if index < before and question in questions:
                return overlap
        return 1

    def has_role(self, member: str, role: str, at: int) -> bool:
        """Whether a member held a role when leaf `at` was written."""
        held = False
        for change in self.roles.get(member, []):
            if change.leaf_index < at and role in change.roles:
                held = change.granted
        return held

    def is_erased(self, leaf_index: int, name: str) -> bool:
        """Whether a tombstone stands for this opening, anywhere in the log."""
        return (leaf_index, name) in self.tombs


Listen = Callable[[History, int, Leaf], None]


def _collection_opened(h: History, index: int, leaf: Leaf) -> None:
    h.collections[leaf.id] = Collection(leaf.id, index, maybe(leaf, "subject_rule") or "each")


def _items_imported(h: History, index: int, leaf: Leaf) -> None:
    collection, items, subjects = one(leaf, "collection"), many(leaf, "item"), many(leaf, "subject")
    if len(subjects) == 1:
        subjects *= len(items)
    if (subjects and len(subjects) != len(items)) or collection not in h.collections:
        raise Refused("bundle.event", f"event {leaf.id} imports into no collection or with other subjects", "ask why")
    for place, item in enumerate(items):
        h.items[item] = Item(item, collection, index, place, subjects[place] if subjects else item)
        h.collections[collection].items.append(h.items[item])


def _collection_sealed(h: History, index: int, leaf: Leaf) -> None:
    collection = h.collections.get(one(leaf, "collection"))
    if collection is not None and collection.sealed_at is None:
        collection.sealed_at, collection.n_items = index, number(leaf, "n_items")


def _collection_abandoned(h: History, index: int, leaf: Leaf) -> None:
    collection = h.collections.get(one(leaf, "collection"))
    if collection is not None:
        collection.abandoned_at = index


def _question_asked(h: History, index: int, leaf: Leaf) -> None:
    h.questions[leaf.id] = (index, one(leaf, "type"))


def _workflow_planned(h: History, index: int, leaf: Leaf) -> None:
    h.plans.append((index, frozenset(many(leaf, "question")), number(leaf, "overlap")))


def _version(h: History, index: int, leaf: Leaf) -> None:
    versions = h.guidelines if leaf.kind == kinds.GUIDELINE_PUBLISHED else h.taxonomies
    versions[leaf.id] = Version(leaf.id, index, number(leaf, "version"), one(leaf, "digest"))


def _charter_drafted(h: History, index: int, leaf: Leaf) -> None:
    h.charters[leaf.id] = index


def _charter_signed(h: History, index: int, leaf: Leaf) -> None:
    h.signed_charters.append((index, one(leaf, "charter")))


def _role_changed(h: History, index: int, leaf: Leaf) -> None:
    granted = leaf.kind == kinds.ROLE_GRANTED
    change = RoleChange(index, leaf.id, one(leaf, "member"), frozenset(many(leaf, "role")), granted)
    h.roles[change.member].append(change)
    if granted:
        h.grants[leaf.id] = change


def _submitted(h: History, index: int, leaf: Leaf) -> None:
    item = one(leaf, "item")
    seen = maybe(leaf, "guideline"), maybe(leaf, "taxonomy"), maybe(leaf, "supersedes"), maybe(leaf, "grant")
    for place, question in enumerate(many(leaf, "question")):
        h.votes[item, question].append(Vote(index, place, leaf.id, leaf.actor, *seen, imported=False))
    h.hand_ends[item, leaf.actor].append(index)


def _votes_imported(h: History, index: int, leaf: Leaf) -> None:
    grant = maybe(leaf, "grant")
    for place, (item, annotator, question) in enumerate(parallel(leaf, "item", "annotator", "question")):
        h.votes[item, question].append(Vote(index, place, leaf.id, annotator, None, None, None, grant, imported=True))


def _assigned(h: History, index: int, leaf: Leaf) -> None:
    for item in many(leaf, "item"):
        h.leases[item].append((index, leaf.id, leaf.actor))


def _lease_ended(h: History, index: int, leaf: Leaf) -> None:
    lease = one(leaf, "lease")
    for item in many(leaf, "item"):
        h.hand_ends[item, lease].append(index)


def _skipped(h: History, index: int, leaf: Leaf) -> None:
    h.hand_ends[one(leaf, "item"), leaf.actor].append(index)


def _shown(h: History, index: int, leaf: Leaf) -> None:
    for item in many(leaf, "item"):
        h.shown.setdefault((item, leaf.actor), index)


def _late(h: History, index: int, leaf: Leaf) -> None:
    h.lates.append(Late(index, one(leaf, "item"), leaf.actor, one(leaf, "lease"), number(leaf, "overlap")))


def _settled(h: History, index: int, leaf: Leaf) -> None:
    spot = one(leaf, "item"), one(leaf, "question")
    grant, guideline, dispute = (maybe(leaf, name) for name in ("grant", "guideline", "dispute"))
    method = maybe(leaf, "method") or ""
    h.settlements[spot].append(Settlement(index, leaf.id, leaf.actor, grant, guideline, method, dispute))


def _removed(status: str, h: History, index: int, leaf: Leaf) -> None:
    h.removals[one(leaf, "item")].append(Removal(index, leaf.id, status))


def _erasure_requested(h: History, index: int, leaf: Leaf) -> None:
    for subject in many(leaf, "subject"):
        h.erasures.setdefault(subject, Removal(index, leaf.id, "withdrawn"))


def _disclosure_erased(h: History, index: int, leaf: Leaf) -> None:
    for event, digest, name in parallel(leaf, "event", "digest", "field"):
        at = h.index_of.get(event)
        if at is not None and h.commitments[at][1].get(name) == digest:  # a tombstone for another digest is none
            h.tombs.setdefault((at, name), index)


def _release_requested(h: History, index: int, leaf: Leaf) -> None:
    scope = many(leaf, "collection"), many(leaf, "question")
    h.releases[leaf.id] = Release(leaf.id, index, *scope, maybe(leaf, "supersedes"))


def _release_published(h: History, index: int, leaf: Leaf) -> None:
    release = h.releases.get(one(leaf, "release"))
    if release is not None:
        release.published.append((index, leaf))


def _release_abandoned(h: History, index: int, leaf: Leaf) -> None:
    release = h.releases.get(one(leaf, "release"))
    if release is not None:
        release.abandoned_at = index


LISTENS: Mapping[str, Listen] = {
    kinds.COLLECTION_OPENED: _collection_opened,
    kinds.ITEMS_IMPORTED: _items_imported,
    kinds.COLLECTION_SEALED: _collection_sealed,
    kinds.COLLECTION_ABANDONED: _collection_abandoned,
    kinds.QUESTION_ASKED: _question_asked,
    kinds.WORKFLOW_PLANNED: _workflow_planned,
    kinds.GUIDELINE_PUBLISHED: _version,
    kinds.TAXONOMY_PUBLISHED: _version,
    kinds.CHARTER_DRAFTED: _charter_drafted,
    kinds.CHARTER_SIGNED: _charter_signed,
    kinds.ROLE_GRANTED: _role_changed,
    kinds.ROLE_REVOKED: _role_changed,
    kinds.SUBMITTED: _submitted,
    kinds.VOTES_IMPORTED: _votes_imported,
    kinds.ASSIGNED: _assigned,
    kinds.LEASE_ENDED: _lease_ended,
    kinds.SKIPPED: _skipped,
    kinds.VALUES_SHOWN: _shown,
    kinds.LATE: _late,
    kinds.SETTLED: _settled,
    kinds.EXCLUDED: partial(_removed, "excluded"),
    kinds.WITHDRAWN: partial(_removed, "withdrawn"),
    kinds.ERASURE_REQUESTED: _erasure_requested,
    kinds.DISCLOSURE_ERASED: _disclosure_erased,
    kinds.RELEASE_REQUESTED: _release_requested,
    kinds.RELEASE_PUBLISHED: _release_published,
    kinds.RELEASE_ABANDONED: _release_abandoned,
}
