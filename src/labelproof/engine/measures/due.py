"""A job of the worker's: when a guideline changes, agreement as it stood is put on record, to be compared with later."""

import logging

import sqlalchemy as sa

from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.measures.figures import EVERYWHERE
from labelproof.engine.measures.record import keep
from labelproof.engine.measures.votes import counted
from labelproof.kernel.refused import Refused
from labelproof.ports.query import Query, param
from labelproof.ports.write import put
from labelproof.rooms.guidelines.tables import versions
from labelproof.rooms.workflow.tables import plans
from labelproof.storage.operational import instance

log = logging.getLogger("labelproof.measures")
DONE = "measured:"
CHANGED = Query(
    sa.select(versions.c.log_id, versions.c.event_id)
    .select_from(versions.outerjoin(instance, instance.c.name == sa.literal(DONE, sa.Text) + versions.c.event_id))
    .where(versions.c.version > 1, instance.c.name.is_(None))
    .order_by(versions.c.log_id, versions.c.version)
    .limit(20)
)
PLANNED = Query(sa.select(plans.c.questions).where(plans.c.log_id == param("log_id")))
note_done = put(instance)


def measure_changes(engine: Engine) -> int:
    """Each new version once, whatever comes of it; a kill in between measures again, and what is the same is kept once."""
    with engine.store.reading() as read:
        changed = read.all(CHANGED)
    for row in changed:
        _measure(engine, row.log_id)
        note = note_done(name=f"{DONE}{row.event_id}", value="1")
        engine.store.writer(INSTANCE_LOG).run(lambda tx, note=note: tx.write([note]))
    return len(changed)


def _measure(engine: Engine, log_id: int) -> None:
    """Every planned question that somebody answered. The position is that of the moment, a round after the change."""
    with engine.store.reading() as read:
        plan = read.one(PLANNED, log_id=log_id)
        asked: list[str] = [] if plan is None else plan.questions.split(",")
        answered = [question for question in asked if counted(read, log_id, question)]
    for question in answered:
        for name in EVERYWHERE:
            try:
                keep(engine, log_id, question, name)
            except Refused as refused:
                log.warning("%s of question %s is not recorded: %s", name, question, refused)
            except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError):
                # What a statistic stumbles over it would stumble over in every round. A database's errors go on up.
                log.exception("%s of question %s is not recorded", name, question)
