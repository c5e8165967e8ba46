"""RFC 3161 timestamps over the root log's checkpoint: `<size>.tsr` beside its `tile/`, daily unless said otherwise."""

import logging

import msgspec

from labelproof.engine.engine import Engine
from labelproof.engine.halts import TIMESTAMPS, Halt, clear_halt, halt, halts
from labelproof.engine.openings import ROOT, read_log
from labelproof.engine.root_entries import shown_root
from labelproof.engine.timestamped import Stamped, keep_stamped, read_stamped
from labelproof.kernel.refused import Refused
from labelproof.log.note import split_note
from labelproof.rooms.log import queries

log = logging.getLogger("labelproof.timestamps")
HOUR_MS = 3_600_000
FIRST_PAUSE_MS, MOST_PAUSE_MS = 60_000, 6 * HOUR_MS
SUFFIX = ".tsr"


def stamp_root(engine: Engine, *, at_once: bool = False) -> int | None:
    """Have the published root checkpoint timestamped if that is due; gives its size when it was.

    A refusal is kept and tried again after a pause; `at_once` raises it instead.
    """
    with engine.store.reading() as read:
        setting, stamped = read.one(queries.timestamping), read_stamped(read)
    if setting is None or setting.every_h == 0 or setting.url is None or engine.timestamper is None:
        return None
    shown, now = shown_root(engine), engine.clock.now_ms()
    if shown is None or shown[1] in stamped.sizes:
        return None
    if not at_once and (now < stamped.at + setting.every_h * HOUR_MS or now < stamped.next_at):
        return None
    note, size = shown
    try:
        response = engine.timestamper.stamp(setting.url, split_note(note)[0])
    except Refused as refused:
        if at_once:
            raise
        keep_stamped(engine, _failed(stamped, refused, now))
        log.error("the root log's checkpoint of size %d is not timestamped: %s", size, refused)
        return None
    engine.blobs.replace(f"log/{ROOT}/{size}{SUFFIX}", response)  # a kill before the next line asks, and writes, anew
    keep_stamped(engine, Stamped((*stamped.sizes, size), now, 0, 0, "granted"))
    return size


def look_at_timestamps(engine: Engine) -> None:
    """At the start: a timestamp over a larger size than the database's says that this is an older copy."""
    root = engine.log_id(ROOT)
    sizes = [_size_of(name) for name in engine.blobs.names(f"log/{ROOT}/") if name.endswith(SUFFIX)]
    with engine.store.reading() as read:
        size = 0 if root is None else read_log(read, root).size
        is_halted = any(each.source == TIMESTAMPS for each in halts(read))
    largest = max(sizes, default=0)
    if largest > size:
        what = f"a timestamp was made over size {largest} of the root log, which ends at {size} here"
        fix = "do not sign: the database is an older copy. Run `labelproof log restore`"
        halt(engine, Halt(TIMESTAMPS, True, "log.behind", what, fix, engine.clock.now_ms()))
    elif is_halted:
        clear_halt(engine, TIMESTAMPS)


def _size_of(name: str) -> int:
    """The size that a timestamp's name says, 0 where it is no such name."""
    number = name.rpartition("/")[2].removesuffix(SUFFIX)
    return int(number) if number.isdecimal() else 0


def _failed(stamped: Stamped, refused: Refused, now: int) -> Stamped:
    pause = min(FIRST_PAUSE_MS << min(stamped.failures, 12), MOST_PAUSE_MS)
    said = f"{refused.code}: {refused.what}"
    return msgspec.structs.replace(stamped, failures=stamped.failures + 1, next_at=now + pause, said=said)
