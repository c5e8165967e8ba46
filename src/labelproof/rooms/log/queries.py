"""Which keys a log has, and who vouches for the root log."""

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.rooms.log.tables import keys, policies, timestamps, witnesses

keys_of = Query(sa.select(keys).where(keys.c.log_id == param("log_id")).order_by(keys.c.added_index))
all_witnesses = Query(sa.select(witnesses).order_by(witnesses.c.added_at, witnesses.c.witness))
policy = Query(sa.select(policies).limit(1))
timestamping = Query(sa.select(timestamps).limit(1))
retired_since = Query(
    sa.select(keys.c.vkey).where(keys.c.log_id == param("log_id"), keys.c.retired_index >= param("size")).limit(1)
)
