"""What screens ask about the charter."""

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.rooms.charter.tables import versions

in_force = Query(
    sa.select(versions)
    .where(versions.c.log_id == param("log_id"), versions.c.signed_at.is_not(None))
    .order_by(versions.c.version.desc())
    .limit(1)
)
every_version = Query(sa.select(versions).where(versions.c.log_id == param("log_id")).order_by(versions.c.version))
