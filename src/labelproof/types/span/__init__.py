"""Marked stretches of a text, each with a label."""

from labelproof.types.span.span import (
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
