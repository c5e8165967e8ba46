"""Goals, scope, owner and acceptable variances, signed before work is handed out."""

from labelproof.ports.room import Room
from labelproof.rooms.charter.decide import HANDLERS
from labelproof.rooms.charter.project import LISTENS
from labelproof.rooms.charter.tables import TABLES

ROOM = Room("charter", TABLES, HANDLERS, LISTENS)
