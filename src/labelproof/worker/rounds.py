"""One round of the background work."""

import logging
from weakref import WeakValueDictionary

from labelproof.engine.due import due
from labelproof.engine.engine import Engine
from labelproof.engine.openings import all_logs
from labelproof.engine.publish import publish
from labelproof.engine.release import advance
from labelproof.kernel.refused import Refused

log = logging.getLogger("labelproof.worker")
_served: WeakValueDictionary[int, Engine] = WeakValueDictionary()


def run_once(engine: Engine) -> bool:
    """Do what is due, publish what grew, advance releases; True when there may be more to do at once."""
    done = due(engine) > 0
    publish_grown(engine)
    return advance(engine) or done


def publish_grown(engine: Engine) -> None:
    """Publish every log that has unsigned leaves; all of them in this process's first round, as a crash may have come
    between a note and its checkpoint. One log that may not be signed does not stop the others."""
    is_first = _served.get(id(engine)) is not engine
    with engine.store.reading() as read:
        logs = all_logs(read)
    for row in logs:
        if row.size > row.signed_size or is_first:
            try:
                publish(engine, row.log_id)
            except Refused as refused:
                log.error("%s is not published: %s", row.origin, refused)
    _served[id(engine)] = engine
