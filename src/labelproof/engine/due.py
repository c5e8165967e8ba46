"""What is due: leases that ran out, imports to look through, erasures to carry on. Keys derive from what causes them."""

import logging

import sqlalchemy as sa

from labelproof.engine.engine import INSTANCE_LOG, SYSTEM, Engine
from labelproof.engine.erase import continue_erasures
from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query, param
from labelproof.ports.write import drop, put
from labelproof.rooms.annotation import commands as annotation
from labelproof.rooms.annotation import queries as work
from labelproof.rooms.review import commands as review
from labelproof.rooms.review import queries as disputes
from labelproof.rooms.review.facts import NEXT_ITEMS
from labelproof.storage.operational import instance

log = logging.getLogger("labelproof.due")
CHUNKS_A_ROUND = 50
REACHED = Query(sa.select(instance.c.value).where(instance.c.name == param("name")))
note_reached = put(instance)
forget_reached = drop(instance, by=("name",))


def due(engine: Engine) -> int:
    """Do what is due now; gives how many things were done."""
    return end_leases(engine) + review_imports(engine) + continue_erasures(engine)


def end_leases(engine: Engine) -> int:
    """What was held too long goes back to the queue."""
    with engine.store.reading() as read:
        rows = read.all(work.due, now=engine.clock.now_ms())
    done = 0
    for row in rows:
        try:
            command = annotation.EndLeases(row.lease, row.member)
            done += bool(engine.handle(row.log_id, command, SYSTEM, f"lease:{row.lease}"))
        except Refused as refused:
            log.warning("lease %s does not end: %s", row.lease, refused)
    return done


def review_imports(engine: Engine) -> int:
    """Look through imported votes a chunk at a time; where a collection stands is remembered between rounds."""
    with engine.store.reading() as read:
        waiting = read.all(disputes.unreviewed)
    return sum(_review(engine, row.log_id, row.collection) for row in waiting)


def _review(engine: Engine, log_id: int, collection: str) -> int:
    name, done = f"reached:{collection}", 0
    with engine.store.reading() as read:
        reached = read.one(REACHED, name=name)
    after, left = "" if reached is None else reached.value, True
    while left and done < CHUNKS_A_ROUND:
        with engine.store.reading() as read:
            chunk = read.all(NEXT_ITEMS, log_id=log_id, collection=collection, after=after)
        key = f"review:{collection}:{after}"
        engine.handle(log_id, review.ReviewImport(collection=collection, after=after), SYSTEM, key)
        after, left, done = chunk[-1].item if chunk else after, bool(chunk), done + 1
    note = note_reached(name=name, value=after) if left else forget_reached(name=name)
    engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write([note]))
    return done
