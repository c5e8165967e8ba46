"""What may be frozen, and when a frozen thing is published."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.events.event import Said
from labelproof.events.releases import ReleaseAbandoned, ReleasePublished, ReleaseRequested
from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query, param
from labelproof.ports.room import Asked, Decision, Handler
from labelproof.ports.store import Reading
from labelproof.rooms.releases import commands
from labelproof.rooms.releases.tables import changes, plans, releases, scopes

LOG = param("log_id")
SCOPES = Query(sa.select(scopes).where(scopes.c.log_id == LOG).order_by(scopes.c.sealed_index))
PLAN = Query(sa.select(plans.c.questions).where(plans.c.log_id == LOG))
UNFINISHED = Query(sa.select(releases.c.release).where(releases.c.log_id == LOG, releases.c.state == "requested"))
RELEASE = Query(sa.select(releases).where(releases.c.log_id == LOG, releases.c.release == param("release")))
CHANGED = Query(sa.select(changes.c.last_index).where(changes.c.log_id == LOG))


class ScopeFacts(NamedTuple):
    """Sealed collections, the planned questions, and a release still under way."""

    scopes: list[Any]
    questions: tuple[str, ...]
    unfinished: str


def for_request(read: Reading, command: commands.RequestRelease, asked: Asked) -> ScopeFacts:
    """Everything that could be in the release."""
    plan = read.one(PLAN, log_id=asked.log_id)
    unfinished = read.one(UNFINISHED, log_id=asked.log_id)
    questions = tuple(plan.questions.split(",")) if plan is not None else ()
    return ScopeFacts(
        read.all(SCOPES, log_id=asked.log_id), questions, "" if unfinished is None else unfinished.release
    )


class ReleaseFacts(NamedTuple):
    """The release, and the newest erasure or withdrawal."""

    release: Any
    changed: int


def for_release(read: Reading, command: Any, asked: Asked) -> ReleaseFacts:
    """The release spoken about."""
    changed = read.one(CHANGED, log_id=asked.log_id)
    return ReleaseFacts(
        read.one(RELEASE, log_id=asked.log_id, release=command.release), -1 if changed is None else changed.last_index
    )


def request_release(found: ScopeFacts, command: commands.RequestRelease, asked: Asked) -> Decision:
    """One at a time, over reviewed collections."""
    if found.unfinished:
        raise Refused("releases.unfinished", f"release {found.unfinished} is under way", "wait for it, or abandon it")
    wanted = [s for s in found.scopes if not command.collections or s.collection in command.collections]
    missing = sorted(set(command.collections) - {s.collection for s in wanted})
    if not wanted or missing:
        raise Refused(
            "releases.scope", f"no sealed collection {', '.join(missing)}".rstrip(), "seal a collection first"
        )
    waiting = [s.collection for s in wanted if s.state != "reviewed"]
    if waiting:
        raise Refused(
            "releases.collection_unreviewed",
            f"votes of {waiting[0]} are still looked through for disputes",
            "try again in a moment",
        )
    if not found.questions:
        raise Refused("workflow.unplanned", "no workflow is planned", "plan questions and overlap first")
    return [
        ReleaseRequested(tuple(s.collection for s in wanted), found.questions, command.supersedes, Said(command.note))
    ]


def publish_release(found: ReleaseFacts, command: commands.PublishRelease, asked: Asked) -> Decision:
    """Only over what was still there when the rows were computed."""
    release = found.release
    if release is None or release.state != "requested":
        raise Refused("releases.not_requested", f"release {command.release} is not under way", "request one")
    if found.changed >= command.as_of:
        raise Refused(
            "releases.moved", f"something was erased or withdrawn at {found.changed}", "compute the rows again"
        )
    return [
        ReleasePublished(
            command.release, release.position, command.n_rows, command.rows_root, command.files_root, release.supersedes
        )
    ]


def abandon_release(found: ReleaseFacts, command: commands.AbandonRelease, asked: Asked) -> Decision:
    """Only while under way."""
    if found.release is None or found.release.state != "requested":
        raise Refused(
            "releases.not_requested", f"release {command.release} is not under way", "nothing is left to abandon"
        )
    return [ReleaseAbandoned(release=command.release)]


HANDLERS = {
    commands.RequestRelease: Handler(for_request, request_release),
    commands.PublishRelease: Handler(for_release, publish_release),
    commands.AbandonRelease: Handler(for_release, abandon_release),
}
