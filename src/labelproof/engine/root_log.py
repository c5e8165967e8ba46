"""The root log: its leaves are the signed checkpoints of every other log, entered when they changed.

It is a row of `logs` like the others, so one publisher serves all; its leaves are notes and no events, and neither
rebuild nor reconcile looks at them.
"""

from typing import Any

from labelproof.engine.engine import INSTANCE_LOG, LOG_NUMBER, Engine
from labelproof.engine.notes import newest_note, root_entry_id
from labelproof.engine.openings import LOGS, ROOT, all_logs
from labelproof.engine.root_entries import entered_size, newest_entry
from labelproof.engine.vault import label_of
from labelproof.engine.witness_policy import policy_of
from labelproof.log.checkpoint import parse_checkpoint
from labelproof.log.note import split_note
from labelproof.log.tree import Frontier, leaf_hash
from labelproof.ports.store import EventRow, Reading, Transaction
from labelproof.rooms.log import queries


def enter_checkpoints(engine: Engine) -> int | None:
    """Enter what changed, if it is time to; gives the root log's number when something was entered."""
    with engine.store.reading() as read:
        logs = all_logs(read)
        changed = [row for row in logs if row.kind != ROOT and row.signed_size > engine.entered.get(row.log_id, 0)]
        root = next((row for row in logs if row.kind == ROOT), None)
        if not changed or (root is not None and not _is_time(engine, read, root, changed)):
            return None
    log_id = _open(engine) if root is None else root.log_id
    n_entered = engine.store.writer(log_id).run(lambda tx: _enter(tx, log_id, engine.clock.now_ms()))
    engine.entered.update((row.log_id, row.signed_size) for row in changed)
    return log_id if n_entered else None


def entry_row(log_id: int, index: int, note: bytes) -> tuple[EventRow, tuple[int, str, int]]:
    """A note as a stored leaf, and by what it is found: the label of the log that it speaks of."""
    origin = parse_checkpoint(split_note(note)[0]).origin
    return EventRow(log_id, index, root_entry_id(note), note, leaf_hash(note)), (log_id, label_of(origin), index)


def _is_time(engine: Engine, read: Reading, root: Any, changed: list[Any]) -> bool:
    """Once an interval; at once after a key was retired, since it may be in other hands."""
    since = engine.clock.now_ms() - root.last_ts
    if root.size == 0 or not 0 <= since < 1000 * policy_of(read).every_s:
        return True
    return any(
        read.one(queries.retired_since, log_id=row.log_id, size=engine.entered.get(row.log_id, row.signed_size))
        for row in changed
    )


def _open(engine: Engine) -> int:
    """Make the root log with a key of its own; whoever holds the instance log is alone in doing so."""
    origin = f"{engine.host}/{ROOT}"

    def job(tx: Transaction) -> int:
        tx.lock(INSTANCE_LOG)
        there = tx.one(LOG_NUMBER, origin=origin)
        if there is not None:
            return there.log_id
        engine.signer.create(origin)
        return tx.open_log(origin, ROOT).log_id

    return engine.store.writer(INSTANCE_LOG).run(job)


def _enter(tx: Transaction, log_id: int, now: int) -> int:
    """Each log's newest note, if it is larger than the one entered last: sizes of one origin never go back."""
    state = tx.lock(log_id)
    frontier = Frontier.from_bytes(state.frontier) if state.frontier else Frontier()
    rows: list[EventRow] = []
    refs: list[tuple[int, str, int]] = []
    for log in tx.all(LOGS):
        newest = None if log.kind == ROOT else newest_note(tx, log.log_id)
        if newest is None or newest.size <= entered_size(newest_entry(tx, log_id, log.origin)):
            continue
        row, ref = entry_row(log_id, frontier.size, bytes(newest.note))
        frontier.append(row.leaf_hash)
        rows.append(row)
        refs.append(ref)
    if rows:
        tx.append(rows, [], refs)
        tx.flush()  # whoever enters next in this same commit looks for what stands there
        state.size, state.frontier, state.last_ts = frontier.size, frontier.to_bytes(), now
        tx.advance(state)
    return len(rows)
