"""`labelproof init`: a data folder, its first account, and the token by which this command line acts."""

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show
from labelproof.kernel.refused import Refused

if TYPE_CHECKING:
    from labelproof.cli.factories import Factories
    from labelproof.engine.instance import Instance


class Owner(NamedTuple):
    """The first account as made: its password is kept by nobody but its owner."""

    account: str
    login: str
    password: str


def make_instance(
    factories: "Factories",
    folder: Path,
    login: str,
    name: str,
    password: str = "",
    host: str = "",
    database: str = "",
    blobs: str = "",
) -> "tuple[Instance, Owner]":
    """Create the folder, its owner, and owner.token beside them."""
    instance = factories.create(folder, host or "localhost", database, blobs)
    try:
        owner = _first_owner(instance, folder, login, name, password or fresh_password())
    except BaseException:
        instance.close()
        raise
    return instance, owner


def _first_owner(instance: "Instance", folder: Path, login: str, name: str, password: str) -> Owner:
    from labelproof.engine.engine import Caller

    account = instance.accounts.open_first_account(login, name, password)
    token = instance.accounts.grant_token(Caller(account), ["everything"], "init:owner.token")[1]
    path = folder / "owner.token"
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(f"{token}\n")
    return Owner(account, login, password)


def fresh_password() -> str:
    """Four groups that can be read out and typed."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def default_login() -> str:
    """Who runs this program, as a login."""
    import getpass

    try:
        return "".join(ch for ch in getpass.getuser() if ch.isalnum() or ch in "._-") or "owner"
    except (KeyError, OSError):
        return "owner"


def asked(question: str, default: str) -> str:
    """What a person at a terminal answers, else the default."""
    return click.prompt(question, default=default) if sys.stdin.isatty() else default


stored_in = click.option(
    "--blobs",
    default="",
    envvar="LABELPROOF_BLOBS",
    metavar="URL",
    help="s3://BUCKET/PREFIX for tiles, vault and bundles, instead of the folder. [LABELPROOF_BLOBS]",
)


@click.command()
@click.option("--login", help="The owner's login. [asked; your user name]")
@click.option("--name", help="The owner's name as others see it. [asked; the login]")
@click.option("--password", help="At least 10 characters. [asked; made up and printed once]")
@click.option(
    "--host", default="localhost", show_default=True, help="The host part of the logs' names: a name you own."
)
@click.option("--database", default="", metavar="URL", help="postgresql://… instead of SQLite in the folder.")
@stored_in
@reaches(project=False)
def init(
    reach: Reach, login: str | None, name: str | None, password: str | None, host: str, database: str, blobs: str
) -> None:
    """Make a data folder with an owner and the instance's log.

    The folder holds the keys of everything in it: it is readable by you alone. owner.token in it lets this
    command line act as the owner.

    \b
    Examples:
      labelproof init
      labelproof init --data /srv/labels --login ana --name "Ana Lima" --host labels.example.org
      labelproof init --data ./pg --database postgresql://labelproof@127.0.0.1/labels --blobs s3://labels/one
    """
    if reach.data.startswith(("http://", "https://")):
        raise Refused("instance.remote", f"{reach.data} is a server", "give a folder with --data")
    folder = Path(reach.data)
    login = login or asked("Login of the owner", default_login())
    name = name or asked("Name", login)
    if password is None and sys.stdin.isatty():
        password = click.prompt("Password (empty: make one up)", default="", hide_input=True, show_default=False)
    instance, owner = make_instance(reach.factories, folder, login, name, password or "", host, database, blobs)
    instance.close()
    made_up = not password
    said: dict[str, Any] = {"folder": str(folder), "account": owner.account, "login": login}
    if made_up:
        said["password"] = owner.password

    def text() -> None:
        say(f"Made {folder} for {login}.")
        if made_up:
            say(f"Password of {login}, shown this once: {owner.password}")
        say(f"Next: labelproof project open NAME --data {folder}")

    show(reach, said, text)
