"""The composition root: the only file that names adapters."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from labelproof.adapters.clock import SystemClock
from labelproof.adapters.entropy import SystemEntropy
from labelproof.adapters.keys_sqlite import SqliteKeys
from labelproof.adapters.passwords import Argon2Passwords
from labelproof.adapters.private_files import write_private
from labelproof.adapters.signer_files import FileSigner
from labelproof.engine.accounts import Accounts
from labelproof.engine.engine import Engine
from labelproof.engine.instance import Instance, open_instance_log
from labelproof.kernel.refused import Refused
from labelproof.policies import CedarAuthorizer
from labelproof.rooms import ROOMS
from labelproof.storage.blobs import LocalBlobs
from labelproof.storage.schema import prepare
from labelproof.storage.sqlite import FolderLock, SqliteStore

CONFIG = "labelproof.json"


def projections() -> Iterable[sa.Table]:
    """Every table that a rebuild fills."""
    return [table for room in ROOMS for table in room.tables]


def create_instance(folder: Path, host: str, database: str = "") -> Instance:
    """Lay out a new data folder: configuration, secret, schema, and the instance's log."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / CONFIG).exists():
        raise Refused("instance.exists", f"{folder} holds an instance already", "choose another folder")
    write_private(folder / "secret", os.urandom(32).hex().encode())
    (folder / CONFIG).write_text(json.dumps({"host": host, "database": database}) + "\n")
    instance = open_instance(folder)
    open_instance_log(instance.engine)
    return instance


def open_instance(folder: Path) -> Instance:
    """Open a data folder for this process; refused by name when another holds it."""
    try:
        config = json.loads((folder / CONFIG).read_text())
    except FileNotFoundError as missing:
        raise Refused("instance.none", f"{folder} holds no instance", "run `labelproof init --data DIR`") from missing
    database = config["database"] or f"sqlite:///{folder / 'labelproof.sqlite'}"
    lock = None if config["database"] else FolderLock(folder)
    rebuild = prepare(database, projections())
    if config["database"]:
        from labelproof.adapters.keys_postgres import PostgresKeys
        from labelproof.storage.postgres import PostgresStore

        store, keys = PostgresStore(database), PostgresKeys(database, folder / "roots")
    else:
        store, keys = SqliteStore(str(folder / "labelproof.sqlite")), SqliteKeys(folder / "keys.sqlite")
    engine = Engine(
        store=store,
        keys=keys,
        signer=FileSigner(folder / "signing"),
        blobs=LocalBlobs(folder / "blobs"),
        clock=SystemClock(),
        entropy=SystemEntropy(),
        authorizer=CedarAuthorizer(),
        secret=bytes.fromhex((folder / "secret").read_text()),
        host=config["host"],
    )
    if rebuild:
        from labelproof.engine.rebuild import rebuild_all

        rebuild_all(engine)

    def close() -> None:
        store.close()
        keys.close()
        if lock is not None:
            lock.release()

    say = (lambda address: None) if lock is None else lock.say
    return Instance(folder, database, engine, Accounts(engine, Argon2Passwords()), say, close)


def main() -> None:
    """The console script."""
    from labelproof.cli import run

    sys.exit(run(create_instance, open_instance))
