"""A guideline has clauses, each with a number of its own."""

import hashlib
from typing import Any

import sqlalchemy as sa

from labelproof.events.event import Said
from labelproof.events.guidelines import GuidelinePublished, GuidelineReported
from labelproof.kernel.canonical import b64url
from labelproof.kernel.ids import Own
from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query, param
from labelproof.ports.room import Asked, By, Decision, Handler
from labelproof.ports.store import Reading
from labelproof.rooms.guidelines import commands
from labelproof.rooms.guidelines.clauses import clauses
from labelproof.rooms.guidelines.tables import versions

LONGEST = 400_000
LONGEST_REPORT = 4000
LATEST = Query(
    sa.select(versions.c.version, versions.c.digest, versions.c.event_id)
    .where(versions.c.log_id == param("log_id"))
    .order_by(versions.c.version.desc())
    .limit(1)
)


def latest(read: Reading, command: Any, asked: Asked) -> Any:
    """The newest version, or None."""
    return read.one(LATEST, log_id=asked.log_id)


def publish_guideline(found: Any, command: commands.PublishGuideline, asked: Asked) -> Decision:
    """Another text than the one in force, with at least one clause and no clause number twice."""
    if len(command.markdown) > LONGEST or "\x00" in command.markdown:
        raise Refused(
            "guideline.text",
            f"{len(command.markdown)} characters, or a NUL among them",
            f"keep it under {LONGEST} characters of text",
        )
    shown = clauses(command.markdown)
    if not shown:
        raise Refused("guideline.no_clause", "the text has no heading and no words", "write at least one clause")
    numbers = [clause["id"] for clause in shown]
    twice = sorted({n for n in numbers if numbers.count(n) > 1})
    if twice:
        raise Refused("guideline.clause_twice", f"clause {', '.join(twice)} stands twice", "number each clause once")
    digest = b64url(hashlib.sha256(command.markdown.encode()).digest())
    if found is not None and found.digest == digest:
        raise Refused(
            "guideline.unchanged", f"version {found.version} has the same text", "change the text before publishing"
        )
    version = 1 if found is None else found.version + 1
    return [GuidelinePublished(version=version, digest=digest, markdown=Said(command.markdown), html=Said(shown))]


def report_candidly(found: Any, command: commands.ReportCandidly, asked: Asked) -> Decision:
    """Recorded under the event's own id as its actor: nothing in the log leads from it to the member."""
    words = command.words.strip()
    if not 1 <= len(words) <= LONGEST_REPORT:
        raise Refused("guideline.report", f"the report has {len(words)} characters", f"use 1 to {LONGEST_REPORT}")
    return [By(GuidelineReported("" if found is None else found.event_id, Said(words)), Own(0))]


HANDLERS = {
    commands.PublishGuideline: Handler(latest, publish_guideline),
    commands.ReportCandidly: Handler(latest, report_candidly),
}
