"""From answers to one value an item, each with what it leaves undecided."""

from collections.abc import Callable, Mapping

from labelproof.quality.aggregation.majority import majority
from labelproof.quality.answers import Answers
from labelproof.quality.consensus import AnnotatorModel, Consensus

AGGREGATORS: Mapping[str, Callable[[Answers], Consensus]] = {
    "majority": majority,
}

__all__ = ["AGGREGATORS", "AnnotatorModel", "Consensus", "majority"]
