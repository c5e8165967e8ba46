"""Number: a finite number, by step between bounds if the question says so; or one of the levels of a scale."""

import json
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from importlib.resources import files
from typing import Any, TypeGuard, cast

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Refused
from labelproof.kernel.scale import Scale
from labelproof.kernel.votes import differ, strict_majority, within_problems

name = "number"
owners = ("item",)
schema: Mapping[str, Any] = json.loads(files("labelproof.types.number").joinpath("schema.json").read_text("utf-8"))

_WHOLE = 2**53  # a whole number from here on is not the same in every reader
_LONGEST_UNIT = 40
_BOUNDS = ("min", "max", "step")


def config_problems(config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a number's configuration."""
    found = [Problem(each, "is a finite number") for each in _BOUNDS if not _is_number(config.get(each, 0))]
    if not found:
        found += _range_problems(config)
    if "levels" in config:
        found += [Problem(each, "goes with no levels") for each in _BOUNDS if each in config]
        found += _level_problems(config["levels"])
    unit = config.get("unit", "-")
    if not isinstance(unit, str) or not 0 < len(unit) <= _LONGEST_UNIT:
        found.append(Problem("unit", f"is a text of 1 to {_LONGEST_UNIT} characters"))
    return found + within_problems(config)


def validate(value: object, config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a value."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return [Problem("value", f"is a number, not {'nothing' if value is None else f'a {type(value).__name__}'}")]
    if not _is_number(value):
        return [Problem("value", "is no finite number that every reader keeps (a whole one is below 2^53)")]
    if "levels" in config:
        levels = _levels(config)
        return [] if value in levels else [Problem("value", f"is {value}, none of the levels {levels}")]
    found: list[Problem] = []
    if "min" in config and value < config["min"]:
        found.append(Problem("value", f"is {value}, below {config['min']}"))
    if "max" in config and value > config["max"]:
        found.append(Problem("value", f"is {value}, above {config['max']}"))
    if "step" in config and (_exact(value) - _exact(config.get("min", 0))) % _exact(config["step"]):
        found.append(Problem("value", f"is {value}, not {config.get('min', 0)} and steps of {config['step']}"))
    return found


def canonical(value: object, config: Mapping[str, Any]) -> Json:
    """The number itself: RFC 8785 spells 1, 1.0 and 1e0 alike, and -0 as 0.

    >>> canonical(0.30, {"min": 0, "max": 1, "step": 0.1})
    0.3
    """
    found = validate(value, config)
    if found:
        raise Refused("number.value", "; ".join(each.what for each in found), "change the number", tuple(found))
    number = cast("int | float", value)
    return int(number) if abs(number) < _WHOLE and number == int(number) else number


def distance(a: Json, b: Json, config: Mapping[str, Any] | None = None) -> float:
    """|a - b| over the declared range; steps over a scale's levels; else |a - b| / (|a| + |b|).

    Without a range there is no width to compare with but that of the numbers themselves: the relative difference
    is 1 between numbers of different sign, and knows no unit.

    Source: statistics.md, Agreement; Lance & Williams, Mixed-Data Classificatory Programs I (1967) for the last form.

    >>> distance(2, 4, {"min": 0, "max": 10}), distance(1, 3, {"levels": [{"value": 1}, {"value": 3}]}), distance(1, 3)
    (0.2, 1.0, 0.5)
    """
    one, other = float(cast("float", a)), float(cast("float", b))
    if one == other:
        return 0.0
    if config and "levels" in config:
        levels = _levels(config)
        return abs(levels.index(one) - levels.index(other)) / (len(levels) - 1)
    if config and "min" in config and "max" in config:
        share = abs(one - other) / (config["max"] - config["min"])
        return min(1.0, share or math.ulp(0.0))  # numbers that differ are not 0 apart, however wide the range
    small, large = sorted((abs(one), abs(other)))
    if one * other <= 0 and (small == 0 or (one < 0) != (other < 0)):
        return 1.0
    return (large - small) / large / (1 + small / large)  # so written, nothing overflows


def scale(config: Mapping[str, Any]) -> Scale:
    """Levels have an order and no widths between them; other numbers have both.

    >>> scale({"levels": [{"value": 1}, {"value": 3}]}), scale({"min": 0})
    (Scale(level='ordinal', values=(1, 3)), Scale(level='interval', values=()))
    """
    return Scale("ordinal", tuple(_levels(config))) if "levels" in config else Scale("interval")


def consensus(values: Sequence[Json]) -> Json:
    """The number that more than half of the votes are; None without one. Medians are an aggregator's."""
    return strict_majority(values)


def dispute_opens(values: Sequence[Json], config: Mapping[str, Any]) -> bool:
    """Without a strict majority, when the mean distance between two votes is above `agree_within` (0 unless said)."""
    return differ(values, partial(distance, config=config), config.get("agree_within", 0))


def _is_number(value: object) -> TypeGuard[int | float]:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) < _WHOLE if isinstance(value, int) else math.isfinite(value)


def _range_problems(config: Mapping[str, Any]) -> list[Problem]:
    found: list[Problem] = []
    if "min" in config and "max" in config:
        width = config["max"] - config["min"]
        if not 0 < width < math.inf:
            found.append(Problem("max", f"is {config['max']}, not above min {config['min']}"))
        elif "step" in config and config["step"] > width:
            found.append(Problem("step", f"is {config['step']}, wider than from min to max"))
    if config.get("step", 1) <= 0:
        found.append(Problem("step", "is above 0"))
    return found


def _level_problems(levels: object) -> list[Problem]:
    if not isinstance(levels, list) or len(cast("list[Any]", levels)) < 2:
        return [Problem("levels", "is a list of at least 2 levels, the lowest first")]
    found: list[Problem] = []
    last = -math.inf
    for n, level in enumerate(cast("list[Any]", levels)):
        value = cast("Mapping[str, Any]", level).get("value") if isinstance(level, Mapping) else None
        if not _is_number(value):
            found.append(Problem(f"levels[{n}].value", "is a finite number"))
        elif value <= last:
            found.append(Problem(f"levels[{n}].value", f"is {value}, not above the level before it"))
        else:
            last = value
    return found


def _levels(config: Mapping[str, Any]) -> list[int | float]:
    return [level["value"] for level in config["levels"]]


def _exact(number: float) -> Fraction:
    """The decimal as it is written: 0.3 is three steps of 0.1, which no double can say."""
    return Fraction(repr(number))
