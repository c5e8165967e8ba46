"""Disputes and settlements."""

from labelproof.events.event import Said, event


@event("dispute.opened", votes="vote", places="place")
class DisputeOpened:
    """Annotations of one question on one item differ beyond the type's rule."""

    item: str
    question: str
    votes: tuple[str, ...]
    places: tuple[int, ...]


@event("dispute.withdrawn")
class DisputeWithdrawn:
    """A revision settled the difference before anyone had to."""

    dispute: str


@event("review.settled", votes="vote", places="place")
class Settled:
    """The recorded value of one question on one item, by a person who did not label it."""

    item: str
    question: str
    dispute: str
    method: str
    guideline: str
    votes: tuple[str, ...]
    places: tuple[int, ...]
    decision: Said
    reason: Said
    clause: Said


@event("collection.reviewed")
class CollectionReviewed:
    """Imported votes of a sealed collection have been looked through for disputes."""

    collection: str
