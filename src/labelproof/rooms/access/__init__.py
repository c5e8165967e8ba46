"""Accounts and tokens of the instance; members of a project and their roles."""

from labelproof.ports.room import Room
from labelproof.rooms.access.decide import HANDLERS
from labelproof.rooms.access.project import LISTENS
from labelproof.rooms.access.tables import TABLES

ROOM = Room("access", TABLES, HANDLERS, LISTENS)
