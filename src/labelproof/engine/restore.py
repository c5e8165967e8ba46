"""An instance out of a backup: what was erased stays erased, the logs are checked, and the tables are built anew."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from labelproof.engine.backup import (
    FORMAT,
    MANIFEST,
    NOTES_FILE,
    OPERATIONAL,
    ROWS_FILE,
    VERSION,
    Progress,
    Summary,
    unheard,
)
from labelproof.engine.engine import INSTANCE_LOG, Engine
from labelproof.engine.ledger import findable
from labelproof.engine.notes import keep_note, opened_checkpoint
from labelproof.engine.openings import ROOT, listed, recorded
from labelproof.engine.publish import publish
from labelproof.engine.rebuild import rebuild_all
from labelproof.engine.reconcile import reconcile
from labelproof.engine.root_log import entry_row
from labelproof.engine.tie_openings import KEY_DESTROYED
from labelproof.engine.vault import parse_vault
from labelproof.events.access import AccountOpened
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import parse_leaf
from labelproof.log.tree import Frontier, leaf_hash
from labelproof.ports.store import EventRow, SealedRow
from labelproof.ports.write import Write, put
from labelproof.storage.tables import logs

AT_ONCE = 1000
DESTROYED = b'"kind":"subject_key.destroyed"'
put_log = put(logs)
put_row = {table.name: put(table) for table in OPERATIONAL}


class Keys(NamedTuple):
    """The key artefact, read."""

    host: str
    secret: bytes
    signing: list[tuple[str, str]]
    destroyed: set[tuple[str, str]]
    subjects: list[tuple[str, str, bytes]]


def read_keys(path: Path) -> Keys:
    """The key artefact; refused when it is none, or not whole."""
    host, secret, signing, destroyed, subjects = "", b"", list[Any](), set[Any](), list[Any]()
    try:
        with path.open("rb") as file:
            for line in file:
                kind, *said = json.loads(line)
                if kind == "labelproof-keys" and said[0] == VERSION:
                    host, secret = said[1], bytes.fromhex(said[2])
                elif kind == "signing":
                    signing.append((said[0], said[1]))
                elif kind == "destroyed":
                    destroyed.add((said[0], said[1]))
                elif kind == "key":
                    subjects.append((said[0], said[1], base64.b64decode(said[2], validate=True)))
                else:
                    raise ValueError(f"the line {kind!r}")
    except (OSError, ValueError, IndexError, TypeError) as wrong:
        raise Refused(
            "backup.unreadable", f"{path} is no key artefact ({wrong})", "give the file that --keys wrote"
        ) from None
    if not secret:
        raise Refused("backup.unreadable", f"{path} names no instance", "give the file that --keys wrote")
    return Keys(host, secret, signing, destroyed, subjects)


@dataclass(frozen=True)
class Backup:
    """The data artefact: its manifest holds, each file is the one it names."""

    root: Path
    said: dict[str, Any]


def read_backup(root: Path) -> Backup:
    """Open the data artefact and check every file's digest."""
    try:
        said = json.loads((root / MANIFEST).read_bytes())
    except (OSError, ValueError) as wrong:
        raise Refused(
            "backup.unreadable", f"{root} is no backup ({wrong})", "give the folder that `backup` wrote"
        ) from None
    if said.get("format") != FORMAT or said.get("version") != VERSION:
        raise Refused(
            "backup.version", f"{root} has another format than {FORMAT} {VERSION}", "use the program that wrote it"
        )
    for name, digest in said["files"].items():
        try:
            with _inside(root, name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as wrong:
            raise Refused(
                "backup.unreadable", f"{name} cannot be read ({wrong.strerror})", "take another copy"
            ) from None
        if found != digest:
            raise Refused("backup.changed", f"{name} is not the file that was backed up", "take another copy")
    return Backup(root, said)


def _inside(root: Path, name: str) -> Path:
    path = root / name
    if ".." in Path(name).parts or Path(name).is_absolute() or path.is_symlink():
        raise Refused("backup.changed", f"the manifest names {name[:80]!r}", "take another copy")
    return path


def restore(engine: Engine, backup: Backup, keys: Keys, progress: Progress = unheard) -> Summary:
    """Fill an empty instance. Refused when the logs are not those that were signed, or do not give the tables."""
    engine.signer.load(keys.signing)
    promised = _notes(engine, backup)
    destroyed, n_events = set(keys.destroyed), 0
    for row in backup.said["logs"]:
        gone = _restore_log(engine, backup, row, promised.get(row["log_id"], {}), progress)
        destroyed.update((row["origin"], subject) for subject in gone)
        n_events += row["size"]
    living = [each for each in keys.subjects if (each[0], each[1]) not in destroyed]
    engine.keys.load(living)
    for log, subject in sorted(destroyed):
        engine.keys.destroy(log, subject)
    n_blobs = _restore_blobs(engine, backup)
    _restore_rows(engine, backup)
    rebuild_all(engine)
    for row in backup.said["logs"]:
        publish(engine, row["log_id"])
    _keep_notes(engine, backup)
    report = reconcile(engine)
    # Of what was erased after the backup the data knows nothing; the newer keys do, and it stays closed.
    n_different = report.n_different - report.counts.get(KEY_DESTROYED, 0)
    if n_different:
        what = f"{n_different} things differ from what the logs say"
        raise Refused("backup.differs", what, "do not use this instance; report it")
    return Summary(len(backup.said["logs"]), n_events, len(living), n_blobs)


def first_account(engine: Engine) -> str:
    """The account that owns the instance: the first that was opened."""
    with engine.store.reading() as read:
        for event in recorded(engine, read, INSTANCE_LOG):
            if type(event.body) is AccountOpened:
                return event.event_id
    return ""


def _notes(engine: Engine, backup: Backup) -> dict[int, dict[int, bytes]]:
    """By log and size, the roots that were signed, each under the log's own key."""
    origins = {row["log_id"]: row["origin"] for row in backup.said["logs"]}
    roots: dict[int, dict[int, bytes]] = {}
    for said in _lines(backup, NOTES_FILE):
        checkpoint = opened_checkpoint(engine, origins[said["log_id"]], said["note"].encode())
        roots.setdefault(said["log_id"], {})[checkpoint.size] = checkpoint.root
    return roots


def _restore_log(
    engine: Engine, backup: Backup, row: dict[str, Any], roots: dict[int, bytes], progress: Progress
) -> set[str]:
    """Its leaves under the roots that were signed, and what lies beside them; gives the subjects whose keys went."""
    log_id, frontier, gone = row["log_id"], Frontier(), set[str]()
    with _inside(backup.root, f"leaves/{log_id}").open("rb") as file:
        for chunk in _chunks(enumerate(_framed(file, 2))):
            rows: list[EventRow] = []
            refs: list[tuple[int, str, int]] = []
            for index, leaf in chunk:
                stored, found_by, subjects = _stored(row["kind"], log_id, index, leaf)
                frontier.append(stored.leaf_hash)
                rows.append(stored)
                refs.extend((log_id, value, index) for value in found_by)
                gone.update(subjects)
                if index + 1 in roots and frontier.root() != roots[index + 1]:
                    what = f"{row['origin']} has another root at size {index + 1} than was signed"
                    raise Refused("backup.forked", what, "take another copy; somebody changed this one")
            _append(engine, rows, [], refs)
            progress(len(chunk))
    if frontier.size != row["size"]:
        raise Refused(
            "backup.short", f"{row['origin']} has {frontier.size} of {row['size']} leaves", "take another copy"
        )
    with _inside(backup.root, f"vault/{log_id}").open("rb") as file:
        for page in _framed(file, 4):
            _append(engine, [], parse_vault(page, log_id), [])
    state = {name: row[name] for name in ("log_id", "origin", "kind", "size", "last_ts")}
    _write(engine, [put_log(**state, frontier=frontier.to_bytes(), signed_size=0)])
    return gone


def _stored(kind: str, log_id: int, index: int, leaf: bytes) -> tuple[EventRow, Iterable[str], list[str]]:
    """A leaf's row, what it is found by, and the subjects whose keys it says are gone; the root log's leaf is a note."""
    if kind == ROOT:
        row, (_, label, _) = entry_row(log_id, index, leaf)
        return row, (label,), []
    parsed = parse_leaf(leaf)
    gone = listed(parsed.refs.get("subject")) if DESTROYED in leaf else []
    return EventRow(log_id, index, parsed.id, leaf, leaf_hash(leaf)), findable(parsed.refs), gone


def _append(engine: Engine, rows: list[EventRow], sealed: list[SealedRow], refs: list[tuple[int, str, int]]) -> None:
    engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.append(rows, sealed, refs))


def _restore_blobs(engine: Engine, backup: Backup) -> int:
    names = [name for name in backup.said["files"] if name.startswith("blobs/")]
    for name in names:
        engine.blobs.put(name.removeprefix("blobs/"), _inside(backup.root, name).read_bytes())
    return len(names)


def _restore_rows(engine: Engine, backup: Backup) -> None:
    for chunk in _chunks(_lines(backup, ROWS_FILE)):
        _write(engine, [put_row[name](**values) for name, values in chunk])


def _keep_notes(engine: Engine, backup: Backup) -> None:
    """The earlier promises, after the publisher wrote every tile from the first leaf on."""
    for chunk in _chunks(_lines(backup, NOTES_FILE)):
        _write(
            engine, [keep_note(log_id=n["log_id"], size=n["size"], note=n["note"].encode(), at=n["at"]) for n in chunk]
        )


def _write(engine: Engine, writes: list[Write]) -> None:
    engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write(writes))


def _lines(backup: Backup, name: str) -> Iterator[Any]:
    with _inside(backup.root, name).open("rb") as file:
        for line in file:
            yield json.loads(line)


def _framed(file: IO[bytes], n_length: int) -> Iterator[bytes]:
    while head := file.read(n_length):
        yield file.read(int.from_bytes(head, "big"))


def _chunks(each: Iterable[Any]) -> Iterator[list[Any]]:
    them = iter(each)
    while chunk := list(islice(them, AT_ONCE)):
        yield chunk
