"""Numbers about answers: arrays in, estimates out. No clock, no files, no randomness but what is handed in."""

from labelproof.quality.aggregation import AGGREGATORS, Consensus, majority
from labelproof.quality.agreement import AGREEMENT, alpha
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
    "from_columns",
    "majority",
]
