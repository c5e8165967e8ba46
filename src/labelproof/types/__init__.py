"""Annotation types: each a set of values with a canonical form, a distance and a consensus.

Agreement, review, releases and export know nothing else of a value. A new type is a folder and one line in TYPES.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem
from labelproof.kernel.scale import Scale
from labelproof.types import box, choice, number, pairwise, ranking, span, text

Config = Mapping[str, Any]
"""What a question says beyond its type; each type documents its own in schema.json."""


class AnnotationType(Protocol):
    """What a folder of `types/` offers. All functions are pure; values are plain JSON."""

    @property
    def name(self) -> str:
        """The folder's name, which `question.asked` records."""
        ...

    @property
    def owners(self) -> tuple[str, ...]:
        """Under whose keys a value is sealed: ("item",), or ("item", "writer") for words a person wrote."""
        ...

    @property
    def schema(self) -> Mapping[str, Any]:
        """JSON Schema with $defs `config` and `value` (the shape; `canonical` decides)."""
        ...

    def config_problems(self, config: Config) -> list[Problem]:
        """Everything wrong with a question's configuration."""
        ...

    def canonical(self, value: object, config: Config) -> Json:
        """The one form of this value; Refused with every problem when it is none."""
        ...

    def validate(self, value: object, config: Config) -> list[Problem]:
        """Everything wrong with a value, the canonical form of which `canonical` would give."""
        ...

    def distance(self, a: Json, b: Json, config: Config | None = None) -> float:
        """0 for equal canonical values alone, at most 1, the same both ways; `config` where it gives the scale."""
        ...

    def scale(self, config: Config) -> Scale:
        """How agreement on its values is measured; whoever measures asks this, and never the type's name."""
        ...

    def consensus(self, values: Sequence[Json]) -> Json:
        """The value that a strict majority gave; None when no value has one."""
        ...

    def dispute_opens(self, values: Sequence[Json], config: Config) -> bool:
        """Whether these votes, once overlap is met, need a person to settle them."""
        ...


TYPES: Mapping[str, AnnotationType] = {
    "box": box,
    "choice": choice,
    "number": number,
    "pairwise": pairwise,
    "ranking": ranking,
    "span": span,
    "text": text,
}

ASKABLE = ("choice", "text")
"""What a question can be today: the types with an editor, whose values a bundle's verifier can judge."""
