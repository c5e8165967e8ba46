"""From answers to one value an item, each with what it leaves undecided."""

from collections.abc import Callable, Mapping

from labelproof.quality.aggregation.borda import borda
from labelproof.quality.aggregation.box_cluster import box_cluster
from labelproof.quality.aggregation.bradley_terry import Strengths, bradley_terry
from labelproof.quality.aggregation.majority import majority
from labelproof.quality.aggregation.medoid import medoid
from labelproof.quality.aggregation.rover import rover
from labelproof.quality.aggregation.set_votes import set_votes
from labelproof.quality.aggregation.span_vote import span_vote
from labelproof.quality.answers import Answers
from labelproof.quality.consensus import AnnotatorModel, Consensus

AGGREGATORS: Mapping[str, Callable[[Answers], Consensus]] = {
    "majority": majority,
}

STRUCTURED: Mapping[str, Callable[..., Consensus]] = {
    "borda": borda,
    "box_cluster": box_cluster,
    "medoid": medoid,
    "rover": rover,
    "set_votes": set_votes,
    "span_vote": span_vote,
}
"""For values that have parts. Each reads one shape of value and refuses others; `medoid` wants the type's distance."""

__all__ = [
    "AGGREGATORS",
    "STRUCTURED",
    "AnnotatorModel",
    "Consensus",
    "Strengths",
    "borda",
    "box_cluster",
    "bradley_terry",
    "majority",
    "medoid",
    "rover",
    "set_votes",
    "span_vote",
]
