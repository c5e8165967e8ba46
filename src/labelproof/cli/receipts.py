"""`labelproof receipts`: list, export and check what you did."""

from pathlib import Path
from typing import Any

import click

from labelproof.cli.kept import kept_receipts
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import progress, say, show, table, when
from labelproof.cli.waiting import patiently
from labelproof.kernel.refused import Refused


@click.group()
def receipts() -> None:
    """What you did, and proof of it to take along.

    Every command prints where it stands in the log; this program keeps that for you. The log's operator cannot later
    take back what a receipt proves.
    """


@receipts.command("list")
@reaches()
def list_receipts(reach: Reach) -> None:
    """List everything you did in a project, and whether this machine kept its receipt.

    \b
    Example:
      labelproof receipts list
    """
    found = reach.ask("/receipts")
    kept = {each["event_id"] for each in kept_receipts(found["origin"])}
    told = [{**each, "kept": each["event_id"] in kept} for each in found["receipts"]]
    rows = ((each["index"], each["kind"], when(each["at"]), "yes" if each["kept"] else "–") for each in told)
    columns = ("index", "event", "recorded", "kept here")
    show(reach, told, lambda: table(columns, rows, empty="You did nothing here yet."))


@receipts.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="A new file.")
@reaches()
def export(reach: Reach, out: Path) -> None:
    """Write all your receipts with their proofs, and your own answers, to one file that checks offline.

    \b
    Example:
      labelproof receipts export --out mine.jsonl && labelproof receipts check mine.jsonl --vkey KEY
    """
    if out.exists():
        raise Refused("export.exists", f"{out} is there already", "choose a new name")
    raw = reach.server.fetch(f"{reach.base}/receipts.jsonl")
    out.write_bytes(raw)
    told = {"path": str(out), "n_receipts": raw.count(b"\n") - 1}
    show(reach, told, lambda: say(f"Wrote {told['n_receipts']} receipts to {out}"))


@receipts.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--vkey", metavar="VKEY", help="The log's key, as its operator published it. [with FILE: the one in it]")
@reaches()
def check(reach: Reach, file: Path | None, vkey: str | None) -> None:
    """Check a file of receipts offline; without FILE, hold what this machine kept against the server.

    Exit code 1 when a receipt does not hold: keep it, it is evidence. 4 when the file's own key was all there was.

    \b
    Examples:
      labelproof receipts check mine.jsonl --vkey "$(cat publisher.vkey)"
      labelproof receipts check
    """
    if file is None:
        _check_kept(reach, vkey)
    else:
        _check_file(reach, file, vkey)


def _check_file(reach: Reach, file: Path, vkey: str | None) -> None:
    from labelproof.evidence.receipts import check_receipts, enclosed_vkey
    from labelproof.log.note import parse_vkey

    try:
        raw = file.read_bytes()
    except OSError as failure:
        raise Refused("file.missing", f"{file} cannot be read ({failure.strerror})", "check the path") from failure
    checkpoint, checked = check_receipts(raw, [parse_vkey(vkey or enclosed_vkey(raw))])
    told = {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "key": "pinned" if vkey else "enclosed",
        "receipts": [
            {"index": each.index, "kind": each.leaf.kind, "at": each.leaf.ts, "said": dict(each.said)}
            for each in checked
        ],
    }
    sure = "" if vkey else " The key came with the file: say --vkey to know whose log it is."
    words = f"{len(checked)} receipts stand in {checkpoint.origin} of size {checkpoint.size}.{sure}"
    show(reach, told, lambda: say(words))
    if not vkey:
        raise click.exceptions.Exit(4)


def _proof(reach: Reach, index: int) -> bytes:
    """The proof of a leaf, once a checkpoint covers it."""

    def covered() -> bytes | None:
        try:
            return reach.server.fetch(f"{reach.base}/receipts/{index}")
        except Refused as refused:
            if refused.code != "log.not_covered":
                raise
            return None

    return patiently(reach, covered)


def _check_kept(reach: Reach, vkey: str | None) -> None:
    from labelproof.kernel.canonical import unb64url
    from labelproof.log.checkpoint import open_checkpoint, parse_bundle_proof
    from labelproof.log.note import parse_vkey
    from labelproof.log.tree import check_inclusion

    here = reach.ask("/receipts")
    log, kept = here["origin"], kept_receipts(here["origin"])
    keys = [parse_vkey(vkey or here["vkey"])]
    broken: list[dict[str, Any]] = []
    with progress("Checking", len(kept)) as more:
        for each in kept:
            try:
                proof = parse_bundle_proof(_proof(reach, each["index"]))
                head = open_checkpoint(proof.note, keys)
                check_inclusion(each["index"], head.size, unb64url(each["leaf_hash"]), proof.hashes, head.root)
            except Refused as refused:
                broken.append({**each, "fault": str(refused)})
            more(1)
    told = {"origin": log, "n_kept": len(kept), "broken": broken}

    def text() -> None:
        say(f"{len(kept) - len(broken)} of {len(kept)} receipts kept here stand in {log}.")
        for each in broken[:20]:
            say(f"  {each['index']} {each['kind']}: {each['fault']}")

    show(reach, told, text)
    if broken:
        raise click.exceptions.Exit(1)
