"""What a release covers: collections that are whole, questions that were asked, items that came in once."""

from labelproof.evidence import kinds
from labelproof.evidence.facts import Collection, Release, many, maybe
from labelproof.evidence.history import History
from labelproof.log.faults import Faults
from labelproof.log.leaf import Leaf

_DISHONEST = "do not use this release; show this to whoever published it"


def check_scope(history: History, release: Release, faults: Faults) -> None:
    """The scope is one that could be released, and no collection of the log has items twice or too late."""
    _check_names(history, release, faults)
    for collection in history.collections.values():
        _check_items(collection, faults)
    _check_unique(history, faults)
    for collection_id in dict.fromkeys(release.collections):
        _check_collection(history, release, collection_id, faults)
    for index, leaf in history.of_kind(kinds.VOTES_IMPORTED):
        _check_import(history, index, leaf, faults)


def _check_names(history: History, release: Release, faults: Faults) -> None:
    for what, named in (("collection", release.collections), ("question", release.questions)):
        if not named or len(set(named)) != len(named):
            found = f"names {len(named)} {what}s, {len(set(named))} of them different"
            faults.add("bundle.scope", f"the release's scope {found}", _DISHONEST)
    for question in release.questions:
        asked = history.questions.get(question)
        if asked is None or asked[0] > release.position:
            what = f"the release's scope names question {question}, which was not asked before it"
            faults.add("bundle.scope", what, _DISHONEST)


def _check_unique(history: History, faults: Faults) -> None:
    """Answers are counted by item: a second text under one id would inherit those given to the first."""
    for collection in history.collections.values():
        for item in collection.items:
            first = history.items[item.item_id]
            if (first.leaf_index, first.place) != (item.leaf_index, item.place):
                what = f"leaf {item.leaf_index} imports item {item.item_id} again, which leaf {first.leaf_index} did"
                faults.add("bundle.item_twice", what, _DISHONEST)


def _check_items(collection: Collection, faults: Faults) -> None:
    """Nothing comes in once a collection is sealed or given up: such an item would be in no row."""
    ends = [at for at in (collection.sealed_at, collection.abandoned_at) if at is not None]
    late = [item for item in collection.items if ends and item.leaf_index > min(ends)]
    if late:
        what = f"leaf {late[0].leaf_index} imports items into collection {collection.collection_id}"
        faults.add("bundle.collection", f"{what}, which leaf {min(ends)} had closed", _DISHONEST)


def _check_collection(history: History, release: Release, collection_id: str, faults: Faults) -> None:
    """It holds as many items as its seal says, so that none can be left out before it."""
    collection = history.collections.get(collection_id)
    if collection is None or collection.sealed_at is None or collection.sealed_at > release.position:
        what = f"the release's scope names collection {collection_id}, which was not sealed before it"
        faults.add("bundle.collection", what, _DISHONEST)
        return
    if collection.abandoned_at is not None:
        what = f"the release's scope names collection {collection_id}, which leaf {collection.abandoned_at} abandoned"
        faults.add("bundle.collection", what, _DISHONEST)
    n_items = len({item.item_id for item in collection.items if item.leaf_index < collection.sealed_at})
    if n_items != collection.n_items:
        what = f"collection {collection_id} was sealed with {collection.n_items} items; the log imports {n_items}"
        faults.add("bundle.collection", what, _DISHONEST)


def _check_import(history: History, index: int, leaf: Leaf, faults: Faults) -> None:
    """Answers given elsewhere come with their items, before the seal, and are of people who cannot answer here."""
    collection_id = maybe(leaf, "collection") or ""
    collection = history.collections.get(collection_id)
    ends = [] if collection is None else [collection.sealed_at, collection.abandoned_at]
    if collection is None or any(end is not None and end < index for end in ends):
        what = f"leaf {index} imports answers into collection {collection_id[:64]}, which was not open then"
        faults.add("bundle.imported", what, _DISHONEST)
    for item_id in many(leaf, "item"):
        item = history.items.get(item_id)
        if item is None or item.collection != collection_id or item.leaf_index > index:
            what = f"leaf {index} imports an answer to item {item_id}, which was not in collection {collection_id[:64]}"
            faults.add("bundle.imported", what, _DISHONEST)
    for annotator in many(leaf, "annotator"):
        if history.imported.get(annotator, index) >= index:
            what = f"leaf {index} imports an answer of {annotator}, who is nobody known from an import"
            faults.add("bundle.imported", what, _DISHONEST)
    for question in many(leaf, "question"):
        if history.questions.get(question, (index, ""))[0] >= index:
            what = f"leaf {index} imports an answer to question {question}, which was not asked before it"
            faults.add("bundle.imported", what, _DISHONEST)
