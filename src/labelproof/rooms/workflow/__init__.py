"""Questions, and how many people answer them."""

from labelproof.ports.room import Room
from labelproof.rooms.workflow.decide import HANDLERS
from labelproof.rooms.workflow.project import LISTENS
from labelproof.rooms.workflow.tables import TABLES

ROOM = Room("workflow", TABLES, HANDLERS, LISTENS)
