"""`labelproof log`: show, export, receipt, compare, monitor."""

import os
from pathlib import Path

import click

from labelproof.cli.log_restore import restore
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table, when
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
    """Copy a project's log into a folder: checkpoints, tiles and key, for `labelproof verify DIR` and for keeping.

    The folder is laid out as C2SP tlog-tiles has it, so that other verifiers read it. Tiles hold no content, only
    digests. Keep the checkpoint: `verify --old` shows whether history was rewritten.

    \b
    Example:
      labelproof log export --tiles kept/ && labelproof verify kept/ --vkey KEY
    """
    from labelproof.cli.log_export import export_log

    if out.exists() and any(out.iterdir()):
        raise Refused("export.exists", f"{out} is there already", "choose a new folder")
    done = export_log(reach, out)
    shown = {"path": str(out), **done._asdict()}

    def text() -> None:
        say(f"Wrote {done.n_tiles} tiles of {done.size} leaves and {done.n_checkpoints} checkpoints to {out}")
        if done.n_kept_back:
            say(f"{done.n_kept_back} older checkpoints are not given out by this server.")

    show(reach, shown, text)


@log.command()
@click.argument("index", type=int)
@click.option(
    "--leaf",
    "leaf_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the leaf here, for `verify --proof … --entry FILE`.",
)
@reaches()
def receipt(reach: Reach, index: int, leaf_file: Path | None) -> None:
    """Print a proof that a leaf stands in the log, as the receipt of an answer names it.

    \b
    Example:
      labelproof log receipt 42
      labelproof log receipt 42 --leaf leaf.json > leaf.tlog-proof
    """
    from labelproof.cli.log_export import leaf_at

    proof = reach.server.fetch(f"{reach.base}/receipts/{index}").decode()
    if leaf_file is not None:
        leaf_file.write_bytes(leaf_at(reach, index))
    show(reach, {"index": index, "proof": proof}, lambda: say(proof.rstrip("\n")))


@log.command()
@click.argument("notes", nargs=-1, metavar="A B", type=click.Path(path_type=Path))
@click.option("--vkey", "vkeys", multiple=True, required=True, metavar="VKEY", help="The log's key. May be repeated.")
@click.option("--tiles", metavar="PATH", help="Tiles of the larger log: a folder or an address.")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write a contradiction here, as evidence.")
@click.option(
    "--evidence", metavar="FILE", type=click.Path(path_type=Path), help="Check such a file instead of A and B."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value instead of text.")
def compare(
    notes: tuple[Path, ...],
    vkeys: tuple[str, ...],
    tiles: str | None,
    out: Path | None,
    evidence: Path | None,
    as_json: bool,
) -> None:
    """Compare two checkpoints of one log, A and B, from anywhere. Needs no account.

    Where they cannot both be true, both signatures prove it, and --out keeps the proof.

    \b
    Exit codes: 0 consistent, or the evidence holds · 1 not · 2 wrong usage · 3 could not read

    \b
    Examples:
      labelproof log compare mine/checkpoint theirs/checkpoint --vkey KEY --tiles theirs/ --out fork.json
      labelproof log compare --evidence fork.json --vkey KEY
    """
    if len(notes) != (2 if evidence is None else 0):
        raise click.UsageError("give two checkpoints, or --evidence FILE")
    from labelproof.cli.log_compare import Comparing, run
    from labelproof.cli.verifying import check_keys

    check_keys(vkeys, "--vkey")
    asked = Comparing(notes, vkeys, tiles, out, evidence, os.environ.get("LABELPROOF_TOKEN", ""))
    click.get_current_context().exit(run(asked, as_json=as_json))


@log.command()
@click.argument("url")
@click.option("--vkey", "vkeys", multiple=True, required=True, metavar="VKEY", help="The log's key. May be repeated.")
@click.option("--witness", "witnesses", multiple=True, metavar="VKEY", help="A witness's key. May be repeated.")
@click.option("--quorum", metavar="N", type=click.IntRange(min=0), help="So many of them must have signed. [all]")
@click.option("--every", default=60.0, metavar="S", type=click.FloatRange(min=1), help="Seconds between looks. [60]")
@click.option("--once", is_flag=True, help="Look once and end, for a timer.")
@click.option("--alarm", metavar="CMD", help="Run this on an alarm; the message is its input.")
@click.option("--json", "as_json", is_flag=True, help="Print each look as one line of JSON.")
def monitor(
    url: str,
    vkeys: tuple[str, ...],
    witnesses: tuple[str, ...],
    quorum: int | None,
    every: float,
    once: bool,
    alarm: str | None,
    as_json: bool,
) -> None:
    """Follow a log on a server and alarm when it forks, falls behind or is not in order.

    URL is http(s)://HOST/log/ORIGIN/; a token in LABELPROOF_TOKEN is sent there. Only what is new is fetched: what was
    verified is kept under the pinned key, where `labelproof verify` looks as well.

    \b
    Exit codes: 0 looked once, and all is well · 1 alarm · 2 wrong usage · 3 could not read

    \b
    Example:
      labelproof log monitor https://labels.example/log/labels.example/root --vkey KEY --alarm "mail -s log me"
    """
    from labelproof.cli.log_monitor import Monitoring, run
    from labelproof.cli.verifying import check_keys
    from labelproof.log.note import COSIGNER

    check_keys(vkeys, "--vkey")
    check_keys(witnesses, "--witness", COSIGNER)
    wanted = len(set(witnesses)) if quorum is None else quorum
    token = os.environ.get("LABELPROOF_TOKEN", "")
    asked = Monitoring(url, vkeys, witnesses, wanted, every, once, alarm, token)
    click.get_current_context().exit(run(asked, as_json=as_json))


log.add_command(restore)
