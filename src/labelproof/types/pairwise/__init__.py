"""Which of two is better."""

from labelproof.types.pairwise.pairwise import (
    canonical,
    config_problems,
    consensus,
    dispute_opens,
    distance,
    name,
    owners,
    scale,
    schema,
    validate,
)

__all__ = [
    "canonical",
    "config_problems",
    "consensus",
    "dispute_opens",
    "distance",
    "name",
    "owners",
    "scale",
    "schema",
    "validate",
]
