"""Sealed disclosures beside the published log: `vault/<label>/<from>-<to>`, merged at 256 leaves.

An erasure rewrites what stands here, so these blobs, unlike tiles, may differ from an earlier write.
"""

from collections.abc import Iterable, Iterator

import msgspec
import sqlalchemy as sa

from labelproof.engine.engine import Engine
from labelproof.engine.openings import LOG, SEALED, START, STOP, read_log
from labelproof.log.tiles import WIDTH
from labelproof.ports.query import Query
from labelproof.ports.store import SealedRow
from labelproof.storage.tables import disclosures

COUNT = Query(
    sa.select(sa.func.count().label("n")).where(
        disclosures.c.log_id == LOG, disclosures.c.idx >= START, disclosures.c.idx < STOP
    )
)


def label_of(origin: str) -> str:
    """The last part of an origin: how folders and addresses name a log."""
    return origin.rpartition("/")[2]


def format_vault(rows: Iterable[SealedRow]) -> bytes:
    """MessagePack of [index, name, subject, writer, sealed] for each disclosure, in order."""
    return msgspec.msgpack.encode([[r.idx, r.name, r.subject, r.writer, bytes(r.sealed)] for r in rows])


def parse_vault(raw: bytes, log_id: int) -> list[SealedRow]:
    """The rows that `format_vault` wrote."""
    found = msgspec.msgpack.decode(raw, type=list[tuple[int, str, str, str, bytes]])
    return [SealedRow(log_id, *row) for row in found]


def read_vault(engine: Engine, log_id: int, label: str) -> Iterator[SealedRow]:
    """Every sealed disclosure in the vault of a log, once each, block by block: what `log restore` and a backup take."""
    blocks: dict[int, list[str]] = {}
    for name in engine.blobs.names(f"vault/{label}/"):
        blocks.setdefault(_range(name)[0] // WIDTH, []).append(name)
    for block in sorted(blocks):
        rows: dict[tuple[int, str], SealedRow] = {}
        for name in sorted(blocks[block], key=_range):
            rows.update(((row.idx, row.name), row) for row in parse_vault(engine.blobs.get(name), log_id))
        yield from (rows[at] for at in sorted(rows))


def extend_vault(engine: Engine, log_id: int, label: str, start: int, stop: int) -> None:
    """Write what lies beside leaves `start` to `stop`; a block that is complete becomes one blob."""
    for first in range(start - start % WIDTH, stop, WIDTH):
        last = first + WIDTH
        if last <= stop:
            _write(engine, log_id, label, first, last)
            if first < start:
                _drop_parts(engine, label, {first})
        else:
            _write(engine, log_id, label, max(first, start), stop)


def rewrite_vault(engine: Engine, log_id: int, label: str, indexes: Iterable[int]) -> None:
    """After an erasure: write the blocks of these leaves anew, without what is gone."""
    with engine.store.reading() as read:
        size = read_log(read, log_id).signed_size
    blocks = {index - index % WIDTH for index in indexes}
    for first in sorted(blocks):
        if first < size:
            _write(engine, log_id, label, first, min(first + WIDTH, size))
    _drop_parts(engine, label, blocks)


def _write(engine: Engine, log_id: int, label: str, start: int, stop: int) -> None:
    """Until what was written is what stands: an erasure may have come between reading and writing."""
    name, n_written = f"vault/{label}/{start}-{stop}", -1
    while True:
        with engine.store.reading() as read:
            if read.one(COUNT, log_id=log_id, start=start, stop=stop).n == n_written:
                return
            rows = [SealedRow(*row) for row in read.all(SEALED, log_id=log_id, start=start, stop=stop)]
        engine.blobs.replace(name, format_vault(rows))
        n_written = len(rows)


def _drop_parts(engine: Engine, label: str, blocks: set[int]) -> None:
    """Delete increments that a wider blob of the same block has made superfluous."""
    widest: dict[int, tuple[int, int]] = {}
    found: list[tuple[str, int, tuple[int, int]]] = []
    for name in engine.blobs.names(f"vault/{label}/"):
        start, stop = _range(name)
        block = start - start % WIDTH
        if block in blocks:
            found.append((name, block, (start, stop)))
            if start == block and stop > widest.get(block, (0, 0))[1]:
                widest[block] = (start, stop)
    for name, block, span in found:
        if block in widest and span != widest[block] and span[1] <= widest[block][1]:
            engine.blobs.delete(name)


def _range(name: str) -> tuple[int, int]:
    start, _, stop = name.rpartition("/")[2].partition("-")
    return int(start), int(stop)
