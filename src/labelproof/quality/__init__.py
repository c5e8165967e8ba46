"""Numbers about answers: arrays in, estimates out. No clock, no files, no randomness but what is handed in."""

from labelproof.quality.aggregation import AGGREGATORS, Consensus, majority
from labelproof.quality.agreement import AGREEMENT, alpha, alpha_by_label, observed
from labelproof.quality.answers import Answers
from labelproof.quality.columns import from_columns
from labelproof.quality.estimate import Estimate, Interval
from labelproof.quality.table import Table

__all__ = [
    "AGGREGATORS",
    "AGREEMENT",
    "Answers",
    "Consensus",
    "Estimate",
    "Interval",
    "Table",
    "alpha",
    "alpha_by_label",
    "from_columns",
    "majority",
    "observed",
]
