"""Tiles and entry bundles as blobs: written once, from the last full bundle on, and read back."""

from typing import Any

from labelproof.engine.engine import Engine
from labelproof.engine.openings import leaves
from labelproof.engine.vault import label_of
from labelproof.kernel.refused import Refused
from labelproof.log.tiles import WIDTH, format_tile_path, grow_tiles, tile_reader
from labelproof.log.tree import HashReader
from labelproof.ports.blob_store import BlobConflict, BlobMissing

STEP = WIDTH * WIDTH


def write_tiles(engine: Engine, row: Any, signed: int) -> None:
    """Every bundle and tile that the new size needs and the signed size lacked."""
    label = label_of(row.origin)
    edge = _edge(engine, label, signed - signed % WIDTH)
    for start in range(signed - signed % WIDTH, row.size, STEP):
        stop = min(start + STEP - start % STEP, row.size) if start % STEP else min(start + STEP, row.size)
        with engine.store.reading() as read:
            part = [leaf for _, leaf in leaves(read, row.log_id, start, stop)]
        edge = _put_tiles(engine, label, start, edge, part)
    _drop_partials(engine, label, signed, row.size)


def read_tile(engine: Engine, label: str, path: str) -> bytes:
    """A published tile or bundle; in a partial's place the full one answers once the partial is gone."""
    try:
        return engine.blobs.get(f"log/{label}/{path}")
    except BlobMissing:
        return engine.blobs.get(f"log/{label}/{path.partition('.p/')[0]}")


def published_hashes(engine: Engine, origin: str, size: int) -> HashReader:
    """Hashes of the tree, out of its published tiles."""
    label = label_of(origin)
    return tile_reader(size, lambda path: read_tile(engine, label, path))


def _put_tiles(engine: Engine, label: str, start: int, edge: list[bytes], part: list[bytes]) -> list[bytes]:
    """Write one step's tiles, entries first; gives the edge after it."""
    made = grow_tiles(start, edge, part)
    for path, content in made.items():
        try:
            engine.blobs.put(f"log/{label}/{path}", content)
        except BlobConflict as conflict:
            raise Refused(
                "log.other_bytes",
                f"{path} was published with other bytes",
                "do not sign: keep the file, it may be evidence, and run `labelproof reconcile`",
            ) from conflict
    size, after = start + len(part), list[bytes]()
    for level in range(1, 8):
        n = size >> (8 * level)
        path = format_tile_path(level, n // WIDTH, n % WIDTH)
        kept = edge[level - 1] if level <= len(edge) and n == start >> (8 * level) else b""
        after.append(made.get(path, kept) if n % WIDTH else b"")
    return after


def _edge(engine: Engine, label: str, size: int) -> list[bytes]:
    """The partial tile of each level above 0 at a multiple of 256; where a wider one stands, its first hashes."""
    edge: list[bytes] = []
    for level in range(1, 8):
        n = size >> (8 * level)
        width = n % WIDTH
        path = format_tile_path(level, n // WIDTH, width)
        edge.append(read_tile(engine, label, path)[: 32 * width] if width else b"")
    return edge


def _drop_partials(engine: Engine, label: str, old: int, new: int) -> None:
    """A partial goes once its full tile exists, so at most 255 of a level and kind ever stand."""
    for level in ("entries", *range(8)):
        shift = 0 if level == "entries" else 8 * int(level)
        index, width = divmod(old >> shift, WIDTH)
        if width and (new >> shift) // WIDTH > index:
            for name in list(engine.blobs.names(f"log/{label}/{format_tile_path(level, index)}.p/")):
                engine.blobs.delete(name)
