"""Box: upright boxes around things in a picture, each with a label, in pixels of the stored picture.

The origin is the top left corner of the pixel grid; a box goes from x to x + width, half-open, and may lie between
pixels. Whether it lies within the picture only the item can tell. No box is the empty list, which is an answer.
"""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, cast

from labelproof.kernel.canonical import Json
from labelproof.kernel.matching import Placed, set_distance
from labelproof.kernel.options import option_codes, option_problems
from labelproof.kernel.refused import Problem, Refused
from labelproof.kernel.scale import OWN, Scale
from labelproof.kernel.votes import differ, strict_majority, within_problems

name = "box"
owners = ("item",)
schema: Mapping[str, Any] = json.loads(files("labelproof.types.box").joinpath("schema.json").read_text("utf-8"))
MAX_BOXES = 5_000
MAX_EDGE = 1_000_000
DECIMALS = 2
"""Decimals that are kept of a pixel unless the question says otherwise: a pointer is no finer on any screen."""
MOST_COMPARED = 400
"""Boxes in all votes together, up to which a dispute's distances are computed: matching is cubic at worst."""

_NUMBERS = ("x", "y", "width", "height")


def config_problems(config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a box question's configuration."""
    found = option_problems(config)
    decimals = config.get("decimals", DECIMALS)
    if type(decimals) is not int or not 0 <= decimals <= 6:
        found.append(Problem("decimals", "is a whole number from 0 to 6"))
    return found + within_problems(config)


def validate(value: object, config: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a value. A box without area, once rounded, marks nothing and is refused."""
    if not isinstance(value, list):
        return [Problem("value", f"is a list of boxes, not {'nothing' if value is None else type(value).__name__}")]
    boxes = cast("list[object]", value)
    found = [problem for n, box in enumerate(boxes) for problem in _box_problems(f"value[{n}]", box, config)]
    if len(boxes) > MAX_BOXES:
        found.append(Problem("value", f"has {len(boxes)} boxes, more than {MAX_BOXES}"))
    return found


def canonical(value: object, config: Mapping[str, Any]) -> Json:
    """Edges rounded to the question's decimals, each box once, sorted by x, y, width, height and label.

    Edges are rounded and not widths: boxes that touch still touch.

    >>> canonical([{"x": 0.104, "y": 1, "width": 2.008, "height": 1, "label": "cell"}], {"options": [{"value": "cell"}]})
    [{'x': 0.1, 'y': 1.0, 'width': 2.01, 'height': 1.0, 'label': 'cell'}]
    """
    found = validate(value, config)
    if found:
        raise Refused("box.value", "; ".join(each.what for each in found), "draw the boxes again", tuple(found))
    decimals = config.get("decimals", DECIMALS)
    rounded = {(*_rounded(box, decimals), box["label"]) for box in cast("list[Mapping[str, Any]]", value)}
    return [dict(zip((*_NUMBERS, "label"), box, strict=True)) for box in sorted(rounded)]


def distance(a: Json, b: Json, config: Mapping[str, Any] | None = None) -> float:
    """1 - F1 of two sets of boxes: matched so that their total IoU is largest, each pair counting its IoU.

    Boxes of different labels never match. Two empty sets agree; nothing against something is 1.

    Source: statistics.md, Agreement, "box and span sets 1 - F1 after matching".

    >>> distance([], []), distance([], [{"x": 0, "y": 0, "width": 1, "height": 1, "label": "cell"}])
    (0.0, 1.0)
    """
    return set_distance(_placed(a), _placed(b), _iou)


def scale(config: Mapping[str, Any]) -> Scale:
    """Sets of boxes overlap."""
    del config
    return Scale(OWN)


def consensus(values: Sequence[Json]) -> Json:
    """The set of boxes that more than half of the votes are, to the last decimal; None without one."""
    return strict_majority(values)


def dispute_opens(values: Sequence[Json], config: Mapping[str, Any]) -> bool:
    """Without a strict majority, when the mean distance between two votes is above `agree_within` (0 unless said)."""
    n_boxes = sum(len(cast("list[Json]", value)) for value in values)
    return differ(values, distance, config.get("agree_within", 0) if n_boxes <= MOST_COMPARED else 0)


def _box_problems(at: str, box: object, config: Mapping[str, Any]) -> list[Problem]:
    if not isinstance(box, Mapping) or set(cast("Mapping[str, object]", box)) != {*_NUMBERS, "label"}:
        return [Problem(at, "is x, y, width, height and a label")]
    each = cast("Mapping[str, Any]", box)
    found = [
        Problem(f"{at}.{field}", f"is a number from 0 to {MAX_EDGE}") for field in _NUMBERS if not _is_edge(each[field])
    ]
    if not found:
        x, y, width, height = _rounded(each, config.get("decimals", DECIMALS))
        if max(x + width, y + height) > MAX_EDGE:
            found.append(Problem(at, f"ends beyond {MAX_EDGE}"))
        if width <= 0 or height <= 0:
            found.append(Problem(at, f"has no area: it is {width:g} wide and {height:g} high"))
    if not isinstance(each["label"], str) or each["label"] not in option_codes(config):
        found.append(Problem(f"{at}.label", f"{str(each['label'])[:80]!r} is not an option of this question"))
    return found


def _is_edge(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= MAX_EDGE


def _rounded(box: Mapping[str, Any], decimals: int) -> tuple[float, float, float, float]:
    left, top = round(float(box["x"]), decimals), round(float(box["y"]), decimals)
    right, bottom = round(float(box["x"] + box["width"]), decimals), round(float(box["y"] + box["height"]), decimals)
    return left, top, round(right - left, decimals), round(bottom - top, decimals)


def _placed(value: Json) -> list[Placed]:
    boxes = cast("list[Mapping[str, Any]]", value)
    edges = [(b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"], b["label"]) for b in boxes]
    return [(each[0], each[2], each) for each in edges]


def _iou(one: Placed, other: Placed) -> float:
    """Of left, top, right, bottom and label; the extents on the x axis that come before them do overlap."""
    a, b = one[2], other[2]
    if a[4] != b[4]:
        return 0.0
    height = min(a[3], b[3]) - max(a[1], b[1])
    if height <= 0:
        return 0.0
    shared = (min(a[2], b[2]) - max(a[0], b[0])) * height
    return shared / (_area(a) + _area(b) - shared)


def _area(edges: tuple[float, ...]) -> float:
    return (edges[2] - edges[0]) * (edges[3] - edges[1])
