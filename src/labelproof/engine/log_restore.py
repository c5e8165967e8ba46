"""Logs brought up to what they published, after an older copy of the database came back.

The missing leaves are read from the published entry bundles and checked against the signed root, the sealed disclosures
from the vault and checked against the digests in those leaves. What was erased meanwhile goes again. The tables are
built anew at the end; a kill leaves that due, and the rest is carried on from where it stood.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa

from labelproof.engine.bundle import GONE, keep
from labelproof.engine.engine import BY_ID, INSTANCE_LOG, Engine
from labelproof.engine.erase import VACUUM_DUE, drop_opening, note_due
from labelproof.engine.keyring import KeyRing
from labelproof.engine.ledger import findable
from labelproof.engine.notes import keep_note, opened_checkpoint
from labelproof.engine.openings import ROOT, TOMBSTONE, all_logs, leaves, listed
from labelproof.engine.promises import HASHES
from labelproof.engine.publish import count_signed, publish
from labelproof.engine.rebuild import rebuild_all, rebuild_due
from labelproof.engine.release import UNSEALED
from labelproof.engine.tie_events import DESTROYED
from labelproof.engine.vault import label_of, read_vault
from labelproof.kernel.canonical import b64url
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint
from labelproof.log.leaf import Leaf, disclosure_digest, parse_leaf
from labelproof.log.tiles import WIDTH, format_tile_path, parse_bundle
from labelproof.log.tree import Frontier, leaf_hash, merkle_root
from labelproof.ports.blob_store import BlobMissing
from labelproof.ports.progress import Progress, quiet
from labelproof.ports.query import Query
from labelproof.ports.store import EventRow, SealedRow, Transaction
from labelproof.storage.operational import bundles

BLOBS = Query(sa.select(bundles.c.blob))


class Restored(NamedTuple):
    """What came back of one log: its leaves from one size to another, and the disclosures that are lost."""

    origin: str
    old_size: int
    new_size: int
    n_openings: int
    n_lost: int


@dataclass
class _Behind:
    """A log whose published checkpoint is ahead of the database."""

    origin: str
    kind: str
    log_id: int | None
    size: int
    signed: int
    frontier: Frontier
    note: bytes
    checkpoint: Checkpoint
    erased: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    destroyed: set[str] = field(default_factory=set[str])


def restore_logs(engine: Engine, progress: Progress = quiet) -> list[Restored]:
    """Every log that is behind what it published. Refused, before anything is written, where one cannot follow."""
    behind = [log for log in _published(engine) if _is_behind(engine, log)]
    for log in behind:
        _verify(engine, log)
    total, done = sum(log.checkpoint.size - log.size for log in behind), 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        progress(done, total)

    restored = [_replay(engine, log, advance) for log in behind]
    if restored:
        rebuild_all(engine)
        _forget_bundles(engine, {log.log_id for log in behind if log.erased})
        with engine.store.reading() as read:
            logs = all_logs(read)
        for row in logs:
            if row.kind != ROOT:
                publish(engine, row.log_id)
    return restored


def _forget_bundles(engine: Engine, with_erasures: set[int | None]) -> None:
    """Bundles that no row names any more are deleted, or a later erasure would not find them; they are sealed anew.

    Where something was erased meanwhile, a bundle that it destroyed cannot be told from one that it did not: our copies
    count as destroyed, and what supersedes them is requested.
    """
    with engine.store.reading() as read:
        named = {row.blob for row in read.all(BLOBS)}
        unsealed = [row for row in read.all(UNSEALED) if row.log_id in with_erasures]
    for name in [name for name in engine.blobs.names("bundles/") if name not in named]:
        engine.blobs.delete(name)
    gone = [keep(log_id=r.log_id, release=r.release, state=GONE, blob="", sha256="", size=0) for r in unsealed]
    engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write(gone))


def _published(engine: Engine) -> Iterator[_Behind]:
    """Every log with a published checkpoint: those the database knows in their order, then those it never heard of."""
    with engine.store.reading() as read:
        known = {label_of(row.origin): row for row in all_logs(read)}
    names = [name for name in engine.blobs.names("log/") if name.endswith("/checkpoint")]
    shown = {name.split("/")[1]: engine.blobs.get(name) for name in names if name.count("/") == 2}
    unknown: list[tuple[int, _Behind]] = []
    for label in [*(label for label in known if label in shown), *(label for label in shown if label not in known)]:
        row, origin = known.get(label), f"{engine.host}/{label}"
        checkpoint = opened_checkpoint(engine, origin, shown[label])
        if row is not None:
            frontier = Frontier.from_bytes(bytes(row.frontier)) if row.size else Frontier()
            yield _Behind(origin, row.kind, row.log_id, row.size, row.signed_size, frontier, shown[label], checkpoint)
        else:
            kind = ROOT if label == ROOT else "project"
            log = _Behind(origin, kind, None, 0, 0, Frontier(), shown[label], checkpoint)
            first = next(_entries(engine, log), b"")
            unknown.append((0 if kind == ROOT else parse_leaf(first).ts, log))
    yield from (log for _, log in sorted(unknown, key=lambda each: each[0]))  # in the order they were opened


def _is_behind(engine: Engine, log: _Behind) -> bool:
    """False where the database holds all that was published; refused where it went on by itself."""
    if log.size < log.checkpoint.size:
        return True
    assert log.log_id is not None
    with engine.store.reading() as read:
        rows = read.each(HASHES, log_id=log.log_id, stop=log.checkpoint.size)
        root = merkle_root(bytes(row.leaf_hash) for row in rows)
    if root != log.checkpoint.root:
        raise _went_on(log, f"at size {log.checkpoint.size} it has another root than was published")
    return log.signed < log.checkpoint.size  # a kill came after the last leaf


def _entries(engine: Engine, log: _Behind) -> Iterator[bytes]:
    """The published leaves from the database's size on."""
    size, prefix = log.checkpoint.size, f"log/{label_of(log.origin)}/"
    for number in range(log.size // WIDTH, -(-size // WIDTH)):
        width = min(WIDTH, size - number * WIDTH)
        path = format_tile_path("entries", number, width)
        try:
            found = parse_bundle(engine.blobs.get(prefix + path), width, path)
        except BlobMissing:
            path = format_tile_path("entries", number)
            try:
                found = parse_bundle(engine.blobs.get(prefix + path), WIDTH, path)[:width]
            except BlobMissing:
                what = f"leaves from {number * WIDTH} on of {log.origin} are lost: {path} is not there"
                raise Refused(
                    "log.leaves_lost", what, "look for a copy of the published files, or of a bundle"
                ) from None
        yield from found[max(0, log.size - number * WIDTH) :]


def _verify(engine: Engine, log: _Behind) -> None:
    """The leaves give the signed root; and what they say was erased."""
    frontier = log.frontier.copy()
    for leaf in _entries(engine, log):
        frontier.append(leaf_hash(leaf))
        if log.kind == ROOT or (TOMBSTONE not in leaf and DESTROYED not in leaf):
            continue
        refs = parse_leaf(leaf).refs
        if TOMBSTONE in leaf:
            log.erased.update(zip(listed(refs.get("event")), listed(refs.get("field")), strict=True))
        else:
            log.destroyed.update(listed(refs.get("subject")))
    if frontier.root() != log.checkpoint.root:
        _compare_edge(engine, log)
        what = f"the entry bundles of {log.origin} do not give the root that was signed at size {log.checkpoint.size}"
        raise Refused("log.other_bytes", what, "keep the files, they may be evidence, and look for another copy")


def _compare_edge(engine: Engine, log: _Behind) -> None:
    """Where the database parts from what was published within its last block, that is said."""
    start = log.size - log.size % WIDTH
    if log.log_id is None or start == log.size:
        return
    whole = _Behind(log.origin, log.kind, log.log_id, start, 0, Frontier(), log.note, log.checkpoint)
    with engine.store.reading() as read:
        ours = dict(leaves(read, log.log_id, start, log.size))
    for index, leaf in zip(range(start, log.size), _entries(engine, whole), strict=False):
        if ours.get(index) != leaf:
            raise _went_on(log, f"its event at {index} is another than the published one")


def _went_on(log: _Behind, what: str) -> Refused:
    return Refused(
        "log.went_on",
        f"the database of {log.origin} went on after an older copy of it came back: {what}",
        "stop the server, put the older copy back once more, and restore before anything is recorded",
    )


def _replay(engine: Engine, log: _Behind, advance: Any) -> Restored:
    """Block by block, each in one transaction with its disclosures; the promise last."""
    for subject in sorted(log.destroyed):
        engine.keys.destroy(log.origin, subject)
    size, writer = log.size, engine.store.writer(INSTANCE_LOG)
    log_id = writer.run(lambda tx: _opened(tx, log))
    beside: dict[int, list[SealedRow]] = {}
    for row in read_vault(engine, log_id, label_of(log.origin)):
        if row.idx >= size:
            beside.setdefault(row.idx, []).append(row)
    ring, n_openings, n_lost = KeyRing(engine.keys, engine.entropy), 0, 0
    entries = _entries(engine, log)
    while block := list(islice(entries, WIDTH)):
        rows = [_row(log, log_id, size + n, leaf) for n, leaf in enumerate(block)]
        parsed = {row.idx: parse_leaf(row.leaf) for row in rows} if log.kind != ROOT else {}
        sealed = [each for idx, leaf in parsed.items() for each in _holding(ring, log, leaf, beside.get(idx, []))]
        n_lost += sum(len(leaf.c) for leaf in parsed.values()) - len(sealed) - _n_erased(log, parsed)
        n_openings += len(sealed)
        writer.run(lambda tx, rows=rows, parsed=parsed, sealed=sealed: _append(tx, log, log_id, rows, parsed, sealed))
        size += len(block)
        advance(len(block))
    writer.run(lambda tx: _promise(engine, tx, log, log_id))
    return Restored(log.origin, log.size, size, n_openings, n_lost)


def _opened(tx: Transaction, log: _Behind) -> int:
    if log.log_id is not None:
        return log.log_id
    tx.write([rebuild_due()])
    return tx.open_log(log.origin, log.kind).log_id


def _row(log: _Behind, log_id: int, index: int, leaf: bytes) -> EventRow:
    """The root log's leaves are notes, and their ids the first of their hashes."""
    hashed = leaf_hash(leaf)
    return EventRow(log_id, index, b64url(hashed)[:24] if log.kind == ROOT else parse_leaf(leaf).id, leaf, hashed)


def _holding(ring: KeyRing, log: _Behind, leaf: Leaf, rows: list[SealedRow]) -> Iterator[SealedRow]:
    """Of the vault's rows beside a leaf, those that open to what it commits to and were not erased."""
    ring.load_many(log.origin, {who for row in rows for who in (row.subject, row.writer)})
    for row in rows:
        if (leaf.id, row.name) in log.erased or row.name not in leaf.c:
            continue
        opening = ring.open(log.origin, leaf.id, row.name, row.subject, row.writer, row.sealed)
        if opening is not None and disclosure_digest(b64url(opening)) == leaf.c[row.name]:
            yield row


def _n_erased(log: _Behind, parsed: dict[int, Leaf]) -> int:
    return sum((leaf.id, name) in log.erased for leaf in parsed.values() for name in leaf.c)


def _append(
    tx: Transaction, log: _Behind, log_id: int, rows: list[EventRow], parsed: dict[int, Leaf], sealed: list[SealedRow]
) -> None:
    """A block's rows, what finds them, what lies beside them; and what its tombstones say is gone goes."""
    state = tx.lock(log_id)
    frontier = Frontier.from_bytes(state.frontier) if state.frontier else Frontier()
    frontier.extend(row.leaf_hash for row in rows)
    refs = [(log_id, value, index) for index, leaf in parsed.items() for value in findable(leaf.refs)]
    tx.append(rows, sealed, refs)
    tx.flush()
    for leaf in parsed.values():
        if leaf.kind == "disclosure.erased":
            tx.write([note_due(name=VACUUM_DUE, value=leaf.id)])
            for event, name in zip(listed(leaf.refs.get("event")), listed(leaf.refs.get("field")), strict=True):
                tx.write([drop_opening(log_id=log_id, idx=tx.one(BY_ID, log_id=log_id, event_id=event).idx, name=name)])
    state.size, state.frontier = frontier.size, frontier.to_bytes()
    state.last_ts = max([state.last_ts, *(leaf.ts for leaf in parsed.values())])
    tx.advance(state)
    tx.write([rebuild_due()])


def _promise(engine: Engine, tx: Transaction, log: _Behind, log_id: int) -> None:
    """What was published is a promise again."""
    tx.lock(log_id)
    size = log.checkpoint.size
    tx.write(
        [
            count_signed(log_id=log_id, signed_size=size),
            keep_note(log_id=log_id, size=size, note=log.note, at=engine.clock.now_ms()),
        ]
    )
