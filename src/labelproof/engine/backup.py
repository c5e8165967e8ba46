"""A backup of the whole instance, whatever its database, in two artefacts kept apart.

*Data*: a folder with each log's leaves and sealed disclosures, the signed notes, the operational rows, and the
(encrypted) bundles. No projections, sessions or drafts. *Keys*: one file with the subject keys, the signing keys and
the instance's secret, of which the one copy is overwritten: an older one would bring back what was erased since.
"""

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

import sqlalchemy as sa

from labelproof.adapters.private_files import remove_private, sync_folder
from labelproof.engine.engine import Engine
from labelproof.engine.notes import NOTES
from labelproof.engine.openings import PAGE, SEALED, all_logs, leaves
from labelproof.engine.publish import publish
from labelproof.engine.vault import format_vault
from labelproof.kernel.refused import Refused
from labelproof.log.tiles import format_bundle
from labelproof.ports.blob_store import BlobMissing
from labelproof.ports.query import Query
from labelproof.ports.store import Reading, SealedRow
from labelproof.storage.operational import bundles, instance, invitations, passwords, taken, tokens
from labelproof.storage.schema import REBUILD_DUE

FORMAT, VERSION = "labelproof-backup", 1
MANIFEST, NOTES_FILE, ROWS_FILE = "manifest.json", "notes.jsonl", "operational.jsonl"
OPERATIONAL = (passwords, tokens, invitations, taken, bundles, instance)
OF_THE_DATABASE = ("projections", REBUILD_DUE)  # rows of op_instance that describe the database and not the instance
ROWS = {t.name: Query(sa.select(t).order_by(*t.primary_key.columns)) for t in OPERATIONAL}
Progress = Callable[[int], None]


def unheard(more: int) -> None:
    """Progress that nobody watches."""


class Summary(NamedTuple):
    """What an artefact holds."""

    n_logs: int
    n_events: int
    n_keys: int
    n_blobs: int


@dataclass
class _Folder:
    """Files of the data artefact as they are written, with their digests."""

    root: Path
    digests: dict[str, str] = field(default_factory=dict[str, str])

    def write(self, name: str, parts: Iterator[bytes]) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("wb") as file:
            for part in parts:
                digest.update(part)
                file.write(part)
            _sync(file)
        self.digests[name] = digest.hexdigest()


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def back_up(
    engine: Engine, folder: Path, keys: Path, *, publishes: bool = True, progress: Progress = unheard
) -> Summary:
    """Write both artefacts as of one moment; again when an erasure came between. `publishes`: nobody else does it."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            "backup.exists", f"{folder} is not empty", "name a new folder for each backup; keys go to one place"
        )
    if keys.resolve().is_relative_to(folder.resolve()):
        raise Refused("backup.together", "the keys would lie beside the data", "keep them apart: name another place")
    if publishes:
        with engine.store.reading() as read:
            logs = [row.log_id for row in all_logs(read)]
        for log_id in logs:
            publish(engine, log_id)
    for _ in range(5):
        version = engine.keys.version()
        summary = _write_data(engine, _Folder(folder), progress)
        n_keys = _write_keys(engine, keys)
        if engine.keys.version() == version:
            return summary._replace(n_keys=n_keys)
    raise Refused("backup.moving", "erasures go on while the backup is written", "try again when they are done")


def _write_data(engine: Engine, out: _Folder, progress: Progress) -> Summary:
    with engine.store.reading() as read:
        logs = all_logs(read)
        for row in logs:
            out.write(f"leaves/{row.log_id}", _leaves(read, row, progress))
            out.write(f"vault/{row.log_id}", _vault(read, row))
        out.write(NOTES_FILE, _notes(read, logs))
        out.write(ROWS_FILE, _rows(read))
        n_blobs = _write_blobs(engine, out, [r.blob for r in read.all(ROWS["op_bundles"]) if r.blob])
    said = {
        "format": FORMAT,
        "version": VERSION,
        "host": engine.host,
        "logs": [
            {"log_id": r.log_id, "origin": r.origin, "kind": r.kind, "size": r.size, "last_ts": r.last_ts} for r in logs
        ],
        "files": out.digests,
    }
    with (out.root / MANIFEST).open("wb") as file:
        file.write(json.dumps(said, indent=1).encode() + b"\n")
        _sync(file)
    sync_folder(out.root)
    return Summary(len(logs), sum(r.size for r in logs), 0, n_blobs)


def _leaves(read: Reading, row: Any, progress: Progress) -> Iterator[bytes]:
    """Each leaf with its length before it, as in an entry bundle."""
    for _, leaf in leaves(read, row.log_id, 0, row.size):
        progress(1)
        yield format_bundle([leaf])


def _vault(read: Reading, row: Any) -> Iterator[bytes]:
    """Pages of sealed disclosures, each with its length before it."""
    for start in range(0, row.size, PAGE):
        found = read.all(SEALED, log_id=row.log_id, start=start, stop=min(start + PAGE, row.size))
        page = format_vault(SealedRow(*each) for each in found)
        yield len(page).to_bytes(4, "big") + page


def _notes(read: Reading, logs: list[Any]) -> Iterator[bytes]:
    for row in logs:
        for note in read.all(NOTES, log_id=row.log_id):
            said = {"log_id": row.log_id, "size": note.size, "at": note.at, "note": bytes(note.note).decode()}
            yield json.dumps(said).encode() + b"\n"


def _rows(read: Reading) -> Iterator[bytes]:
    for table in OPERATIONAL:
        for row in read.each(ROWS[table.name]):
            values = row._asdict()
            if table is not instance or values["name"] not in OF_THE_DATABASE:
                yield json.dumps([table.name, values]).encode() + b"\n"


def _write_blobs(engine: Engine, out: _Folder, names: list[str]) -> int:
    """One that is gone was destroyed by an erasure since, and the backup is written again."""
    written = 0
    for name in names:
        try:
            content = engine.blobs.get(name)
        except BlobMissing:
            continue
        out.write(f"blobs/{name}", iter((content,)))
        written += 1
    return written


def _write_keys(engine: Engine, path: Path) -> int:
    """JSON lines, readable by their owner alone; the copy that stood there is overwritten with zeros and removed."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    n_keys = 0
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:

        def line(*said: Any) -> None:
            file.write(json.dumps(said).encode() + b"\n")

        line("labelproof-keys", VERSION, engine.host, engine.secret.hex())
        for name, skey in engine.signer.dump():
            line("signing", name, skey)
        for log, subject in engine.keys.destroyed():
            line("destroyed", log, subject)
        for log, subject, key in engine.keys.dump():
            n_keys += 1
            line("key", log, subject, base64.b64encode(key).decode())
        _sync(file)
    remove_private(path)
    fresh.rename(path)
    sync_folder(path.parent)
    return n_keys
