"""The logs themselves: their keys, and for the root log its witnesses and timestamps."""

from labelproof.ports.room import Room
from labelproof.rooms.log.decide import HANDLERS
from labelproof.rooms.log.project import LISTENS
from labelproof.rooms.log.tables import TABLES

ROOM = Room("log", TABLES, HANDLERS, LISTENS)
