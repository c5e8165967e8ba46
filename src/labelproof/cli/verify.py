"""`labelproof verify`: check a bundle, a log's tiles in a folder or on a server, or one proof.

Starts nothing but kernel, log, evidence and click, and `--help` not even those: it must answer at once.
"""

import os
from pathlib import Path

import click

FILE = click.Path(path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("path", required=False)
@click.option("--vkey", "vkeys", multiple=True, metavar="VKEY", help="The log's key, as its operator published it.")
@click.option("--old", multiple=True, metavar="FILE", type=FILE, help="A checkpoint kept earlier. May be repeated.")
@click.option("--state", metavar="FILE", type=FILE, help="Remember what was seen, here. [one file a key, of your own]")
@click.option("--no-state", is_flag=True, help="Remember nothing, and compare with nothing remembered.")
@click.option("--witness", "witnesses", multiple=True, metavar="VKEY", help="A witness's key. May be repeated.")
@click.option("--quorum", metavar="N", type=click.IntRange(min=0), help="So many of them must have signed. [all]")
@click.option("--root", metavar="PATH", help="The root log that must have entered the checkpoint.")
@click.option("--root-vkey", "root_vkeys", multiple=True, metavar="VKEY", help="The root log's key.")
@click.option("--disclosures", metavar="FILE", type=FILE, help="Openings, to check against the leaves of tiles.")
@click.option("--proof", metavar="FILE", type=FILE, help="Check the proof of one row or one leaf instead of PATH.")
@click.option("--entry", metavar="FILE", type=FILE, help="The leaf that a tlog-proof is about.")
@click.option("--measures", is_flag=True, help="Compute every figure of a bundle again from its rows.")
@click.option("--trust-enclosed-key", is_flag=True, help="Accept the key that came with the files.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one line of JSON.")
def verify(
    path: str | None,
    vkeys: tuple[str, ...],
    old: tuple[Path, ...],
    state: Path | None,
    no_state: bool,
    witnesses: tuple[str, ...],
    quorum: int | None,
    root: str | None,
    root_vkeys: tuple[str, ...],
    disclosures: Path | None,
    proof: Path | None,
    entry: Path | None,
    measures: bool,
    trust_enclosed_key: bool,
    as_json: bool,
) -> None:
    """Check an evidence bundle, a log's tiles, or one proof. Needs no account, and for files no network.

    PATH is a bundle (a folder or zip with MANIFEST.json), a folder of tiles (with checkpoint and tile/), or the
    address of such files, http(s)://HOST/log/ORIGIN/; a token in LABELPROOF_TOKEN is sent there.

    What verified under a pinned key is remembered, and the log may not fall behind it.

    \b
    Exit codes: 0 verified · 1 not verified · 2 wrong usage · 3 could not read
                4 consistent, but the key is only the one enclosed

    \b
    Examples:
      labelproof verify release.zip --vkey "$(cat publisher.vkey)"
      labelproof verify release/ --vkey KEY --old kept/checkpoint --state seen.json
      labelproof verify kept/ --vkey KEY --root root/ --root-vkey KEY --witness KEY
      labelproof verify release.zip --vkey KEY --measures
      labelproof verify --proof row.json --vkey KEY
      labelproof verify --proof leaf.tlog-proof --entry leaf.json --vkey KEY
    """
    if (path is None) == (proof is None):
        raise click.UsageError("give either PATH or --proof FILE")
    if state is not None and no_state:
        raise click.UsageError("give either --state FILE or --no-state")
    if root is not None and not root_vkeys:
        raise click.UsageError("--root needs --root-vkey VKEY")
    if root is None and root_vkeys and proof is None:
        raise click.UsageError("--root-vkey needs --root PATH")
    if quorum is not None and quorum > len(set(witnesses)):
        raise click.UsageError(f"--quorum {quorum} needs as many --witness VKEY")
    if measures and proof is not None:
        raise click.UsageError("--measures needs a bundle")
    from labelproof.cli.verifying import Asked, run

    asked = Asked(
        path, vkeys, proof, entry, old, state, no_state, trust_enclosed_key,
        witnesses, quorum, root, root_vkeys, disclosures, os.environ.get("LABELPROOF_TOKEN", ""),
        measures,
    )  # fmt: skip
    click.get_current_context().exit(run(asked, as_json=as_json))
