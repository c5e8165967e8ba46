"""Frozen data sets, bound to a position in the log."""

from labelproof.ports.room import Room
from labelproof.rooms.releases.decide import HANDLERS
from labelproof.rooms.releases.project import LISTENS
from labelproof.rooms.releases.tables import TABLES

ROOM = Room("releases", TABLES, HANDLERS, LISTENS)
