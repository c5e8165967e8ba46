"""What screens ask about the guideline."""

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.rooms.guidelines.tables import reports, versions

LOG = versions.c.log_id == param("log_id")
in_force = Query(sa.select(versions).where(LOG).order_by(versions.c.version.desc()).limit(1))
version_in_force = Query(
    sa.select(versions.c.version, versions.c.event_id).where(LOG).order_by(versions.c.version.desc()).limit(1)
)
numbered = Query(sa.select(versions).where(LOG, versions.c.version == param("version")))
when_published = Query(sa.select(versions.c.version, versions.c.published_at).where(LOG).order_by(versions.c.version))
every_version = Query(
    sa.select(versions.c.version, versions.c.event_id, versions.c.digest, versions.c.markdown)
    .where(LOG)
    .order_by(versions.c.version)
)
newest_reports = Query(
    sa.select(reports.c.event_id, reports.c.idx, reports.c.at, reports.c.words, versions.c.version)
    .select_from(
        reports.outerjoin(
            versions, (versions.c.log_id == reports.c.log_id) & (versions.c.event_id == reports.c.guideline)
        )
    )
    .where(reports.c.log_id == param("log_id"))
    .order_by(reports.c.idx.desc())
    .limit(500)
)
