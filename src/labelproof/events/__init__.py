"""Every event type, one file per room: the vocabulary that lasts for ever."""

from labelproof.events import (
    access,
    annotation,
    charter,
    guidelines,
    log,
    measurement,
    releases,
    review,
    sources,
    taxonomy,
    workflow,
)
from labelproof.events.event import BY_KIND

__all__ = [
    "BY_KIND",
    "access",
    "annotation",
    "charter",
    "guidelines",
    "log",
    "measurement",
    "releases",
    "review",
    "sources",
    "taxonomy",
    "workflow",
]
