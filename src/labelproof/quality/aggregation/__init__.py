"""From answers to one value an item, each with what it leaves undecided."""

from collections.abc import Callable, Mapping
from typing import Any

from labelproof.kernel.refused import Problem
from labelproof.quality.aggregation.bias_and_spread import bias_and_spread
from labelproof.quality.aggregation.borda import borda
from labelproof.quality.aggregation.box_cluster import box_cluster
from labelproof.quality.aggregation.bradley_terry import Strengths, bradley_terry
from labelproof.quality.aggregation.dawid_skene import dawid_skene
from labelproof.quality.aggregation.glad import glad
from labelproof.quality.aggregation.mace import mace
from labelproof.quality.aggregation.majority import majority
from labelproof.quality.aggregation.median import median, trimmed_mean
from labelproof.quality.aggregation.medoid import medoid
from labelproof.quality.aggregation.model_as_annotator import model_as_annotator
from labelproof.quality.aggregation.one_coin import one_coin
from labelproof.quality.aggregation.ordinal import ordinal
from labelproof.quality.aggregation.rover import rover
from labelproof.quality.aggregation.set_votes import set_votes
from labelproof.quality.aggregation.span_vote import span_vote
from labelproof.quality.aggregation.wawa import wawa
from labelproof.quality.aggregation.with_model import with_model
from labelproof.quality.aggregation.zero_based_skill import zero_based_skill
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.consensus import AnnotatorModel, Consensus

CATEGORIES: Mapping[str, Callable[..., Consensus]] = {
    "majority": majority,
    "wawa": wawa,
    "zero_based_skill": zero_based_skill,
    "dawid_skene": dawid_skene,
    "one_coin": one_coin,
    "glad": glad,
    "mace": mace,
    "with_model": with_model,
    "model_as_annotator": model_as_annotator,
    "ordinal": ordinal,
}
"""For values of a list."""
NUMBERS: Mapping[str, Callable[..., Consensus]] = {
    "median": median,
    "trimmed_mean": trimmed_mean,
    "bias_and_spread": bias_and_spread,
}
"""For numbers."""
STRUCTURED: Mapping[str, Callable[..., Consensus]] = {
    "borda": borda,
    "box_cluster": box_cluster,
    "medoid": medoid,
    "rover": rover,
    "set_votes": set_votes,
    "span_vote": span_vote,
}
"""For values that have parts. Each reads one shape of value and refuses others; `medoid` wants the type's distance."""
AGGREGATORS: Mapping[str, Callable[..., Consensus]] = {**CATEGORIES, **NUMBERS, **STRUCTURED}


def aggregate(answers: Answers, name: str = "dawid_skene", **options: Any) -> Consensus:
    """The consensus by the aggregator of this name, with its options.

    Shape:   answers of one question.
    Unit:    as the aggregator says.
    Missing: an item without a vote has no value.
    Errors:  Refused("answers.bad") for an unknown name, and for what the aggregator refuses.
    Source:  statistics.md, Aggregation.

    >>> from labelproof.quality.columns import from_columns
    >>> aggregate(from_columns(["i", "i", "i"], ["ana", "ben", "cy"], ["x", "x", "y"]), "majority").value_index.tolist()
    [0]
    """
    if name not in AGGREGATORS:
        raise refusal([Problem("name", f"is one of {', '.join(AGGREGATORS)}, not {name!r}")])
    return AGGREGATORS[name](answers, **options)


__all__ = [
    "AGGREGATORS",
    "CATEGORIES",
    "NUMBERS",
    "STRUCTURED",
    "AnnotatorModel",
    "Consensus",
    "Strengths",
    "aggregate",
    "borda",
    "box_cluster",
    "bradley_terry",
    "dawid_skene",
    "majority",
    "medoid",
    "rover",
    "set_votes",
    "span_vote",
]
