"""The facts a bundle's leaves state, one small value each. No content: leaves have none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from labelproof.kernel.refused import Refused
from labelproof.log.leaf import Leaf


class Vote(NamedTuple):
    """One annotator's answer to one question on one item; what it was is in opening `a<place>` of leaf `leaf_index`."""

    leaf_index: int
    place: int
    event_id: str
    annotator: str
    guideline: str | None
    taxonomy: str | None
    supersedes: str | None
    lease: str | None
    imported: bool

    @property
    def name(self) -> str:
        """The field's name in its leaf."""
        return f"a{self.place}"


class Item(NamedTuple):
    """An item, where its content was committed to (`i<place>` of the leaf), and whose it is."""

    item_id: str
    collection: str
    leaf_index: int
    place: int
    subject: str


class Version(NamedTuple):
    """A guideline or taxonomy: its event, number and digest."""

    event_id: str
    leaf_index: int
    version: int
    digest: str


class Settlement(NamedTuple):
    """A person's decision on one question of one item; what it was is opening `decision`."""

    leaf_index: int
    event_id: str
    actor: str
    guideline: str | None
    method: str
    dispute: str | None
    votes: frozenset[tuple[str, str]]


class Removal(NamedTuple):
    """The leaf that took an item out, and how: excluded or withdrawn."""

    leaf_index: int
    event_id: str
    status: str


@dataclass(slots=True)
class Dispute:
    """Answers to one question of one item that differ: which ones, and the leaf that ended it."""

    leaf_index: int
    item: str
    question: str
    votes: frozenset[tuple[str, str]]
    closed_at: int | None = None


class Request(NamedTuple):
    """That these subjects are to be erased."""

    leaf_index: int
    subjects: frozenset[str]


class RoleChange(NamedTuple):
    """Roles a member got (or lost) at a leaf."""

    leaf_index: int
    event_id: str
    member: str
    roles: frozenset[str]
    granted: bool


@dataclass(slots=True)
class Collection:
    """Items imported together; part of releases once sealed."""

    collection_id: str
    leaf_index: int
    subject_rule: str
    sealed_at: int | None = None
    n_items: int = 0
    abandoned_at: int | None = None
    items: list[Item] = field(default_factory=list[Item])


@dataclass(slots=True)
class Release:
    """What was asked to be frozen, at which position, and every leaf that says it was published."""

    release_id: str
    position: int
    collections: tuple[str, ...]
    questions: tuple[str, ...]
    supersedes: str | None
    published: list[tuple[int, Leaf]] = field(default_factory=list[tuple[int, Leaf]])
    abandoned_at: int | None = None


def one(leaf: Leaf, name: str) -> str:
    """The single reference of this name, which the event's kind needs."""
    value = leaf.refs.get(name)
    if not isinstance(value, str):
        raise _lacks(leaf, name)
    return value


def maybe(leaf: Leaf, name: str) -> str | None:
    """The single reference of this name, or None."""
    value = leaf.refs.get(name)
    return value if isinstance(value, str) else None


def many(leaf: Leaf, name: str) -> tuple[str, ...]:
    """The references of this name, none when it is absent."""
    value = leaf.refs.get(name, ())
    return (value,) if isinstance(value, str) else tuple(value)


def number(leaf: Leaf, name: str) -> int:
    """A decimal reference, below 2^53."""
    value = one(leaf, name)
    if not value.isdecimal() or len(value) > 15 or str(int(value)) != value:
        raise _lacks(leaf, f"{name} as a number")
    return int(value)


def parallel(leaf: Leaf, *names: str) -> list[tuple[str, ...]]:
    """Arrays of one length, side by side."""
    columns = [many(leaf, name) for name in names]
    if len({len(column) for column in columns}) != 1:
        raise _lacks(leaf, f"{', '.join(names)} of one length")
    return list(zip(*columns, strict=True))


def version_of(refs: Mapping[str, Version], event_id: str | None) -> dict[str, str | int] | None:
    """How a row names a version: event, number and digest."""
    version = refs.get(event_id or "")
    if version is None:
        return None
    return {"event_id": version.event_id, "version": version.version, "digest": version.digest}


def _lacks(leaf: Leaf, what: str) -> Refused:
    return Refused(
        "bundle.event", f"event {leaf.id} ({leaf.kind}) lacks {what}", "ask the operator what wrote this leaf"
    )
