"""Evidence bundles: computed files are kept until a checkpoint covers the publication, then sealed with the log.

One row of `op_bundles` a release: `computed` (its files wait, encrypted), `sealed` (these bytes are given out) or
`gone` (an erasure destroyed our copy; its digest stays).
"""

import hashlib
from typing import Any

import sqlalchemy as sa

from labelproof.engine.archive import destroy, draft_subject, format_zip, hide, hide_draft, parse_zip, reveal
from labelproof.engine.engine import Engine
from labelproof.engine.log_keys import announced_vkeys, overlap_notes
from labelproof.engine.notes import note_covering
from labelproof.engine.openings import LOG, read_log
from labelproof.engine.publish import publish
from labelproof.engine.rows import Computed, compute_rows
from labelproof.engine.tile_files import read_tile
from labelproof.engine.vault import label_of
from labelproof.evidence.bundle import LOG as UNDER_LOG
from labelproof.evidence.bundle import MANIFEST, OPENINGS, ROWS, digest_of, format_manifest
from labelproof.evidence.rows import files_root, rows_root
from labelproof.kernel.canonical import parse_json
from labelproof.kernel.refused import Refused
from labelproof.log.tiles import WIDTH, format_bundle, format_tile_path, parse_bundle, tiles_of
from labelproof.log.tree import HASH_SIZE
from labelproof.ports.key_store import KeyDestroyed
from labelproof.ports.query import Query, param
from labelproof.ports.store import Reading, Transaction
from labelproof.ports.write import drop, put
from labelproof.rooms.releases import queries as releases
from labelproof.rooms.releases.decide import CHANGED
from labelproof.rooms.sources import queries as sources
from labelproof.storage.operational import bundles

COMPUTED, SEALED, GONE = "computed", "sealed", "gone"
KEPT = Query(sa.select(bundles).where(bundles.c.log_id == LOG, bundles.c.release == param("release")))
ALL_KEPT = Query(sa.select(bundles).where(bundles.c.log_id == LOG).order_by(bundles.c.release))
keep = put(bundles)
forget = drop(bundles, by=("log_id", "release"))


def kept_bundle(read: Reading, log_id: int, release: str) -> Any:
    """What is kept of a release (state, blob, sha256, size), or None."""
    return read.one(KEPT, log_id=log_id, release=release)


def bundle_bytes(engine: Engine, log_id: int, release: str) -> bytes:
    """The sealed bundle, the same bytes for everyone; refused while it is made, and once an erasure destroyed it."""
    with engine.store.reading() as read:
        kept, origin = kept_bundle(read, log_id, release), read_log(read, log_id).origin
    if kept is not None and kept.state == SEALED:
        content = reveal(engine, origin, _subject(kept), kept.blob)
        if content is not None:
            return content
        raise Refused(
            "releases.bundle_lost",
            f"the bundle of release {release} is not where it was put",
            "restore the blobs of the backup",
        )
    if kept is not None and kept.state == GONE:
        raise Refused(
            "releases.bundle_gone",
            f"an erasure destroyed our copy of the bundle with SHA-256 {kept.sha256 or 'unknown'}",
            "take the release that supersedes it",
        )
    raise Refused(
        "releases.bundle_sealing",
        f"the bundle of release {release} is not sealed yet",
        "try again in a moment: it waits for its rows and a signed checkpoint",
    )


def keep_computed(engine: Engine, log_id: int, origin: str, release: str, computed: Computed, as_of: int) -> bool:
    """Keep the files until the publication is covered; False when something was erased or withdrawn since `as_of`."""
    content = format_zip(computed.files)
    with engine.store.reading() as read:
        before = kept_bundle(read, log_id, release)
    if before is not None and before.state != COMPUTED:
        return False
    blob = hide_draft(engine, origin, content)
    if not _swap(engine, log_id, release, before, COMPUTED, blob, content, as_of):
        engine.blobs.delete(blob)
        return False
    if before is not None:
        engine.blobs.delete(before.blob)
    return True


def seal(engine: Engine, log_id: int, release: str) -> bool:
    """Seal a published release under a checkpoint that covers it; False when there is nothing to seal (any more)."""
    with engine.store.reading() as read:
        row, kept = read.one(releases.release, log_id=log_id, release=release), kept_bundle(read, log_id, release)
        origin, note = read_log(read, log_id).origin, note_covering(read, log_id, row.published_index)
    if row.state != "published" or (kept is not None and kept.state != COMPUTED):
        return False
    if note is None:
        publish(engine, log_id)
        with engine.store.reading() as read:
            note = note_covering(read, log_id, row.published_index)
    files = _computed_files(engine, row, origin, kept)
    files |= _log_files(engine, log_id, origin, note)
    entries = {path: (len(raw), digest_of(raw)) for path, raw in files.items()}
    files[MANIFEST] = format_manifest(release, origin, entries)
    content = format_zip(files)
    try:
        blob = hide(engine, origin, f"bundle-{release}", content)
    except KeyDestroyed:
        return False
    if not _swap(engine, log_id, release, kept, SEALED, blob, content):
        engine.blobs.delete(blob)
        return False
    if kept is not None:
        engine.blobs.delete(kept.blob)
    return True


def opened_in(content: bytes) -> set[tuple[int, str]]:
    """(leaf index, field) of every opening in a bundle, or in the files kept for one."""
    found: set[tuple[int, str]] = set()
    for line in parse_zip(content)[OPENINGS].splitlines():
        said: Any = parse_json(line)
        found.add((said["index"], said["name"]))
    return found


def affected(engine: Engine, log_id: int, origin: str, erased: set[tuple[int, str]]) -> list[Any]:
    """What is kept of releases and opens something of this, or is not sealed yet; a copy that cannot be read counts."""
    with engine.store.reading() as read:
        kept = [row for row in read.all(ALL_KEPT, log_id=log_id) if row.state != GONE]
    found: list[Any] = []
    for row in kept:
        content = reveal(engine, origin, _subject(row), row.blob) if row.state == SEALED else None
        if content is None or opened_in(content) & erased:
            found.append(row)
    return found


def destroy_affected(engine: Engine, log_id: int, origin: str, erased: set[tuple[int, str]]) -> list[str]:
    """Destroy our copy of each bundle that opens what was erased, and whatever is not sealed; gives their releases."""
    destroyed: list[str] = []
    for row in affected(engine, log_id, origin, erased):
        destroy(engine, origin, _subject(row), row.blob)  # a kill after it is made good: what cannot be read goes, too
        engine.store.writer(log_id).run(lambda tx, row=row: _mark_gone(tx, row))
        destroyed.append(row.release)
    return destroyed


def _mark_gone(tx: Transaction, row: Any) -> None:
    """What was published is gone; what was only computed is forgotten, and computed again."""
    tx.lock(row.log_id)
    if tx.one(releases.release, log_id=row.log_id, release=row.release).state == "requested":
        tx.write([forget(log_id=row.log_id, release=row.release)])
        return
    sha256 = row.sha256 if row.state == SEALED else ""
    tx.write([keep(log_id=row.log_id, release=row.release, state=GONE, blob="", sha256=sha256, size=row.size)])


def _subject(row: Any) -> str:
    return f"bundle-{row.release}" if row.state == SEALED else draft_subject(row.blob)


def _swap(
    engine: Engine,
    log_id: int,
    release: str,
    before: Any,
    state: str,
    blob: str,
    content: bytes,
    as_of: int | None = None,
) -> bool:
    """Put the row if it is still what was read, and no erasure is under way that might be about to look here."""
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)

    def job(tx: Transaction) -> bool:
        tx.lock(log_id)
        if kept_bundle(tx, log_id, release) != before or erasure_under_way(tx, log_id):
            return False
        changed = None if as_of is None else tx.one(CHANGED, log_id=log_id)
        if as_of is not None and changed is not None and changed.last_index >= as_of:
            return False
        tx.write([keep(log_id=log_id, release=release, state=state, blob=blob, sha256=sha256, size=size)])
        return True

    return engine.store.writer(log_id).run(job)


def erasure_under_way(read: Reading, log_id: int) -> bool:
    """Whether an erasure in this log is requested and not finished."""
    return any(row.log_id == log_id for row in read.all(sources.erasures_open))


def _computed_files(engine: Engine, row: Any, origin: str, kept: Any) -> dict[str, bytes]:
    """The files that the publication bound: as they were kept, or computed again as of the publishing leaf."""
    content = None if kept is None else reveal(engine, origin, _subject(kept), kept.blob)
    if content is not None:
        files = parse_zip(content)
    else:
        with engine.store.reading() as read:
            files = dict(compute_rows(engine, read, row.log_id, row.release, row.published_index).files)
    root = files_root({path: digest_of(raw) for path, raw in files.items()})
    if (root, rows_root(files[ROWS].splitlines())) != (row.files_root, row.rows_root):
        raise Refused(
            "releases.cannot_seal",
            f"the files of release {row.release} are not those it published",
            "request a release that supersedes it; files of another version of a library differ in their bytes",
        )
    return files


def _log_files(engine: Engine, log_id: int, origin: str, note: Any) -> dict[str, bytes]:
    """All leaves up to the checkpoint, their tiles, the note, its keys, and the notes by which one led to the next."""
    with engine.store.reading() as read:
        vkeys = announced_vkeys(engine, read, log_id, note.size)
        older = {row.size: bytes(row.note) for row in overlap_notes(engine, read, log_id) if row.size < note.size}
    found = {f"{UNDER_LOG}checkpoint.{size}": raw for size, raw in older.items()}
    found[f"{UNDER_LOG}checkpoint"] = bytes(note.note)
    found[f"{UNDER_LOG}vkey"] = "".join(f"{vkey}\n" for vkey in vkeys).encode()
    for tile in tiles_of(note.size):
        path = format_tile_path(*tile)
        raw = read_tile(engine, label_of(origin), path)
        if tile.width < WIDTH:
            raw = _first_entries(raw, tile.width) if tile.level == "entries" else raw[: HASH_SIZE * tile.width]
        found[UNDER_LOG + path] = raw
    return found


def _first_entries(raw: bytes, width: int) -> bytes:
    """The first entries of a bundle that may hold more, since partial ones go once the full one exists."""
    at = 0
    for _ in range(width):
        at += 2 + int.from_bytes(raw[at : at + 2], "big")
    assert format_bundle(parse_bundle(raw[:at], width)) == raw[:at], "an entry bundle is cut between entries"
    return raw[:at]
