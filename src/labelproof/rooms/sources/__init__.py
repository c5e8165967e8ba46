"""Collections, their terms and items, and whose they are."""

from labelproof.ports.room import Room
from labelproof.rooms.sources.decide import HANDLERS
from labelproof.rooms.sources.project import LISTENS
from labelproof.rooms.sources.tables import TABLES

ROOM = Room("sources", TABLES, HANDLERS, LISTENS)
