"""Versioned instructions, made of clauses."""

from labelproof.ports.room import Room
from labelproof.rooms.guidelines.decide import HANDLERS
from labelproof.rooms.guidelines.project import LISTENS
from labelproof.rooms.guidelines.tables import TABLES

ROOM = Room("guidelines", TABLES, HANDLERS, LISTENS)
