"""From a requested release to a sealed bundle, a step at a time: compute, publish, wait for a checkpoint, seal."""

import logging
from typing import Any

import sqlalchemy as sa

from labelproof.engine.bundle import COMPUTED, GONE, erasure_under_way, keep_computed, seal
from labelproof.engine.engine import SYSTEM, Engine
from labelproof.engine.openings import LOG, read_log
from labelproof.engine.rows import compute_rows
from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query, param
from labelproof.rooms.releases import commands, queries
from labelproof.rooms.releases.tables import releases
from labelproof.storage.operational import bundles

log = logging.getLogger("labelproof.release")
MOST_TRIES = 5
_kept = (bundles.c.log_id == releases.c.log_id) & (bundles.c.release == releases.c.release)
UNSEALED = Query(
    sa.select(releases.c.log_id, releases.c.release)
    .select_from(releases.outerjoin(bundles, _kept))
    .where(releases.c.state == "published", sa.or_(bundles.c.state.is_(None), bundles.c.state == COMPUTED))
    .order_by(releases.c.log_id, releases.c.position)
)
DESTROYED = Query(
    sa.select(releases.c.log_id, releases.c.release, releases.c.collections, releases.c.position)
    .select_from(releases.join(bundles, _kept))
    .where(releases.c.state == "published", bundles.c.state == GONE)
    .order_by(releases.c.log_id, releases.c.position)
)
LATER = Query(
    sa.select(releases.c.release).where(
        releases.c.log_id == LOG,
        releases.c.collections == param("collections"),
        releases.c.position > param("position"),
        releases.c.state != "abandoned",
    )
)


def advance(engine: Engine) -> bool:
    """Do what can be done for every release now; True when something was done."""
    done = supersede_destroyed(engine)
    with engine.store.reading() as read:
        requested = read.all(queries.under_way)
    for row in requested:
        done |= compute_and_publish(engine, row.log_id, row.release)
    with engine.store.reading() as read:
        unsealed = read.all(UNSEALED)
    for row in unsealed:
        done |= seal(engine, row.log_id, row.release)
    return done


def compute_and_publish(engine: Engine, log_id: int, release: str) -> bool:
    """Compute rows as of now and bind them; again when something was erased or withdrawn meanwhile."""
    for _ in range(MOST_TRIES):
        with engine.store.reading() as read:
            if erasure_under_way(read, log_id):
                return False
            row = read_log(read, log_id)
            computed = compute_rows(engine, read, log_id, release, row.size)
        if not keep_computed(engine, log_id, row.origin, release, computed, row.size):
            continue
        command = commands.PublishRelease(
            release, computed.n_rows, computed.rows_root, computed.files_root, as_of=row.size
        )
        try:
            engine.handle(log_id, command, SYSTEM, f"publish:{release}")
        except Refused as refused:
            if refused.code == "releases.moved":
                continue
            if refused.code in ("releases.not_requested", "command.key_reused"):
                return False  # abandoned meanwhile, or another worker was first
            raise
        return True
    return False


def supersede_destroyed(engine: Engine) -> bool:
    """Request what takes the place of each release whose bundle an erasure destroyed."""
    with engine.store.reading() as read:
        destroyed = read.all(DESTROYED)
    return sum(_supersede(engine, row) for row in destroyed) > 0


def _supersede(engine: Engine, row: Any) -> bool:
    """Unless a later release of the same collections does already."""
    with engine.store.reading() as read:
        if read.one(LATER, log_id=row.log_id, collections=row.collections, position=row.position) is not None:
            return False
    command = commands.RequestRelease(
        note="supersedes a release from which something was erased",
        collections=row.collections.split(","),
        supersedes=row.release,
    )
    try:
        return bool(engine.handle(row.log_id, command, SYSTEM, f"supersede:{row.release}"))
    except Refused as refused:
        log.info("release %s is not superseded yet: %s", row.release, refused)
        return False
