"""`labelproof log`: show, export, receipt."""

from pathlib import Path

import click

from labelproof.cli.log_restore import restore
from labelproof.cli.published import checkpoint_covering, size_of
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import progress, say, show, table, when
from labelproof.kernel.refused import Refused


@click.group()
def log() -> None:
    """Show a log and export what it publishes."""


@log.command("show")
@reaches()
def show_log(reach: Reach) -> None:
    """Show a project's log: its origin, its key, and its signed checkpoints.

    \b
    Example:
      labelproof log show
    """
    found = reach.ask("/log")

    def text() -> None:
        say(f"{found['origin']}: {found['size']} leaves")
        say(f"vkey {found['vkey']}")
        table(("n leaves", "root", "signed"), ((c["size"], c["root"], when(c["at"])) for c in found["checkpoints"]))

    show(reach, found, text)


@log.command()
@click.option("--tiles", "out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A new folder.")
@reaches()
def export(reach: Reach, out: Path) -> None:
    """Copy a project's signed checkpoint and tiles into a folder, for `labelproof verify DIR` and for keeping.

    They hold no content, only digests. Keep the checkpoint: `verify --old` shows whether history was rewritten.

    \b
    Example:
      labelproof log export --tiles kept/ && labelproof verify kept/ --vkey KEY
    """
    from labelproof.log.tiles import format_tile_path, tiles_of

    if out.exists() and any(out.iterdir()):
        raise Refused("export.exists", f"{out} is there already", "choose a new folder")
    found = reach.ask("/log")
    origin = found["origin"]
    note = checkpoint_covering(reach, origin, found["size"])
    tiles = list(tiles_of(size_of(note)))
    with progress("Copying tiles", len(tiles)) as more:
        for tile in tiles:
            path = format_tile_path(*tile)
            target = out / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(reach.server.fetch(f"/log/{origin}/{path}"))
            more(1)
    (out / "checkpoint").write_bytes(note)
    shown = {"path": str(out), "origin": origin, "size": size_of(note), "n_tiles": len(tiles)}
    show(reach, shown, lambda: say(f"Wrote {len(tiles)} tiles of {shown['size']} leaves to {out}"))


@log.command()
@click.argument("index", type=int)
@reaches()
def receipt(reach: Reach, index: int) -> None:
    """Print a proof that a leaf stands in the log, as the receipt of an answer names it.

    \b
    Example:
      labelproof log receipt 42
    """
    proof = reach.server.fetch(f"{reach.base}/receipts/{index}").decode()
    show(reach, {"index": index, "proof": proof}, lambda: say(proof.rstrip("\n")))


log.add_command(restore)
