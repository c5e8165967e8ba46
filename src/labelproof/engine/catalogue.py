"""Every command, listener and reaction of every room, by name and type."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple, cast

import msgspec

from labelproof.events.event import BY_CLASS as SHAPES
from labelproof.kernel.refused import Problem, Refused
from labelproof.ports.room import Handler, Projection, Reaction
from labelproof.rooms import ROOMS


class Entry(NamedTuple):
    """One command: its class, who decides, and what policies call it."""

    command: type
    handler: Handler
    action: str
    system_only: bool


ACTIONS = {
    "take_work": "work",
    "show_values": "see_values",
    "request_erasure": "erase_subject",
    "rotate_log_key": "change_log_keys",
    "retire_log_key": "change_log_keys",
    "rotate_instance_log_key": "change_instance_log_keys",
    "retire_instance_log_key": "change_instance_log_keys",
    "add_witness": "set_up_root_log",
    "remove_witness": "set_up_root_log",
    "set_root_policy": "set_up_root_log",
    "set_timestamps": "set_up_root_log",
}
SYSTEM_ONLY = frozenset(
    {"open_account", "join_project", "end_leases", "review_import", "publish_release", "keep_measure"}
)


def wire_name(command: type) -> str:
    """SealCollection -> seal_collection."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", command.__name__).lower()


COMMANDS: dict[str, Entry] = {}
LISTENERS: dict[type, list[Projection]] = {}
REACTIONS: dict[type, list[Reaction]] = {}
for _room in ROOMS:
    for _command, _handler in _room.handlers.items():
        _name = wire_name(_command)
        COMMANDS[_name] = Entry(_command, _handler, ACTIONS.get(_name, _name), _name in SYSTEM_ONLY)
    for _event, _projection in _room.listens.items():
        LISTENERS.setdefault(_event, []).append(_projection)
    for _event, _reaction in _room.reacts.items():
        REACTIONS.setdefault(_event, []).append(_reaction)
REACTED = frozenset(SHAPES[e].kind for found in REACTIONS.values() for reaction in found for e in reaction.emits)
BY_CLASS: dict[type, str] = {entry.command: name for name, entry in COMMANDS.items()}


def parse_command(name: str, args: Any) -> Any:
    """The typed command, or a refusal that says which field is wrong."""
    command = _command(name)
    return _typed(name, lambda: cast("Any", msgspec.convert(args, command)))


def decode_command(name: str, raw: bytes | msgspec.Raw) -> Any:
    """The same from JSON, with nothing made in between: an import's thousand items are read once."""
    command = _command(name)
    return _typed(name, lambda: cast("Any", msgspec.json.decode(raw, type=command)))


def _command(name: str) -> type:
    entry = COMMANDS.get(name)
    if entry is None:
        raise Refused("command.unknown", f"there is no command {name[:64]!r}", "see the API's reference")
    return entry.command


def _typed(name: str, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except msgspec.ValidationError as wrong:
        what, _, where = str(wrong).partition(" - at `")
        where = where.rstrip("`").removeprefix("$.")
        raise Refused(
            "command.malformed",
            f"{name}: {what}{f' at {where}' if where else ''}",
            "send the fields the API's reference names",
            (Problem(where, what),),
        ) from wrong
