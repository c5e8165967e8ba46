"""The furniture of a room: what it may be told to do, what it listens to, how it reacts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.ports.query import Ask
from labelproof.ports.recorded import Recorded
from labelproof.ports.store import Reading
from labelproof.ports.write import Write


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, where and when: everything a decision may know about its circumstances."""

    log_id: int
    now: int
    account: str
    member: str
    grant: str
    roles: frozenset[str]


class By(NamedTuple):
    """An event recorded under somebody else's name than the asker's: the system's, or a new member's own."""

    event: Any
    actor: Any
    grant: str = ""


Decision = Sequence[Any]
"""Events, or By(event, …); a refusal is raised."""


def no_facts(read: Reading, command: Any, asked: Asked) -> None:
    """A command that is decided from itself alone."""


def no_attributes(facts: Any, command: Any, asked: Asked) -> Mapping[str, bool | str]:
    """A command whose policy looks at roles only."""
    return {}


def foresees_nothing(command: Any, log_id: int, member: str) -> Sequence[Ask]:
    """A command whose reads are not worth asking ahead."""
    return ()


@dataclass(frozen=True, slots=True)
class Handler:
    """One command: where its facts come from and who decides. `home` is the log that counts its ids.

    `foresees`: what `facts` is sure to ask of a member's command, so that a group commit can ask for all of them at once.
    """

    facts: Callable[[Reading, Any, Asked], Any]
    decide: Callable[[Any, Any, Asked], Decision]
    home: str = "project"
    attributes: Callable[[Any, Any, Asked], Mapping[str, bool | str]] = no_attributes
    foresees: Callable[[Any, int, str], Sequence[Ask]] = foresees_nothing


Projection = Callable[[Recorded[Any]], Sequence[Write]]


class Reaction(NamedTuple):
    """Further events because of another room's event: facts from own tables, then a pure decision.

    `emits`: the events it may record. Whoever caused them gets no receipt for them: that one's answer opened a dispute
    tells what others answered.
    """

    facts: Callable[[Reading, Recorded[Any]], Any]
    decide: Callable[[Any, Recorded[Any]], Decision]
    emits: tuple[type, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """One subject of the product, closed in itself."""

    name: str
    tables: tuple[sa.Table, ...]
    handlers: Mapping[type, Handler] = field(default_factory=dict[type, Handler])
    listens: Mapping[type, Projection] = field(default_factory=dict[type, Projection])
    reacts: Mapping[type, Reaction] = field(default_factory=dict[type, Reaction])
