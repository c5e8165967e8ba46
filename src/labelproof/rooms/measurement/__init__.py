"""Measures as artefacts, findings, and what is done about them."""

from labelproof.ports.room import Room
from labelproof.rooms.measurement.decide import HANDLERS
from labelproof.rooms.measurement.project import LISTENS
from labelproof.rooms.measurement.tables import TABLES

ROOM = Room("measurement", TABLES, HANDLERS, LISTENS)
