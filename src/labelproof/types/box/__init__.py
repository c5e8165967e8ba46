"""Boxes around things in a picture, each with a label."""

from labelproof.types.box.box import (
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
