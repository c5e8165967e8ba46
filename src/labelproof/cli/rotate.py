"""`labelproof key`: list, rotate, retire."""

from typing import Any

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table

of_instance = click.option("--instance", "is_instance", is_flag=True, help="The instance log's keys, not a project's.")


@click.group()
def key() -> None:
    """Rotate and retire the keys that sign a log."""


@key.command("list")
@of_instance
@reaches()
def list_keys(reach: Reach, is_instance: bool) -> None:
    """List the keys of a log, oldest first, and up to which size each may sign.

    \b
    Examples:
      labelproof key list
      labelproof key list --instance
    """
    keys = _keys(reach, is_instance)
    rows = ((k["vkey"], "signs" if k["last_size"] is None else f"until size {k['last_size']}") for k in keys)
    show(reach, keys, lambda: table(("vkey", "state"), rows, empty="No keys."))


@key.command()
@of_instance
@reaches()
def rotate(reach: Reach, is_instance: bool) -> None:
    """Add a key: from the next checkpoint on, the old one and the new one both sign.

    Tell whoever pinned the old key about the new one, then end the overlap with `labelproof key retire`. A verifier
    that knows the old key accepts the new one only because a leaf under the old key names it.

    \b
    Example:
      labelproof key rotate
    """
    _command(reach, "rotate", {}, is_instance)
    fresh = _keys(reach, is_instance)[-1]
    show(reach, fresh, lambda: say(f"Both sign now. The new key:\n{fresh['vkey']}"))


@key.command()
@click.argument("vkey")
@of_instance
@reaches()
def retire(reach: Reach, vkey: str, is_instance: bool) -> None:
    """Retire a key: its signatures count no further than the log reaches now. Another must be there to go on.

    Retire a stolen key at once: the event goes into the root log with the next checkpoint, whatever its interval.

    \b
    Example:
      labelproof key retire "$(cat old.vkey)"
    """
    _command(reach, "retire", {"vkey": vkey}, is_instance)
    keys = _keys(reach, is_instance)
    last_size = max(k["last_size"] for k in keys if k["last_size"] is not None)
    show(reach, keys, lambda: say(f"Retired. It counts up to size {last_size}."))


def _command(reach: Reach, act: str, args: dict[str, Any], is_instance: bool) -> None:
    """In the project, or for the instance log."""
    if is_instance:
        reach.server.command(f"{act}_instance_log_key", args)
    else:
        reach.command(f"{act}_log_key", args)


def _keys(reach: Reach, is_instance: bool) -> list[dict[str, Any]]:
    """The log's keys with the size each was retired at."""
    if not is_instance:
        return reach.ask("/log")["keys"]
    logs = reach.server.ask("/v1/instance/log-health")["logs"]
    return next(log["keys"] for log in logs if log["kind"] == "instance")
