"""`labelproof prove`."""

from pathlib import Path

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.release import newest
from labelproof.cli.say import say, show


@click.command()
@click.argument("row")
@click.option("--release", "named", metavar="RELEASE", help="[the newest]")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="[printed]")
@reaches()
def prove(reach: Reach, row: str, named: str | None, out: Path | None) -> None:
    """Make a proof that one row is in a release; it shows nothing of any other row.

    \b
    Example:
      labelproof prove ROW --out row.proof && labelproof verify --proof row.proof --vkey KEY
    """
    named = newest(reach, named)
    proof = reach.server.fetch(f"{reach.base}/releases/{named}/rows/{row}/proof")
    if out is not None:
        out.write_bytes(proof)
    shown = {"row": row, "release": named, "proof": proof.decode()}
    show(reach, shown, lambda: say(proof.decode().rstrip("\n") if out is None else f"Wrote {out}"))
