"""`labelproof timestamp`: set, stop, now, check."""

from pathlib import Path

import click

from labelproof.cli.files import read_bytes
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, when


@click.group()
def timestamp() -> None:
    """Have the root log timestamped, and check a timestamp."""


@timestamp.command("set")
@click.argument("url")
@click.option("--every", "every_h", default=24, show_default=True, metavar="HOURS")
@reaches(project=False)
def set_authority(reach: Reach, url: str, every_h: int) -> None:
    """Have the root log's checkpoint timestamped (RFC 3161) by this authority, daily unless said otherwise.

    A timestamp covers, through the root log, every project. It is published as log/HOST/root/SIZE.tsr.

    \b
    Example:
      labelproof timestamp set https://tsa.example.org/tsr
    """
    done = reach.server.command("set_timestamps", {"url": url, "every_h": every_h})
    show(reach, done, lambda: say(f"Asked every {every_h} hours, when the root log has grown."))


@timestamp.command()
@reaches(project=False)
def stop(reach: Reach) -> None:
    """Ask no authority any more; the timestamps that are there stay.

    \b
    Example:
      labelproof timestamp stop
    """
    done = reach.server.command("set_timestamps", {"every_h": 0})
    show(reach, done, lambda: say("Stopped."))


@timestamp.command()
@reaches(project=False)
def now(reach: Reach) -> None:
    """Have the root log's newest checkpoint timestamped now.

    \b
    Example:
      labelproof timestamp now
    """
    done = reach.server.command("stamp_root", {})["result"]
    size = done["size"]
    text = "Nothing to timestamp." if size is None else f"Timestamped at size {size}."
    show(reach, done, lambda: say(text))


@timestamp.command()
@click.argument("response", type=click.Path(path_type=Path), metavar="FILE.tsr")
@click.argument("checkpoint", type=click.Path(path_type=Path))
@click.option(
    "--authority", required=True, type=click.Path(path_type=Path), metavar="PEM", help="Its root certificate."
)
@reaches(project=False)
def check(reach: Reach, response: Path, checkpoint: Path, authority: Path) -> None:
    """Check a timestamp over a checkpoint, offline: it existed at that time.

    The same by other means: cut the checkpoint at its empty line, then `openssl ts -verify -data TEXT -in FILE.tsr
    -CAfile PEM`.

    \b
    Example:
      labelproof timestamp check 4711.tsr checkpoint --authority tsa-root.pem
    """
    from labelproof.log.note import split_note

    text = split_note(read_bytes(checkpoint))[0]
    at = reach.factories.timestamper().check(read_bytes(response), text, read_bytes(authority))
    show(reach, {"at": at}, lambda: say(f"This checkpoint existed at {when(at)} UTC."))
