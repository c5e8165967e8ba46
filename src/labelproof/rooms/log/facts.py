"""What decisions about logs need to know."""

from typing import Any

from labelproof.ports.room import Asked
from labelproof.ports.store import Reading
from labelproof.rooms.log import commands, queries

RootLogCommand = commands.AddWitness | commands.RemoveWitness | commands.SetRootPolicy


def for_keys(read: Reading, command: commands.Rotating | commands.Retiring, asked: Asked) -> list[Any]:
    """The log's keys, oldest first."""
    return read.all(queries.keys_of, log_id=asked.log_id)


def for_witnesses(read: Reading, command: RootLogCommand, asked: Asked) -> frozenset[str]:
    """Digests of the pinned witnesses' keys."""
    return frozenset(row.witness for row in read.all(queries.all_witnesses))
