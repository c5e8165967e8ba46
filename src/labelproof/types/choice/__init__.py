"""One label of several, or a set of them."""

from labelproof.types.choice.choice import (
    CANT_TELL,
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
    "CANT_TELL",
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
