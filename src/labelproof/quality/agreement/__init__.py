"""How far annotators agree; never called accuracy."""

from collections.abc import Callable, Mapping

from labelproof.quality.agreement.alpha import alpha

from labelproof.quality.answers import Answers
from labelproof.quality.estimate import Estimate

AGREEMENT: Mapping[str, Callable[[Answers], Estimate]] = {
    "alpha": alpha,

}

__all__ = ["AGREEMENT", "alpha", ]
