"""An event as it stands in the log, with its openings."""

from dataclasses import dataclass
from typing import Generic, TypeVar

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Recorded(Generic[E]):
    """Leaf facts and the decoded body; a field whose opening is gone holds Erased or Lost."""

    log_id: int
    index: int
    event_id: str
    ts: int
    actor: str
    grant: str
    body: E


@dataclass(frozen=True, slots=True)
class Receipt:
    """What everyone who commanded something gets: where their event stands."""

    log: str
    index: int
    leaf_hash: str
    event_id: str
    kind: str
