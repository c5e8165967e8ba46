"""How each kind of leaf changes what is known: one short function a kind, none of which judges."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

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
    many,
    maybe,
    number,
    one,
    parallel,
)
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import Leaf

if TYPE_CHECKING:
    from labelproof.evidence.history import History

Listen = Callable[["History", int, Leaf], None]


def _joined(h: "History", index: int, leaf: Leaf) -> None:
    people = h.joined if leaf.kind == kinds.MEMBER_JOINED else h.imported
    people[leaf.id] = index


def _role_changed(h: "History", index: int, leaf: Leaf) -> None:
    granted = leaf.kind == kinds.ROLE_GRANTED
    change = RoleChange(index, leaf.id, one(leaf, "member"), frozenset(many(leaf, "role")), granted)
    for role in change.roles:
        h.roles[change.member, role].put(index, granted)
    if granted:
        h.grants[leaf.id] = change


def _charter_drafted(h: "History", index: int, leaf: Leaf) -> None:
    h.charters[leaf.id] = index


def _charter_signed(h: "History", index: int, leaf: Leaf) -> None:
    h.signed_charters.append((index, one(leaf, "charter")))


def _version(h: "History", index: int, leaf: Leaf) -> None:
    versions = h.guidelines if leaf.kind == kinds.GUIDELINE_PUBLISHED else h.taxonomies
    versions[leaf.id] = Version(leaf.id, index, number(leaf, "version"), one(leaf, "digest"))
    h.in_force[leaf.kind].put(index, leaf.id)


def _question_asked(h: "History", index: int, leaf: Leaf) -> None:
    h.questions[leaf.id] = (index, one(leaf, "type"))


def _workflow_planned(h: "History", index: int, leaf: Leaf) -> None:
    overlap = number(leaf, "overlap")
    h.last_plan.put(index, overlap)
    for question in many(leaf, "question"):
        h.plans[question].put(index, overlap)


def _collection_opened(h: "History", index: int, leaf: Leaf) -> None:
    h.collections[leaf.id] = Collection(leaf.id, index, maybe(leaf, "subject_rule") or "each")


def _items_imported(h: "History", index: int, leaf: Leaf) -> None:
    collection, items, subjects = one(leaf, "collection"), many(leaf, "item"), many(leaf, "subject")
    if len(subjects) == 1:
        subjects *= len(items)
    if (subjects and len(subjects) != len(items)) or collection not in h.collections:
        raise Refused("bundle.event", f"event {leaf.id} imports into no collection or with other subjects", "ask why")
    for place, item_id in enumerate(items):
        item = Item(item_id, collection, index, place, subjects[place] if subjects else item_id)
        h.items.setdefault(item_id, item)
        h.collections[collection].items.append(item)


def _collection_sealed(h: "History", index: int, leaf: Leaf) -> None:
    collection = h.collections.get(one(leaf, "collection"))
    if collection is not None and collection.sealed_at is None:
        collection.sealed_at, collection.n_items = index, number(leaf, "n_items")


def _collection_abandoned(h: "History", index: int, leaf: Leaf) -> None:
    collection = h.collections.get(one(leaf, "collection"))
    if collection is not None:
        collection.abandoned_at = index


def _submitted(h: "History", index: int, leaf: Leaf) -> None:
    item = one(leaf, "item")
    said = maybe(leaf, "guideline"), maybe(leaf, "taxonomy"), maybe(leaf, "supersedes"), maybe(leaf, "lease")
    for place, question in enumerate(many(leaf, "question")):
        h.votes[item, question].append(Vote(index, place, leaf.id, leaf.actor, *said, imported=False))
    h.answered.setdefault((item, leaf.actor), index)


def _late(h: "History", index: int, leaf: Leaf) -> None:
    h.answered.setdefault((one(leaf, "item"), leaf.actor), index)


def _votes_imported(h: "History", index: int, leaf: Leaf) -> None:
    for place, (item, annotator, question) in enumerate(parallel(leaf, "item", "annotator", "question")):
        h.votes[item, question].append(Vote(index, place, leaf.id, annotator, None, None, None, None, imported=True))
        h.answered.setdefault((item, annotator), index)


def _shown(h: "History", index: int, leaf: Leaf) -> None:
    for item in many(leaf, "item"):
        h.shown.setdefault((item, leaf.actor), index)
    for collection in many(leaf, "collection"):
        h.sights[collection, leaf.actor].put(index, index)
    release = h.releases.get(maybe(leaf, "release") or "")
    for collection in release.collections if release else ():
        h.sights[collection, leaf.actor].put(index, release.position if release else index)


def _dispute_opened(h: "History", index: int, leaf: Leaf) -> None:
    votes = frozenset((event, place) for event, place in parallel(leaf, "vote", "place"))
    h.disputes[leaf.id] = Dispute(index, one(leaf, "item"), one(leaf, "question"), votes)


def _close(h: "History", index: int, dispute_id: str) -> None:
    dispute = h.disputes.get(dispute_id)
    if dispute is not None and dispute.closed_at is None:
        dispute.closed_at = index


def _dispute_withdrawn(h: "History", index: int, leaf: Leaf) -> None:
    _close(h, index, one(leaf, "dispute"))


def _settled(h: "History", index: int, leaf: Leaf) -> None:
    spot = one(leaf, "item"), one(leaf, "question")
    guideline, dispute, method = (maybe(leaf, name) for name in ("guideline", "dispute", "method"))
    votes = frozenset((event, place) for event, place in parallel(leaf, "vote", "place"))
    h.settlements[spot].append(Settlement(index, leaf.id, leaf.actor, guideline, method or "", dispute, votes))
    _close(h, index, dispute or "")


def _removed(status: str, h: "History", index: int, leaf: Leaf) -> None:
    h.removals[one(leaf, "item")].append(Removal(index, leaf.id, status))


def _erasure_requested(h: "History", index: int, leaf: Leaf) -> None:
    subjects = many(leaf, "subject")
    h.requests[leaf.id] = Request(index, frozenset(subjects))
    for subject in subjects:
        h.erasures.setdefault(subject, Removal(index, leaf.id, "withdrawn"))


def _disclosure_erased(h: "History", index: int, leaf: Leaf) -> None:
    for event, digest, name in parallel(leaf, "event", "digest", "field"):
        at = h.index_of.get(event)
        if at is not None and h.leaves[at].c.get(name) == digest:  # a tombstone for another digest is none
            h.tombs.setdefault((at, name), index)


def _release_requested(h: "History", index: int, leaf: Leaf) -> None:
    scope = many(leaf, "collection"), many(leaf, "question")
    h.releases[leaf.id] = Release(leaf.id, index, *scope, maybe(leaf, "supersedes"))


def _release_published(h: "History", index: int, leaf: Leaf) -> None:
    release = h.releases.get(one(leaf, "release"))
    if release is not None:
        release.published.append((index, leaf))


def _release_abandoned(h: "History", index: int, leaf: Leaf) -> None:
    release = h.releases.get(one(leaf, "release"))
    if release is not None:
        release.abandoned_at = index


LISTENS: Mapping[str, Listen] = {
    kinds.MEMBER_JOINED: _joined,
    kinds.MEMBER_IMPORTED: _joined,
    kinds.ROLE_GRANTED: _role_changed,
    kinds.ROLE_REVOKED: _role_changed,
    kinds.CHARTER_DRAFTED: _charter_drafted,
    kinds.CHARTER_SIGNED: _charter_signed,
    kinds.GUIDELINE_PUBLISHED: _version,
    kinds.TAXONOMY_PUBLISHED: _version,
    kinds.QUESTION_ASKED: _question_asked,
    kinds.WORKFLOW_PLANNED: _workflow_planned,
    kinds.COLLECTION_OPENED: _collection_opened,
    kinds.ITEMS_IMPORTED: _items_imported,
    kinds.COLLECTION_SEALED: _collection_sealed,
    kinds.COLLECTION_ABANDONED: _collection_abandoned,
    kinds.SUBMITTED: _submitted,
    kinds.LATE: _late,
    kinds.VOTES_IMPORTED: _votes_imported,
    kinds.VALUES_SHOWN: _shown,
    kinds.DISPUTE_OPENED: _dispute_opened,
    kinds.DISPUTE_WITHDRAWN: _dispute_withdrawn,
    kinds.SETTLED: _settled,
    kinds.EXCLUDED: partial(_removed, "excluded"),
    kinds.WITHDRAWN: partial(_removed, "withdrawn"),
    kinds.ERASURE_REQUESTED: _erasure_requested,
    kinds.DISCLOSURE_ERASED: _disclosure_erased,
    kinds.RELEASE_REQUESTED: _release_requested,
    kinds.RELEASE_PUBLISHED: _release_published,
    kinds.RELEASE_ABANDONED: _release_abandoned,
}
