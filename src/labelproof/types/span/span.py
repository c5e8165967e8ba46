"""Span: stretches of a text, each with a label. They may nest and overlap unless the question says otherwise.

Offsets are Unicode code points, half-open, over the item's stored text. Whether they lie within it only the item can
tell; here they are shapes. Nothing marked is the empty list, which is an answer.
"""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import Any, cast

from labelproof.kernel.canonical import Json
from labelproof.kernel.matching import Placed, set_distance
from labelproof.kernel.options import option_codes, option_problems
from labelproof.kernel.refused import Problem, Refused
from labelproof.kernel.scale import OWN, Scale
from labelproof.kernel.votes import differ, strict_majority, within_problems

name = "span"
owners = ("item",)
schema: Mapping[str, Any] = json.loads(files("labelproof.types.span").joinpath("schema.json").read_text("utf-8"))
MAX_SPANS = 5_000
MAX_END = 10_000_000
MOST_COMPARED = 400
"""Spans in all votes together, up to which a dispute's distances are computed: matching is cubic at worst."""

_FIELDS = {"start", "end", "label"}


def config_problems(config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a span question's configuration."""
    found = option_problems(config)
    if not isinstance(config.get("allow_overlap", True), bool):
        found.append(Problem("allow_overlap", "is true or false"))
    return found + within_problems(config)


def validate(value: object, config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a value."""
    if not isinstance(value, list):
        return [Problem("value", f"is a list of spans, not {'nothing' if value is None else type(value).__name__}")]
    spans = cast("list[object]", value)
    found = [problem for n, span in enumerate(spans) for problem in _span_problems(f"value[{n}]", span, config)]
    if len(spans) > MAX_SPANS:
        found.append(Problem("value", f"has {len(spans)} spans, more than {MAX_SPANS}"))
    if not found and not config.get("allow_overlap", True):
        for one, other in pairwise(_placed(spans)):
            if other[0] < one[1]:
                found.append(Problem("value", f"has spans that overlap: {one[0]} to {one[1]} and {other[0]} on"))
    return found


def canonical(value: object, config: Mapping[str, Any]) -> Json:
    """Each span once, sorted by start, end and label.

    >>> twice = [{"start": 4, "end": 9, "label": "place"}, {"label": "place", "end": 9, "start": 4}]
    >>> canonical(twice, {"options": [{"value": "place"}]})
    [{'start': 4, 'end': 9, 'label': 'place'}]
    """
    found = validate(value, config)
    if found:
        raise Refused("span.value", "; ".join(each.what for each in found), "mark the text again", tuple(found))
    return [{"start": start, "end": end, "label": label} for start, end, label in _placed(value)]


def distance(a: Json, b: Json, config: Mapping[str, Any] | None = None) -> float:
    """1 - F1 of two sets of spans: matched so that their total overlap is largest, each pair counting its IoU.

    Spans of different labels never match. Two empty sets agree; nothing against something is 1.

    Source: statistics.md, Agreement, "box and span sets 1 - F1 after matching".

    >>> distance([{"start": 0, "end": 4, "label": "x"}], [{"start": 2, "end": 4, "label": "x"}])
    0.5
    """
    return set_distance(_placed(a), _placed(b), _overlap)


def scale(config: Mapping[str, Any]) -> Scale:
    """Sets of spans overlap."""
    del config
    return Scale(OWN)


def consensus(values: Sequence[Json]) -> Json:
    """The set of spans that more than half of the votes are, whole; None without one."""
    return strict_majority(values)


def dispute_opens(values: Sequence[Json], config: Mapping[str, Any]) -> bool:
    """Without a strict majority, when the mean distance between two votes is above `agree_within` (0 unless said)."""
    n_spans = sum(len(cast("list[Json]", value)) for value in values)
    return differ(values, distance, config.get("agree_within", 0) if n_spans <= MOST_COMPARED else 0)


def _span_problems(at: str, span: object, config: Mapping[str, Any]) -> list[Problem]:
    if not isinstance(span, Mapping) or set(cast("Mapping[str, object]", span)) != _FIELDS:
        return [Problem(at, "is a start, an end and a label")]
    each = cast("Mapping[str, object]", span)
    start, end, label = each["start"], each["end"], each["label"]
    found: list[Problem] = []
    if type(start) is not int or start < 0:
        found.append(Problem(f"{at}.start", "is a whole number of code points, 0 or more"))
    if type(end) is not int or end > MAX_END:
        found.append(Problem(f"{at}.end", f"is a whole number of code points, at most {MAX_END}"))
    if type(start) is int and type(end) is int and end <= start:
        found.append(Problem(f"{at}.end", f"is {end}, not after the start {start}: a span marks something"))
    if not isinstance(label, str) or label not in option_codes(config):
        found.append(Problem(f"{at}.label", f"{str(label)[:80]!r} is not an option of this question"))
    return found


def _placed(value: object) -> list[Placed]:
    spans = cast("list[Mapping[str, Any]]", value)
    return sorted({(span["start"], span["end"], span["label"]) for span in spans})


def _overlap(one: Placed, other: Placed) -> float:
    """IoU on the line of two that overlap, if they are of one label."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0])) if one[2] == other[2] else 0.0
