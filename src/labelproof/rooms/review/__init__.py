"""Disputes, and the recorded, reasoned decisions that close them."""

from labelproof.ports.room import Room
from labelproof.rooms.review.decide import HANDLERS
from labelproof.rooms.review.project import LISTENS
from labelproof.rooms.review.react import REACTS
from labelproof.rooms.review.tables import TABLES

ROOM = Room("review", TABLES, HANDLERS, LISTENS, REACTS)
