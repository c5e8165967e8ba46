"""Numbers about answers: arrays in, estimates out. No clock, no files, no randomness but what is handed in."""

from labelproof.quality.aggregation import AGGREGATORS, majority
from labelproof.quality.aggregation.majority import Consensus
from labelproof.quality.agreement import AGREEMENT, alpha, alpha_by_label, observed
from labelproof.quality.answers import Answers, from_columns
from labelproof.quality.estimate import Estimate, Interval

__all__ = [
    "AGGREGATORS",
    "AGREEMENT",
    "Answers",
    "Consensus",
    "Estimate",
    "Interval",
    "alpha",
    "alpha_by_label",
    "from_columns",
    "majority",
    "observed",
]
