"""What screens ask about collections and items."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading
from labelproof.rooms.sources.tables import collections, erased_subjects, items, tombstones

LOG = param("log_id")

all_collections = Query(sa.select(collections).where(collections.c.log_id == LOG).order_by(collections.c.opened_index))
item = Query(sa.select(items).where(items.c.log_id == LOG, items.c.item == param("item")))
AT_ONCE = 10
items_named = Query(
    sa.select(items.c.item, items.c.collection, items.c.external_id, items.c.content).where(
        items.c.log_id == LOG, items.c.item.in_([param(f"item{n}") for n in range(AT_ONCE)])
    )
)
_NOBODY = dict.fromkeys([f"item{n}" for n in range(AT_ONCE)], "")
item_by_external_id = Query(sa.select(items).where(items.c.log_id == LOG, items.c.external_id == param("external_id")))
items_of = Query(
    sa.select(items).where(items.c.log_id == LOG, items.c.collection == param("collection")).order_by(items.c.item)
)
items_after = Query(
    sa.select(items.c.item, items.c.external_id, items.c.content, items.c.state, items.c.collection)
    .where(items.c.log_id == LOG, items.c.item > param("after"))
    .order_by(items.c.item)
    .limit(param("limit"))
)
items_in = Query(
    sa.select(items.c.item, items.c.external_id, items.c.content, items.c.state, items.c.collection)
    .where(items.c.log_id == LOG, items.c.item > param("after"), items.c.state == param("state"))
    .order_by(items.c.item)
    .limit(param("limit"))
)
is_erased = Query(
    sa.select(tombstones.c.name).where(tombstones.c.log_id == LOG, tombstones.c.event_id == param("event_id"))
)
erasures_open = Query(
    sa.select(erased_subjects).where(erased_subjects.c.state == "requested").order_by(erased_subjects.c.log_id)
)


def named(read: Reading, log_id: int, wanted: Sequence[str]) -> dict[str, Any]:
    """Items by id, ten a query."""
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = {f"item{n}": item for n, item in enumerate(wanted[start : start + AT_ONCE])}
        rows = read.all(items_named, log_id=log_id, **(_NOBODY | part))
        found.update({row.item: row for row in rows})
    return found
