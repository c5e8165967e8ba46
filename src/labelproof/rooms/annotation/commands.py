"""What can be asked of annotation."""

from typing import Any

import msgspec


class TakeWork(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hold up to ten tasks; those already held count."""

    n: int = 10


class Submit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Answer a task one holds, or revise one's own answer until it is settled."""

    item: str
    answers: dict[str, Any]
    claimed_ms: int = 0
    input: str = "key"
    guideline: str = ""
    supersedes: str = ""


class SkipItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pass a task on."""

    item: str
    reason: str


class FlagItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say that something is wrong with an item."""

    item: str
    reason: str


class AnswerFlag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say what follows from a flag; it is then no longer open."""

    flag: str
    words: str


class EndLeases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The system's: what was held too long goes back to the queue."""

    lease: str
    member: str


class Vote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer given elsewhere. `item` is ours, `annotator` a pseudonym from `import_person`."""

    item: str
    annotator: str
    question: str
    value: Any
    at: int | None = None


class ImportVotes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 640 answers given elsewhere, to items of an open collection."""

    collection: str
    votes: list[Vote]


class ShowValues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """See what others answered; this ends one's own eligibility to answer there."""

    items: list[str] = []
    collection: str = ""
    release: str = ""
