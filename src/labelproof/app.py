"""The composition root: the only file that names adapters. Starting it imports nothing that a command may not need."""

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlalchemy as sa

    from labelproof.adapters.gateway import Connected
    from labelproof.cli.factories import Factories
    from labelproof.engine.instance import Instance
    from labelproof.ports.blob_store import BlobStore
    from labelproof.ports.timestamper import Timestamper
    from labelproof.storage.sqlite import FolderLock

CONFIG = "labelproof.json"
BUSY_S = 10.0


def projections() -> "Iterable[sa.Table]":
    """Every table that a rebuild fills."""
    from labelproof.rooms import ROOMS

    return [table for room in ROOMS for table in room.tables]


def create_instance(folder: Path, host: str, database: str = "", blobs: str = "") -> "Instance":
    """Lay out a new data folder: configuration, secret, schema, and the instance's log."""
    from labelproof.engine.instance import open_instance_log
    from labelproof.kernel.refused import Refused

    if database:
        from labelproof.storage.postgres import connect

        connect(database).close()  # refused by name before anything is made
    if blobs and next(_blobs(folder, blobs).names(""), None) is not None:
        fix = "choose another prefix: two instances in one place would overwrite each other"
        raise Refused("blob.taken", f"{blobs} is not empty", fix)
    lay_out(folder, host, database, os.urandom(32), blobs)
    instance = open_instance(folder)
    open_instance_log(instance.engine)
    return instance


def lay_out(folder: Path, host: str, database: str, secret: bytes, blobs: str = "") -> None:
    """The folder, its configuration and its secret; refused when something is there."""
    from labelproof.adapters.private_files import write_private
    from labelproof.kernel.refused import Refused

    if blobs:
        _blobs(folder, blobs)  # a place that is none is refused before anything is written
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / CONFIG).exists():
        raise Refused("instance.exists", f"{folder} holds an instance already", "choose another folder")
    write_private(folder / "secret", secret.hex().encode())
    write_private(folder / CONFIG, (json.dumps({"host": host, "database": database, "blobs": blobs}) + "\n").encode())


def open_instance(folder: Path) -> "Instance":
    """Open a data folder for this process; refused by name when another holds it."""
    config = _config(folder)
    from labelproof.storage.sqlite import FolderLock

    lock = None if config["database"] else FolderLock(folder)
    try:
        return _open(folder, config, lock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def look(folder: Path) -> "Instance":
    """Open a data folder only to read, beside whoever holds it: no schema is touched, and nothing may be written."""
    return _open(folder, _config(folder), None, prepares=False)


def _config(folder: Path) -> dict[str, str]:
    from labelproof.kernel.refused import Refused

    try:
        return json.loads((folder / CONFIG).read_text())
    except FileNotFoundError as missing:
        raise Refused("instance.none", f"{folder} holds no instance", "run `labelproof init --data DIR`") from missing


def _open(folder: Path, config: dict[str, str], lock: "FolderLock | None", *, prepares: bool = True) -> "Instance":
    from labelproof.adapters.clock import SystemClock
    from labelproof.adapters.entropy import SystemEntropy
    from labelproof.adapters.passwords import Argon2Passwords
    from labelproof.adapters.signer_files import FileSigner
    from labelproof.adapters.timestamp_rfc3161 import Rfc3161
    from labelproof.adapters.witness_http import HttpWitnesses
    from labelproof.engine.accounts import Accounts
    from labelproof.engine.engine import Engine
    from labelproof.engine.instance import Instance
    from labelproof.policies import CedarAuthorizer
    from labelproof.storage.schema import prepare

    database = config["database"] or f"sqlite:///{folder / 'labelproof.sqlite'}"
    rebuild = prepares and prepare(database, projections())
    store, keys = _stores(folder, config["database"])
    engine = Engine(
        store=store,
        keys=keys,
        signer=FileSigner(folder / "signing"),
        blobs=_blobs(folder, config.get("blobs", "")),
        clock=SystemClock(),
        entropy=SystemEntropy(),
        authorizer=CedarAuthorizer(),
        secret=bytes.fromhex((folder / "secret").read_text()),
        host=config["host"],
        witness_client=HttpWitnesses(),
        timestamper=Rfc3161(),
    )
    if rebuild:
        from labelproof.engine.rebuild import rebuild_all

        rebuild_all(engine)

    def close() -> None:
        store.close()
        keys.close()
        if lock is not None:
            lock.release()

    def say(address: str) -> None:
        if lock is not None:
            lock.say(address)

    return Instance(folder, database, engine, Accounts(engine, Argon2Passwords()), say, close)


def _blobs(folder: Path, url: str) -> "BlobStore":
    """Where tiles, vault and bundles lie: in the folder, or in a bucket."""
    if url:
        from labelproof.adapters.blobs_s3 import S3Blobs

        return S3Blobs(url)
    from labelproof.storage.blobs import LocalBlobs

    return LocalBlobs(folder / "blobs")


def _stores(folder: Path, database: str) -> tuple[Any, Any]:
    """The database and the key store beside it."""
    if database:
        from labelproof.adapters.keys_postgres import PostgresKeys
        from labelproof.storage.postgres import PostgresStore

        return PostgresStore(database), PostgresKeys(database, folder / "roots")
    from labelproof.adapters.keys_sqlite import SqliteKeys
    from labelproof.storage.sqlite import SqliteStore

    return SqliteStore(str(folder / "labelproof.sqlite")), SqliteKeys(folder / "keys.sqlite")


def prepare_database(url: str, role: str) -> None:
    """Bring a PostgreSQL to this version under its owner, and give a role of its own what serving needs."""
    from labelproof.adapters.keys_postgres import prepare_keys
    from labelproof.storage.roles import grant_serving
    from labelproof.storage.schema import prepare

    prepare(url, projections())
    prepare_keys(url)
    grant_serving(url, role)


def within(instance: "Instance") -> "Connected":
    """The API over an instance that this process holds; closing it closes the instance."""
    from labelproof.adapters.gateway import AppWire, Connected
    from labelproof.http.server import create_app
    from labelproof.worker.rounds import run_once

    app = create_app(instance)
    return Connected(AppWire(app, lambda: run_once(instance.engine), instance.close))


def _holder(folder: Path) -> str:
    """The address of the server that holds a folder, if one does: asked before a server's libraries are imported."""
    try:
        with (folder / "lock").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return file.read(200).decode()
    except FileNotFoundError:
        pass
    return ""


def connect(data: str) -> "Connected":
    """The API over a data folder: through the server that holds it, else in this process; or a server by its address."""
    from labelproof.adapters.gateway import Connected, HttpWire
    from labelproof.kernel.refused import Refused

    if data.startswith(("http://", "https://")):
        return Connected(HttpWire(data))
    folder, until = Path(data), time.monotonic() + BUSY_S
    while True:
        address = _holder(folder)
        if address:
            return Connected(HttpWire(address))
        try:
            return within(open_instance(folder))
        except Refused as refused:
            if refused.code != "storage.folder_in_use" or time.monotonic() > until:
                raise
        time.sleep(0.05)  # another command holds the folder, and will be done in a moment


def application(instance: "Instance") -> Any:
    """The web app and the API over an instance, with its worker."""
    from labelproof.http.server import create_app
    from labelproof.worker.loop import work_until

    return create_app(instance, work_until)


def timestamper() -> "Timestamper":
    """What asks for and checks timestamps."""
    from labelproof.adapters.timestamp_rfc3161 import Rfc3161

    return Rfc3161()


def factories() -> "Factories":
    """What the command line is given."""
    from labelproof.cli.factories import Factories

    return Factories(
        create_instance, lay_out, open_instance, look, connect, within, application, timestamper, prepare_database
    )


def main() -> None:
    """The console script."""
    from labelproof.cli.entry import run

    os.umask(0o077)  # what a data folder holds is nobody else's
    sys.exit(run(factories()))
