"""Ranking: all options in groups, the best first; more than one in a group are tied."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import combinations
from typing import Any, cast

from labelproof.kernel.canonical import Json
from labelproof.kernel.options import option_codes, option_problems
from labelproof.kernel.refused import Problem, Refused
from labelproof.kernel.scale import OWN, Scale
from labelproof.kernel.votes import differ, strict_majority, within_problems

name = "ranking"
owners = ("item",)
schema: Mapping[str, Any] = json.loads(files("labelproof.types.ranking").joinpath("schema.json").read_text("utf-8"))
MAX_OPTIONS = 100
"""More than a person can order; distances look at every pair of them."""


def config_problems(config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a ranking's configuration."""
    found = option_problems(config, least=2)
    if not found and len(config["options"]) > MAX_OPTIONS:
        found.append(Problem("options", f"are {len(config['options'])}, more than {MAX_OPTIONS}"))
    if not isinstance(config.get("allow_ties", False), bool):
        found.append(Problem("allow_ties", "is true or false"))
    return found + within_problems(config)


def validate(value: object, config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a value."""
    if not isinstance(value, list):
        return [Problem("value", f"is a list of groups, not {'nothing' if value is None else type(value).__name__}")]
    found: list[Problem] = []
    counted = Counter[str]()
    for n, group in enumerate(cast("list[object]", value)):
        codes = cast("list[object]", group) if isinstance(group, list) else []
        if not codes or not all(isinstance(code, str) for code in codes):
            found.append(Problem(f"value[{n}]", "is a list of at least one code"))
        elif len(codes) > 1 and not config.get("allow_ties"):
            found.append(Problem(f"value[{n}]", f"ties {len(codes)} options, and this question allows no ties"))
        counted.update(code for code in codes if isinstance(code, str))
    known = option_codes(config)
    strange = [code for code in counted if code not in known]
    found += [Problem("value", f"{code[:80]!r} is not an option of this question") for code in strange]
    found += [Problem("value", f"{code[:80]!r} stands {counted[code]} times") for code in known if counted[code] > 1]
    return found + [Problem("value", f"{code[:80]!r} has no place") for code in known if not counted[code]]


def canonical(value: object, config: Mapping[str, Any]) -> Json:
    """The groups in order, the codes within a group sorted.

    >>> canonical([["c"], ["b", "a"]], {"allow_ties": True, "options": [{"value": v} for v in "abc"]})
    [['c'], ['a', 'b']]
    """
    found = validate(value, config)
    if found:
        raise Refused("ranking.value", "; ".join(each.what for each in found), "give each option a place", tuple(found))
    return [[*sorted(group)] for group in cast("list[list[str]]", value)]


def distance(a: Json, b: Json, config: Mapping[str, Any] | None = None) -> float:
    """The share of pairs of options that stand the other way round; a pair tied in one ranking alone counts half.

    Half is the least that keeps the triangle inequality. All pairs are compared: 4,950 for the most options allowed.

    Source: statistics.md, Agreement; Fagin et al., Comparing Partial Rankings (2006), K with parameter 1/2.

    >>> distance([["a"], ["b"], ["c"]], [["a"], ["c"], ["b"]]), distance([["a"], ["b"]], [["a", "b"]])
    (0.3333333333333333, 0.5)
    """
    one, other = _places(a), _places(b)
    apart = [abs(_sign(one[x] - one[y]) - _sign(other[x] - other[y])) / 2 for x, y in combinations(sorted(one), 2)]
    return sum(apart) / len(apart)


def scale(config: Mapping[str, Any]) -> Scale:
    """Orders share pairs of things."""
    del config
    return Scale(OWN)


def consensus(values: Sequence[Json]) -> Json:
    """The ranking that more than half of the votes are, whole; None without one. Borda is an aggregator's."""
    return strict_majority(values)


def dispute_opens(values: Sequence[Json], config: Mapping[str, Any]) -> bool:
    """Without a strict majority, when the mean distance between two votes is above `agree_within` (0 unless said)."""
    return differ(values, distance, config.get("agree_within", 0))


def _places(ranking: Json) -> dict[str, int]:
    return {code: n for n, group in enumerate(cast("list[list[str]]", ranking)) for code in group}


def _sign(difference: int) -> int:
    return (difference > 0) - (difference < 0)
