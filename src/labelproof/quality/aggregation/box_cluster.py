"""Boxes of several people as one set: clustered by IoU, weighted-median edges, then a vote that each is there."""

from collections.abc import Mapping, Sequence
from typing import Any

from labelproof.kernel.canonical import Json
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.objects.marks import Geometry
from labelproof.quality.objects.merged import vote_on_objects


def box_cluster(
    answers: Answers, *, tau: float = 0.5, vote: str = "dawid_skene", weights: FloatArray | None = None
) -> Consensus:
    """One set of boxes an item: average-link clusters of IoU `tau`, at most one box of each annotator.

    Whoever answered an item and drew no box there voted against it. `vote` decides what is there: "dawid_skene" wants
    a posterior above one half, "share" more than half of the (weighted) votes. Labels play no part in clustering;
    they are voted on afterwards, so that people who agree on the place and not on the name are seen to do so.

    Shape:   answers whose values are lists of {x, y, width, height, label}; weights (annotators,).
    Unit:    edges in the unit of the boxes; support 0 to 1.
    Missing: an item without an answer has no value; nothing drawn by anyone is the empty list.
    Errors:  Refused for values that are no boxes; a thing that half of the votes have, or a label of equal weight,
             leaves the item tied between the set that says least and the one that says most.
    Source:  statistics.md, Aggregation; average linkage as Sokal & Michener (1958).

    >>> from labelproof.quality.columns import from_columns
    >>> boxes = [[{"x": x, "y": 0, "width": 10, "height": 10, "label": "cell"}] for x in (0, 1, 2)]
    >>> result = box_cluster(from_columns(["i"] * 3, ["ana", "ben", "cy"], boxes))
    >>> result.values[0][0]["x"], result.support[0].round(2).tolist()
    (1.0, [0.72])
    """
    return vote_on_objects(answers, _BOXES, f"box_cluster/iou-{tau:g}", tau=tau, vote=vote, weights=weights)


def _edges(box: Mapping[str, Any]) -> Sequence[float]:
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def _written(edges: Sequence[float], label: str) -> dict[str, Json]:
    left, top, right, bottom = edges
    return {"x": left, "y": top, "width": right - left, "height": bottom - top, "label": label}


_BOXES = Geometry(("x", "y", "width", "height"), _edges, _written, between=True)
