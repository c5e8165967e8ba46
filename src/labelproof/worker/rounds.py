"""One round of the background work, and one round of talking to those outside who vouch for the root log."""

import logging
from weakref import WeakValueDictionary

from labelproof.engine.due import due
from labelproof.engine.engine import Engine
from labelproof.engine.measures.due import measure_changes
from labelproof.engine.openings import all_logs
from labelproof.engine.publish import publish
from labelproof.engine.release import advance
from labelproof.engine.root_log import enter_checkpoints
from labelproof.engine.timestamps import look_at_timestamps, stamp_root
from labelproof.engine.witnessing import ask_witnesses
from labelproof.kernel.refused import Refused

log = logging.getLogger("labelproof.worker")
_told: dict[str, str] = {}
_served: WeakValueDictionary[int, Engine] = WeakValueDictionary()


def run_once(engine: Engine) -> bool:
    """Do what is due, publish what grew, enter it in the root log, advance releases; True when there may be more.

    Figures come last: they may take seconds, and nothing that is to be signed waits for them.
    """
    done = due(engine) > 0
    publish_grown(engine)
    enter_grown(engine)
    done |= advance(engine)
    return measure_changes(engine) > 0 or done


def publish_grown(engine: Engine) -> None:
    """Publish every log that has unsigned leaves; all of them in this process's first round, as a crash may have come
    between a note and its checkpoint. One log that may not be signed does not stop the others."""
    is_first = _served.get(id(engine)) is not engine
    if is_first:
        look_at_timestamps(engine)
    with engine.store.reading() as read:
        logs = all_logs(read)
    for row in logs:
        if row.size > row.signed_size or is_first:
            _publish(engine, row.log_id, row.origin)
    _served[id(engine)] = engine


def enter_grown(engine: Engine) -> None:
    """Enter the logs' newest checkpoints in the root log when it is time to, and publish that."""
    root = enter_checkpoints(engine)
    if root is not None:
        _publish(engine, root, "the root log")


def confirm(engine: Engine) -> None:
    """Before a server signs anything: does any witness know more than this database? One that is silent is passed over."""
    ask_witnesses(engine, at_once=True, again=True)


def vouch_once(engine: Engine) -> None:
    """Ask witnesses and the timestamp authority for whatever the root log's checkpoint still lacks."""
    ask_witnesses(engine)
    stamp_root(engine)


def _publish(engine: Engine, log_id: int, name: str) -> None:
    try:
        publish(engine, log_id)
        _told.pop(name, None)
    except Refused as refused:
        if _told.get(name) != str(refused):  # said once, not once a second
            log.error("%s is not published: %s", name, refused)
            _told[name] = str(refused)
