"""Spans of several people as one set: clustered by overlap, then votes on being there, on both ends and on the label."""

from collections.abc import Mapping, Sequence
from typing import Any

from labelproof.kernel.canonical import Json
from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.objects.marks import Geometry
from labelproof.quality.objects.merged import vote_on_objects


def span_vote(
    answers: Answers, *, tau: float = 0.5, vote: str = "dawid_skene", weights: FloatArray | None = None
) -> Consensus:
    """One set of spans an item: average-link clusters of overlap `tau`, at most one span of each annotator.

    Both ends are weighted medians, which for two against one are what the two said; an end is always one that
    somebody set. The rest is as for boxes: absence is a vote against, labels are voted on after clustering.

    Shape:   answers whose values are lists of {start, end, label}; weights (annotators,).
    Unit:    offsets as given; support 0 to 1.
    Missing: an item without an answer has no value; nothing marked by anyone is the empty list.
    Errors:  Refused for values that are no spans; what half of the votes say leaves the item tied between the set
             that says least (without it, or its narrower form) and the one that says most.
    Source:  statistics.md, Aggregation, "cluster-vote on (start, end, label)".

    >>> from labelproof.quality.columns import from_columns
    >>> spans = [[{"start": 4, "end": end, "label": "place"}] for end in (9, 9, 8)]
    >>> span_vote(from_columns(["i"] * 3, ["ana", "ben", "cy"], spans)).values
    [[{'start': 4, 'end': 9, 'label': 'place'}]]
    """
    return vote_on_objects(answers, _SPANS, f"span_vote/iou-{tau:g}", tau=tau, vote=vote, weights=weights)


def _edges(span: Mapping[str, Any]) -> Sequence[float]:
    return span["start"], span["end"]


def _written(edges: Sequence[float], label: str) -> dict[str, Json]:
    return {"start": int(edges[0]), "end": int(edges[1]), "label": label}


_SPANS = Geometry(("start", "end"), _edges, _written, between=False)
