"""What screens ask about releases."""

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.rooms.releases.tables import releases

LOG = param("log_id")

all_releases = Query(sa.select(releases).where(releases.c.log_id == LOG).order_by(releases.c.position.desc()))
release = Query(sa.select(releases).where(releases.c.log_id == LOG, releases.c.release == param("release")))
under_way = Query(sa.select(releases).where(releases.c.state == "requested").order_by(releases.c.log_id))
published = Query(
    sa.select(releases).where(releases.c.log_id == LOG, releases.c.state == "published").order_by(releases.c.position)
)
