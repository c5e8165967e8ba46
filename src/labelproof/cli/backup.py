"""`labelproof backup` and `labelproof restore`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from labelproof.cli.init import stored_in
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import progress, say, show
from labelproof.kernel.refused import Refused

if TYPE_CHECKING:
    from labelproof.engine.instance import Instance


@click.command()
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A new folder.")
@click.option(
    "--keys", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Kept elsewhere; overwritten."
)
@reaches(project=False)
def backup(reach: Reach, folder: Path, keys: Path) -> None:
    """Write the whole instance to two artefacts: its data, and its keys.

    Works beside a running server, and from either database: what SQLite wrote goes into PostgreSQL, and back. Keep
    the two artefacts apart. Of the keys keep one copy, the newest: an older one would bring back what was erased.

    \b
    Example:
      labelproof backup --to /backups/2026-11-24 --keys /safe/labelproof.keys
    """
    from labelproof.engine.backup import back_up

    instance, held = _opened(reach)
    try:
        with progress("Writing", None) as more:
            done = back_up(instance.engine, folder, keys, publishes=not held, progress=more)
    finally:
        instance.close()

    def text() -> None:
        say(f"Wrote {done.n_events} events of {done.n_logs} logs and {done.n_blobs} bundles to {folder},")
        say(f"and {done.n_keys} keys to {keys}.")
        say("Keep one copy of the keys, this one, apart from the data: older copies would undo erasures.")

    show(reach, done._asdict(), text)


def _opened(reach: Reach) -> "tuple[Instance, bool]":
    """The instance, and whether a server holds it and publishes by itself."""
    try:
        return reach.factories.open(Path(reach.data)), False
    except Refused as refused:
        if refused.code != "storage.folder_in_use":
            raise
        return reach.factories.look(Path(reach.data)), True


@click.command()
@click.option("--from", "folder", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The data.")
@click.option("--keys", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The keys.")
@click.option("--database", default="", metavar="URL", help="postgresql://… instead of SQLite in the new folder.")
@stored_in
@reaches(project=False)
def restore(reach: Reach, folder: Path, keys: Path, database: str, blobs: str) -> None:
    """Make an instance from a backup, in a new data folder (--data) and, if you say so, on PostgreSQL.

    What was erased stays erased, every log is checked against what was signed, and every table is built anew and
    compared. Stop the old instance for good first: two that go on from one log would tell two histories.

    \b
    Examples:
      labelproof restore --from /backups/2026-11-24 --keys /safe/labelproof.keys --data ./restored
      labelproof restore --from b --keys k --data ./pg --database postgresql://labelproof@127.0.0.1/labels
    """
    from labelproof.engine.restore import read_backup, read_keys
    from labelproof.engine.restore import restore as fill

    said, found = read_keys(keys), read_backup(folder)
    reach.factories.lay_out(Path(reach.data), said.host, database, said.secret, blobs)
    instance = reach.factories.open(Path(reach.data))
    try:
        with progress("Restoring", sum(log["size"] for log in found.said["logs"])) as more:
            done = fill(instance.engine, found, said, more)
        _owner_token(instance, Path(reach.data))
    finally:
        instance.close()

    def text() -> None:
        say(f"Restored {done.n_events} events of {done.n_logs} logs into {reach.data}; every table follows from them.")
        say("The old instance must stay stopped. Sessions ended: people sign in again.")

    show(reach, done._asdict(), text)


def _owner_token(instance: "Instance", folder: Path) -> None:
    """A new owner.token: the old secret was in no artefact."""
    from labelproof.engine.engine import Caller
    from labelproof.engine.restore import first_account

    account = first_account(instance.engine)
    if account:
        token = instance.accounts.grant_token(
            Caller(account), ["everything"], f"restore:{instance.engine.clock.now_ms()}"
        )[1]
        path = folder / "owner.token"
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(f"{token}\n")
