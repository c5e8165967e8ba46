"""Which values a question can have, and when answers to it differ: the product's own types, in the few lines they need.

A test holds both functions against the types themselves, over values of any shape.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import cast

from labelproof.evidence.rows import majority
from labelproof.kernel.canonical import Json

CANT_TELL = "cant_tell"
LONGEST_TEXT = 10_000
MOST_COMPARED = 100
"""Sets of labels are compared in pairs up to the largest overlap that can be planned; beyond it, any may differ."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def fits(kind: str, config: Mapping[str, Json], codes: Collection[str], value: Json) -> bool:
    """Whether a value is one, in its only form, of a question of this type, with the labels then in force.

    >>> fits("choice", {}, ["yes", "no"], "yes"), fits("choice", {}, ["yes", "no"], "maybe")
    (True, False)
    """
    if kind == "text":
        return isinstance(value, str) and _is_text(value, config)
    if kind != "choice":
        return False
    known = _options(config, codes)
    if not config.get("multiple"):
        return isinstance(value, str) and value in known
    return isinstance(value, list) and _is_set(value, config, known)


def differ_enough(kind: str, config: Mapping[str, Json], values: Sequence[Json]) -> bool:
    """Whether answers leave a question to a person: no strict majority, or sets too far apart; never words."""
    if kind != "choice" or len(values) < 2:
        return False
    if majority(values) is None:
        return True
    above = config.get("dispute_above", 1)
    if not config.get("multiple") or isinstance(above, bool) or not isinstance(above, int | float) or above >= 1:
        return False
    sets = [frozenset(map(str, value)) if isinstance(value, list) else frozenset[str]() for value in values]
    if len(sets) > MOST_COMPARED:
        return True
    far = [1 - len(one & other) / len(one | other) if one | other else 0.0 for one, other in combinations(sets, 2)]
    return sum(far) / len(far) > above


def _options(config: Mapping[str, Json], codes: Collection[str]) -> set[str]:
    named = config.get("options")
    if "options" in config:
        options = named if isinstance(named, list) else []
        known = {str(each.get("value")) for each in options if isinstance(each, dict)}
    else:
        known = set(codes)
    return known | {CANT_TELL} if config.get("allow_cant_tell") else known


def _is_set(value: Sequence[Json], config: Mapping[str, Json], known: Collection[str]) -> bool:
    if not all(isinstance(each, str) and each in known for each in value):
        return False
    chosen = cast("Sequence[str]", value)
    if sorted(set(chosen)) != list(chosen):
        return False
    if CANT_TELL in chosen and config.get("allow_cant_tell"):
        return len(chosen) == 1
    least, most = _number(config, "min_choices", 0), _number(config, "max_choices", len(chosen))
    return least <= len(chosen) <= most or (list(chosen) == [CANT_TELL] and len(chosen) <= most)


def _is_text(value: str, config: Mapping[str, Json]) -> bool:
    least, most = _number(config, "min_length", 1), _number(config, "max_length", LONGEST_TEXT)
    if "\r" in value or _CONTROL.search(value) or not unicodedata.is_normalized("NFC", value):
        return False
    if not least <= len(value) <= most or (least and not value.strip()):
        return False
    return bool(config.get("multiline")) or "\n" not in value


def _number(config: Mapping[str, Json], name: str, otherwise: int) -> int:
    value = config.get(name)
    return value if type(value) is int else otherwise
