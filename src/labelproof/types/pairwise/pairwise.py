"""Pairwise: "a", "b", or, where the question allows it, "tie"."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Refused
from labelproof.kernel.scale import OWN, Scale
from labelproof.kernel.votes import strict_majority

name = "pairwise"
owners = ("item",)
schema: Mapping[str, Any] = json.loads(files("labelproof.types.pairwise").joinpath("schema.json").read_text("utf-8"))

_PLACE = {"a": 0.0, "tie": 0.5, "b": 1.0}


def config_problems(config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a pairwise question's configuration."""
    return [] if isinstance(config.get("allow_tie", False), bool) else [Problem("allow_tie", "is true or false")]


def validate(value: object, config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a value."""
    known = ("a", "b", "tie") if config.get("allow_tie") else ("a", "b")
    return [] if isinstance(value, str) and value in known else [Problem("value", f"is one of {', '.join(known)}")]


def canonical(value: object, config: Mapping[str, Any]) -> Json:
    """The word itself.

    >>> canonical("tie", {"allow_tie": True})
    'tie'
    """
    found = validate(value, config)
    if found or not isinstance(value, str):
        raise Refused("pairwise.value", found[0].what, "choose one of the two", tuple(found))
    return value


def distance(a: Json, b: Json, config: Mapping[str, Any] | None = None) -> float:
    """1 between the two, 1/2 between a tie and either.

    Source: statistics.md, Agreement, "pairs with ties 0, ½, 1".

    >>> distance("a", "b"), distance("a", "tie"), distance("tie", "tie")
    (1.0, 0.5, 0.0)
    """
    return abs(_PLACE[str(a)] - _PLACE[str(b)])


def scale(config: Mapping[str, Any]) -> Scale:
    """A tie lies between the two."""
    del config
    return Scale(OWN)


def consensus(values: Sequence[Json]) -> Json:
    """What more than half of the votes say; None without it. "a" against "b" is not "tie": nobody said so."""
    return strict_majority(values)


def dispute_opens(values: Sequence[Json], config: Mapping[str, Any]) -> bool:
    """When nothing has a strict majority."""
    return len(values) > 1 and consensus(values) is None
