"""Numbers about answers: arrays in, estimates out. No clock, no files, no randomness but what is handed in.

`from labelproof import quality` is all that is needed, on any table of item, annotator and value, without a server:

>>> answers = from_columns(["i", "i", "j", "j"], ["ana", "ben", "ana", "ben"], ["x", "x", "y", "x"])
>>> alpha(answers).value, aggregate(answers, "majority").tied(1)
(0.0, [0, 1])
"""

from labelproof.quality import acceptance, checks, kernels, reliability, sampling
from labelproof.quality.acceptance import Plan, Sprt, error_rate, error_rates, plan, running_error_rate
from labelproof.quality.aggregation import AGGREGATORS, AnnotatorModel, Consensus, Strengths, aggregate, bradley_terry
from labelproof.quality.aggregation.majority import majority
from labelproof.quality.agreement import (
    AGREEMENT,
    DISTANCES,
    Regions,
    alpha,
    alpha_by,
    alpha_by_label,
    bland_altman,
    cohen,
    cohen_matrix,
    difference,
    fleiss,
    gwet,
    icc,
    intra,
    more_items,
    observed,
    pairwise_f1,
    specific,
    unitizing_alpha,
)
from labelproof.quality.answers import Answers
from labelproof.quality.bias import Audit, Groups, bias, groups
from labelproof.quality.checks import CHECKS, Columns, Report, run_checks
from labelproof.quality.columns import from_columns
from labelproof.quality.estimate import Estimate, Interval
from labelproof.quality.evaluation.accord import Comparison, compare
from labelproof.quality.evaluation.left_out import log_score
from labelproof.quality.evaluation.scoring import accuracy
from labelproof.quality.label_errors import LabelErrors, label_errors
from labelproof.quality.reliability import SIGNALS, Signal, signals
from labelproof.quality.sampling import Sample, relabel_value, sample
from labelproof.quality.table import Table
from labelproof.quality.tables import Named, from_relation, from_table

__all__ = [
    "AGGREGATORS",
    "AGREEMENT",
    "CHECKS",
    "DISTANCES",
    "SIGNALS",
    "AnnotatorModel",
    "Answers",
    "Audit",
    "Columns",
    "Comparison",
    "Consensus",
    "Estimate",
    "Groups",
    "Interval",
    "LabelErrors",
    "Named",
    "Plan",
    "Regions",
    "Report",
    "Sample",
    "Signal",
    "Sprt",
    "Strengths",
    "Table",
    "acceptance",
    "accuracy",
    "aggregate",
    "alpha",
    "alpha_by",
    "alpha_by_label",
    "bias",
    "bland_altman",
    "bradley_terry",
    "checks",
    "cohen",
    "cohen_matrix",
    "compare",
    "difference",
    "error_rate",
    "error_rates",
    "fleiss",
    "from_columns",
    "from_relation",
    "from_table",
    "groups",
    "gwet",
    "icc",
    "intra",
    "kernels",
    "label_errors",
    "log_score",
    "majority",
    "more_items",
    "observed",
    "pairwise_f1",
    "plan",
    "relabel_value",
    "reliability",
    "run_checks",
    "running_error_rate",
    "sample",
    "sampling",
    "signals",
    "specific",
    "unitizing_alpha",
]
