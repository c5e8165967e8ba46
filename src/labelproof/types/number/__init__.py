"""A number, or a level of a scale."""

from labelproof.types.number.number import (
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
