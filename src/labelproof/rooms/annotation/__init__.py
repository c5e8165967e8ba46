"""Work handed out in batches of leases, and answers taken: one invariant, one room.

The invariant: an item's leased and counted places never exceed the overlap, and nobody takes two of them.
"""

from labelproof.ports.room import Room
from labelproof.rooms.annotation.decide import HANDLERS
from labelproof.rooms.annotation.project import LISTENS
from labelproof.rooms.annotation.tables import TABLES

ROOM = Room("annotation", TABLES, HANDLERS, LISTENS)
