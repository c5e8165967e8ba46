"""A charter is whole before it is signed."""

from typing import Any

import sqlalchemy as sa

from labelproof.events.charter import CharterDrafted, CharterSigned
from labelproof.events.event import Said
from labelproof.kernel.ids import Own
from labelproof.kernel.refused import Problem, Refused
from labelproof.ports.query import Query, param
from labelproof.ports.room import Asked, Decision, Handler
from labelproof.ports.store import Reading
from labelproof.rooms.charter import commands
from labelproof.rooms.charter.tables import versions

LATEST = Query(sa.select(sa.func.max(versions.c.version).label("version")).where(versions.c.log_id == param("log_id")))


def last_version(read: Reading, command: Any, asked: Asked) -> int:
    """The newest version's number, 0 before the first."""
    return read.one(LATEST, log_id=asked.log_id).version or 0


def sign_charter(found: int, command: commands.SignCharter, asked: Asked) -> Decision:
    """Drafted and signed in one act; every part is said."""
    problems = [
        Problem(name, f"has {len(value.strip())} characters, needs 1 to 4000")
        for name, value in (("owner", command.owner), ("goals", command.goals), ("scope", command.scope))
        if not 1 <= len(value.strip()) <= 4000
    ]
    for name, share, low in (("min_alpha", command.min_alpha, -1.0), ("max_error", command.max_error, 0.0)):
        if share is not None and not low <= share <= 1.0:
            problems.append(Problem(name, f"is {share}, needs {low} to 1"))
    if problems:
        raise Refused(
            "charter.incomplete",
            f"{len(problems)} parts are missing or out of range",
            "complete them and sign again",
            tuple(problems),
        )
    charter = {
        "owner": command.owner.strip(),
        "goals": command.goals.strip(),
        "scope": command.scope.strip(),
        "variances": {"min_alpha": command.min_alpha, "max_error": command.max_error},
    }
    return [
        CharterDrafted(version=found + 1, charter=Said(charter)),
        CharterSigned(charter=Own(0), meaning=Said(command.meaning)),
    ]


HANDLERS = {commands.SignCharter: Handler(last_version, sign_charter)}
