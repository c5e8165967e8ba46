"""`labelproof verify`: check a bundle, a folder of tiles, or one row's proof, offline.

Starts nothing but kernel, log, evidence and click, and `--help` not even those: it must answer at once.
"""

from pathlib import Path

import click


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--vkey", "vkeys", multiple=True, metavar="VKEY", help="The log's key, as its operator published it.")
@click.option(
    "--old", multiple=True, metavar="FILE", type=click.Path(path_type=Path), help="A checkpoint kept earlier."
)
@click.option("--state", metavar="FILE", type=click.Path(path_type=Path), help="Remember what was seen, here.")
@click.option("--trust-enclosed-key", is_flag=True, help="Accept the key that came with the files.")
@click.option("--proof", metavar="FILE", type=click.Path(path_type=Path), help="Check one row's proof instead of PATH.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one line of JSON.")
def verify(
    path: Path | None,
    vkeys: tuple[str, ...],
    old: tuple[Path, ...],
    state: Path | None,
    trust_enclosed_key: bool,
    proof: Path | None,
    as_json: bool,
) -> None:
    """Check an evidence bundle, a log's tiles, or one row's proof. Needs no server and no network.

    PATH is a bundle (a folder or zip with MANIFEST.json) or a folder of tiles (with checkpoint and tile/).

    \b
    Exit codes: 0 verified · 1 not verified · 2 wrong usage · 3 could not read
                4 consistent, but the key is only the one enclosed

    \b
    Examples:
      labelproof verify release.zip --vkey "$(cat publisher.vkey)"
      labelproof verify release/ --vkey KEY --old kept/checkpoint --state seen.json
      labelproof verify --proof row.json --vkey KEY
    """
    if (path is None) == (proof is None):
        raise click.UsageError("give either PATH or --proof FILE")
    from labelproof.cli.verifying import Asked, run

    code = run(Asked(path, proof, vkeys, old, state, trust_enclosed_key), as_json=as_json)
    click.get_current_context().exit(code)
