"""How far annotators agree; never called accuracy."""

from collections.abc import Callable, Mapping

from labelproof.quality.agreement.alpha import alpha, alpha_by_label
from labelproof.quality.agreement.observed import observed
from labelproof.quality.answers import Answers
from labelproof.quality.estimate import Estimate

AGREEMENT: Mapping[str, Callable[[Answers], Estimate]] = {
    "alpha": alpha,
    "observed": observed,
}

__all__ = ["AGREEMENT", "alpha", "alpha_by_label", "observed"]
