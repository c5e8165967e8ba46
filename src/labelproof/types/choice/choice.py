"""Choice: a label's code, or a sorted list of different codes. Nothing chosen is the empty list, not null."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import combinations
from typing import Any, cast

from labelproof.kernel.canonical import Json
from labelproof.kernel.options import option_codes, option_problems
from labelproof.kernel.refused import Problem, Refused
from labelproof.kernel.scale import Scale
from labelproof.kernel.votes import strict_majority

name = "choice"
owners = ("item",)
schema: Mapping[str, Any] = json.loads(files("labelproof.types.choice").joinpath("schema.json").read_text("utf-8"))
CANT_TELL = "cant_tell"
"""The code that `allow_cant_tell` adds: an answer of its own, and never beside others."""

_FIX = "choose among the question's options"


def config_problems(config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a choice's configuration."""
    found = option_problems(config)
    if not isinstance(config.get("options"), list) or not config["options"]:
        return found
    for switch in ("multiple", "allow_cant_tell"):
        if not isinstance(config.get(switch, False), bool):
            found.append(Problem(switch, "is true or false"))
    return found + _limit_problems(config, len(config["options"]))


def validate(value: object, config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a value."""
    if config.get("multiple"):
        return _set_problems(value, config)
    if not isinstance(value, str):
        return [Problem("value", f"is one code, not {_shape(value)}")]
    return _unknown([value], config)


def canonical(value: object, config: Mapping[str, Any]) -> Json:
    """The code itself; or the codes, each once, sorted by code point.

    >>> canonical(["b", "a", "b"], {"multiple": True, "options": [{"value": "a"}, {"value": "b"}]})
    ['a', 'b']
    """
    found = validate(value, config)
    if found:
        raise Refused("choice.value", "; ".join(each.what for each in found), _FIX, tuple(found))
    if isinstance(value, str):
        return value
    return [*sorted(set(cast("list[str]", value)))]


def distance(a: Json, b: Json, config: Mapping[str, Any] | None = None) -> float:
    """0 or 1 between two codes; Jaccard 1 - |a and b| / |a or b| between two sets, 0 between two empty ones.

    Source: statistics.md, Agreement, "sets Jaccard".

    >>> distance(["a", "b"], ["b", "c"])
    0.6666666666666667
    """
    if not isinstance(a, list) or not isinstance(b, list):
        return float(a != b)
    one, other = set(cast("list[str]", a)), set(cast("list[str]", b))
    either = one | other
    return 1 - len(one & other) / len(either) if either else 0.0


def scale(config: Mapping[str, Any]) -> Scale:
    """Labels are equal or not; sets of them share a part.

    >>> scale({"options": [{"value": "a"}], "allow_cant_tell": True})
    Scale(level='nominal', values=('a', 'cant_tell'))
    """
    codes = option_codes(config) if "options" in config else []
    if config.get("allow_cant_tell"):
        codes = [*codes, CANT_TELL]
    return Scale("jaccard" if config.get("multiple") else "nominal", tuple(codes))


def consensus(values: Sequence[Json]) -> Json:
    """The value that more than half of the votes are, compared as canonical bytes; None without one.

    >>> consensus(["a", "b", "a"]), consensus(["a", "b"])
    ('a', None)
    """
    return strict_majority(values)


def dispute_opens(values: Sequence[Json], config: Mapping[str, Any]) -> bool:
    """When no value has a strict majority; for sets also when their mean distance is above `dispute_above`.

    The second rule is off unless a question sets it: {a} {a} {b, c} has a majority, and a mean distance of 2/3.
    """
    if len(values) < 2:
        return False
    if consensus(values) is None:
        return True
    above = config.get("dispute_above", 1) if config.get("multiple") else 1
    pairs = [distance(a, b) for a, b in combinations(values, 2)]
    return sum(pairs) / len(pairs) > above


def _set_problems(value: object, config: Mapping[str, Any]) -> list[Problem]:
    if not isinstance(value, list):
        return [Problem("value", f"is a list of codes, not {_shape(value)}")]
    items = cast("list[object]", value)
    found = [
        Problem(f"value[{n}]", f"is a code, not {_shape(v)}") for n, v in enumerate(items) if not isinstance(v, str)
    ]
    codes = {each for each in items if isinstance(each, str)}
    found += _unknown(sorted(codes), config)
    if CANT_TELL in codes and len(codes) > 1 and config.get("allow_cant_tell"):
        found.append(Problem("value", "cannot tell stands alone, not beside other codes"))
    least, most = config.get("min_choices", 0), config.get("max_choices")
    if len(codes) < least and codes != {CANT_TELL}:
        found.append(Problem("value", f"has {len(codes)} codes, fewer than {least}"))
    if most is not None and len(codes) > most:
        found.append(Problem("value", f"has {len(codes)} codes, more than {most}"))
    return found


def _unknown(codes: Sequence[str], config: Mapping[str, Any]) -> list[Problem]:
    known = set(option_codes(config))
    if config.get("allow_cant_tell"):
        known.add(CANT_TELL)
    return [Problem("value", f"{code[:80]!r} is not an option of this question") for code in codes if code not in known]


def _limit_problems(config: Mapping[str, Any], n_options: int) -> list[Problem]:
    found: list[Problem] = []
    least, most, above = config.get("min_choices", 0), config.get("max_choices"), config.get("dispute_above", 1)
    if type(least) is not int or not 0 <= least <= n_options:
        found.append(Problem("min_choices", f"is a whole number from 0 to {n_options}"))
    if most is not None and (type(most) is not int or type(least) is not int or not max(least, 1) <= most):
        found.append(Problem("max_choices", "is a whole number, at least 1 and at least min_choices"))
    if isinstance(above, bool) or not isinstance(above, (int, float)) or not 0 <= above <= 1:
        found.append(Problem("dispute_above", "is a number from 0 to 1"))
    return found


def _shape(value: object) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"
