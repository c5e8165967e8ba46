"""Text: what somebody wrote, in Unicode NFC with LF line ends, otherwise as they wrote it (spaces are not cut)."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from labelproof.kernel.canonical import Json
from labelproof.kernel.refused import Problem, Refused
from labelproof.kernel.scale import Scale
from labelproof.kernel.votes import strict_majority

name = "text"
owners = ("item", "writer")
schema: Mapping[str, Any] = json.loads(files("labelproof.types.text").joinpath("schema.json").read_text("utf-8"))
MAX_LENGTH = 10_000
"""Code points at most, whatever the question says: an answer is sealed in one disclosure and sent whole."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def config_problems(config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a text question's configuration."""
    found: list[Problem] = []
    least, most = config.get("min_length", 1), config.get("max_length", MAX_LENGTH)
    if type(least) is not int or not 0 <= least <= MAX_LENGTH:
        found.append(Problem("min_length", f"is a whole number from 0 to {MAX_LENGTH}"))
    if type(most) is not int or not 1 <= most <= MAX_LENGTH:
        found.append(Problem("max_length", f"is a whole number from 1 to {MAX_LENGTH}"))
    if not found and least > most:
        found.append(Problem("min_length", f"is {least}, above max_length {most}"))
    if not isinstance(config.get("multiline", False), bool):
        found.append(Problem("multiline", "is true or false"))
    return found


def validate(value: object, config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a value; its length is counted in code points of the canonical form."""
    if not isinstance(value, str):
        return [Problem("value", f"is a text, not {'nothing' if value is None else f'a {type(value).__name__}'}")]
    text = _normal(value)
    found: list[Problem] = []
    least, most = config.get("min_length", 1), config.get("max_length", MAX_LENGTH)
    if len(text) < least or (least and not text.strip()):
        found.append(Problem("value", f"has {len(text.strip())} characters, fewer than {least}"))
    if len(text) > most:
        found.append(Problem("value", f"has {len(text)} characters, more than {most}"))
    if "\n" in text and not config.get("multiline"):
        found.append(Problem("value", "has more than one line"))
    control = _CONTROL.search(text)
    if control:
        found.append(Problem("value", f"has the character U+{ord(control[0]):04X} at {control.start()}"))
    return found


def canonical(value: object, config: Mapping[str, Any]) -> Json:
    """NFC and LF line ends; nothing else is changed, so that what a person wrote is what is signed.

    >>> canonical("cafe\\u0301 ", {}) == "caf\\u00e9 "
    True
    """
    found = validate(value, config)
    if found or not isinstance(value, str):
        raise Refused("text.value", "; ".join(each.what for each in found), "change the text", tuple(found))
    return _normal(value)


def distance(a: Json, b: Json, config: Mapping[str, Any] | None = None) -> float:
    """Edit distance (insert, delete, replace one code point) over the longer length; 0 between two empty texts.

    Source: statistics.md, Agreement, "text edit distance / longer length".

    >>> round(distance("kitten", "sitting"), 4)
    0.4286
    """
    one, other = str(a), str(b)
    longer = max(len(one), len(other))
    return _edits(one, other) / longer if longer else 0.0


def scale(config: Mapping[str, Any]) -> Scale:
    """Word for word: edit distances between all of some thousand texts would take hours, each time somebody looks."""
    del config
    return Scale("nominal")


def consensus(values: Sequence[Json]) -> Json:
    """The text that more than half of the votes are, word for word; None without one."""
    return strict_majority(values)


def dispute_opens(values: Sequence[Json], config: Mapping[str, Any]) -> bool:
    """Never: two people hardly write the same words, and that is no disagreement."""
    del values, config
    return False


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _edits(a: str, b: str) -> int:
    """Levenshtein distance, one column of the table at a time as the bits of two integers.

    Source: Hyyrö, A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances (2003), figure 8.
    A table of 10,000 by 10,000 takes 0.1 s this way and a minute cell by cell.
    """
    if not a or not b:
        return len(a) + len(b)
    places: dict[str, int] = {}
    for n, char in enumerate(a):
        places[char] = places.get(char, 0) | 1 << n
    all_bits, last = (1 << len(a)) - 1, 1 << len(a) - 1
    up, down, edits = all_bits, 0, len(a)
    for char in b:
        match = places.get(char, 0)
        diagonal = (((match & up) + up) ^ up) | match | down
        right_up = down | ~(diagonal | up) & all_bits
        right_down = up & diagonal
        edits += bool(right_up & last) - bool(right_down & last)
        right_up = (right_up << 1 | 1) & all_bits
        up = (right_down << 1) & all_bits | ~(diagonal | right_up) & all_bits
        down = right_up & diagonal
    return edits
