"""Collections and their items."""

from labelproof.events.event import Id, Said, event


@event("collection.opened")
class CollectionOpened:
    """Items from one source under one set of terms are about to come in; invisible until sealed."""

    subject_rule: str
    terms: Said


@event("items.imported", items="item", subjects="subject", entries="i")
class ItemsImported:
    """Up to 100 items; `subjects` is empty when each item is its own subject or nobody's."""

    collection: str
    items: tuple[Id, ...]
    subjects: tuple[str, ...]
    entries: tuple[Said, ...]


def subjects_of(body: ItemsImported) -> tuple[str, ...]:
    """Whose each item is: itself, the one named beside it, or the one named for all (`project`: nobody's)."""
    if not body.subjects:
        return tuple(str(item) for item in body.items)
    return body.subjects * len(body.items) if len(body.subjects) == 1 else body.subjects


@event("collection.sealed")
class CollectionSealed:
    """The collection is whole: its items can be worked on."""

    collection: str
    n_items: int


@event("collection.abandoned")
class CollectionAbandoned:
    """The import was given up; its items never existed for anyone."""

    collection: str


@event("item.excluded")
class ItemExcluded:
    """The item is left out of work and releases, for a reason."""

    item: str
    reason: Said


@event("item.withdrawn")
class ItemWithdrawn:
    """Consent or terms ended: the item is in no work and no later release."""

    item: str
