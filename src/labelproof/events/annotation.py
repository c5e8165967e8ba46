"""Work handed out and answers taken."""

from labelproof.events.event import Said, event


@event("annotation.assigned", items="item")
class Assigned:
    """The actor holds these items until `expires`; this event's id is the lease."""

    items: tuple[str, ...]
    expires: int
    guideline: str
    taxonomy: str


@event("annotation.lease_ended", items="item")
class LeaseEnded:
    """Items of a lease that were not answered go back to the queue."""

    lease: str
    items: tuple[str, ...]


@event("annotation.submitted", questions="question", answers="a")
class Submitted:
    """One person's answers to one task; a revision names the annotation it supersedes."""

    item: str
    questions: tuple[str, ...]
    guideline: str
    taxonomy: str
    lease: str
    supersedes: str
    answers: tuple[Said, ...]
    work: Said


@event("annotation.late", questions="question", answers="a")
class SubmittedLate:
    """An answer for which no place was free when it came; kept, never counted."""

    item: str
    questions: tuple[str, ...]
    guideline: str
    taxonomy: str
    lease: str
    overlap: int
    answers: tuple[Said, ...]
    work: Said


@event("annotation.skipped")
class Skipped:
    """The actor passes; the place goes to somebody else."""

    item: str
    lease: str
    reason: Said


@event("item.flagged")
class Flagged:
    """Somebody says that something is wrong with an item."""

    item: str
    reason: Said


@event("flag.answered")
class FlagAnswered:
    """What a lead or adjudicator says to a flag; whoever raised it reads it."""

    flag: str
    item: str
    words: Said


@event("votes.imported", items="item", annotators="annotator", questions="question", answers="a")
class VotesImported:
    """Up to 64 answers given elsewhere; parallel arrays, each opening holds value and original time."""

    collection: str
    items: tuple[str, ...]
    annotators: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[Said, ...]


@event("values.shown", items="item")
class ValuesShown:
    """The actor is about to see others' values: of these items, or of everything up to this leaf in a collection or release."""

    items: tuple[str, ...]
    collection: str
    release: str
