"""What people do, one room per subject; reactions run in this order."""

from labelproof.ports.room import Room
from labelproof.rooms import (
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

ROOMS: tuple[Room, ...] = (
    access.ROOM,
    log.ROOM,
    charter.ROOM,
    guidelines.ROOM,
    taxonomy.ROOM,
    sources.ROOM,
    workflow.ROOM,
    annotation.ROOM,
    review.ROOM,
    measurement.ROOM,
    releases.ROOM,
)
