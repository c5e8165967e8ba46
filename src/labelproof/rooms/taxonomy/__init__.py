"""The label catalogue, by version."""

from labelproof.ports.room import Room
from labelproof.rooms.taxonomy.decide import HANDLERS
from labelproof.rooms.taxonomy.project import LISTENS
from labelproof.rooms.taxonomy.tables import TABLES

ROOM = Room("taxonomy", TABLES, HANDLERS, LISTENS)
