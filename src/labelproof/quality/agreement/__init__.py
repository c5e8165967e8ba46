"""How far annotators agree; never called accuracy."""

from collections.abc import Callable, Mapping

from labelproof.quality.agreement.alpha import alpha
from labelproof.quality.agreement.bland_altman import Limits, bland_altman
from labelproof.quality.agreement.breakdown import alpha_by, alpha_by_label
from labelproof.quality.agreement.cohen import cohen, cohen_matrix
from labelproof.quality.agreement.difference import difference
from labelproof.quality.agreement.distances import DISTANCES, Distance
from labelproof.quality.agreement.fleiss import fleiss, fleiss_of_table
from labelproof.quality.agreement.gwet import gwet
from labelproof.quality.agreement.icc import icc
from labelproof.quality.agreement.intra import Intra, intra
from labelproof.quality.agreement.observed import agreement_by_item, observed
from labelproof.quality.agreement.pairwise_f1 import F1, pairwise_f1
from labelproof.quality.agreement.precision import more_items
from labelproof.quality.agreement.regions import Regions
from labelproof.quality.agreement.shown import shown_a_suggestion
from labelproof.quality.agreement.specific import specific
from labelproof.quality.agreement.unitizing import Unitizing, unitizing_alpha
from labelproof.quality.agreement.unitizing_1995 import Unitizing1995, unitizing_alpha_1995
from labelproof.quality.answers import Answers
from labelproof.quality.estimate import Estimate
from labelproof.quality.regions.matching import set_distance

AGREEMENT: Mapping[str, Callable[[Answers], Estimate]] = {
    "alpha": alpha,
    "cohen": cohen,
    "fleiss": fleiss,
    "gwet": gwet,
    "icc": icc,
    "observed": observed,
}
"""One figure of one question by name. What gives several, or takes regions, is a function of its own."""

__all__ = [
    "AGREEMENT",
    "DISTANCES",
    "F1",
    "Distance",
    "Intra",
    "Limits",
    "Regions",
    "Unitizing",
    "Unitizing1995",
    "agreement_by_item",
    "alpha",
    "alpha_by",
    "alpha_by_label",
    "bland_altman",
    "cohen",
    "cohen_matrix",
    "difference",
    "fleiss",
    "fleiss_of_table",
    "gwet",
    "icc",
    "intra",
    "more_items",
    "observed",
    "pairwise_f1",
    "set_distance",
    "shown_a_suggestion",
    "specific",
    "unitizing_alpha",
    "unitizing_alpha_1995",
]
