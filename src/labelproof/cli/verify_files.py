"""What `verify` says of a bundle and of a folder of tiles."""

import re
import time
from dataclasses import replace
from typing import NamedTuple

from labelproof.cli.bundle_files import FolderReader, ZipReader
from labelproof.cli.ranges import across_processes
from labelproof.cli.shown import Shown
from labelproof.cli.verify_measures import check_measures, show_measures
from labelproof.evidence.bundle import MEASURES
from labelproof.evidence.report import VERIFIED, exit_code
from labelproof.log.faults import Faults
from labelproof.log.reader import Reader, older_checkpoints
from labelproof.log.state import State
from labelproof.log.tiles import WIDTH
from labelproof.log.verify import Pins, Report

OF_A_LOG = re.compile(r"checkpoint(\.[0-9]+)?|(witness\.)?vkey|[0-9]+\.tsr|tile/.+")


class Files(NamedTuple):
    """What was pointed at, and how it is read."""

    path: str
    reader: Reader
    is_bundle: bool


def check_bundle_files(
    files: Files, pins: Pins, known: State | None, trust: bool, measures: bool
) -> tuple[Shown, Report, Faults]:
    """A bundle: everything that its reader's decisions rest on."""
    from labelproof.evidence.check import NOT_CHECKED, check_bundle
    from labelproof.evidence.report import describe_bundle

    assert isinstance(files.reader, FolderReader | ZipReader), "a bundle is a folder or a zip"
    report = check_bundle(files.reader, pins, known, int(time.time()))
    recomputed = check_measures(files.reader, report) if measures else []
    counts, checkpoint = report.counts, report.log.checkpoint
    lines = [f"Evidence bundle {files.path}", f"  release {report.release}", f"  log     {report.origin}"]
    if checkpoint:
        lines.append(f"  signed  {checkpoint.size} leaves by {report.log.signed_by}")
    lines.append("")
    for name, state, detail in report.checks():
        mark = {"passed": "✓", "failed": "✗"}.get(state, "–")
        lines.append(f"  {mark} {name:<10} {detail if state != 'not_checked' else 'not checked: ' + detail}")
    if report.faults:
        lines += ["", "What was found:", *(f"  ✗ {fault}" for fault in report.faults)]
    elif counts.n_rows:
        statuses = ", ".join(f"{n} {status}" for status, n in counts.by_status.items() if n)
        lines += ["", f"{counts.n_rows} rows ({statuses}) from {counts.n_votes} votes."]
    if counts.n_not_recomputable:
        lines.append(f"{counts.n_not_recomputable} rows are not recomputable: votes of theirs were erased.")
    if counts.n_lost:
        lines.append(f"{counts.n_lost} unresolved rows name answers or decisions whose openings were lost.")
    if report.n_later_votes:
        lines.append(f"{report.n_later_votes} answers to these items came after the release was requested.")
    lines += [*_withheld_lines(report.withheld), *_seen_lines(report.log), "", "Not checked:"]
    lines += [f"  – {each}" for each in NOT_CHECKED if not (measures and MEASURES in each)]
    shown = Shown(describe_bundle(report, trust_enclosed=trust), lines)
    if measures:
        show_measures(recomputed, shown, report)
    return shown, report.log, report.faults


def check_tiles(
    files: Files, pins: Pins, known: State | None, trust: bool, openings: bytes | None
) -> tuple[Shown, Report, Faults]:
    """A log's tiles: a folder, or a server's files."""
    from labelproof.log.verify import describe
    from labelproof.log.verify import verify as verify_log

    older, n_other, strays = _beside(files.reader)
    pins = replace(pins, old=(*pins.old, *older))
    values: dict[str, object] = {}
    if openings is None:
        report = verify_log(files.reader, pins, known, now=int(time.time()), walk=across_processes)
        told: list[str] = []
    else:
        from labelproof.evidence.disclosures import verify_disclosures

        report, states = verify_disclosures(files.reader, pins, openings, known, int(time.time()))
        told = [f"  Openings: {', '.join(f'{n} {state}' for state, n in states.items())}."]
        values["disclosures"] = states
    if strays:
        what = f"{len(strays)} files here belong to no log, {strays[0][:80]!r} first: a bundle has a MANIFEST.json"
        report.faults.add("log.stray", what, "give the whole bundle; or a folder that holds the log's files alone")
    lines = [f"Log tiles {files.path}", *_signed_lines(report)]
    lines += [f"  ✗ {fault}" for fault in report.faults]
    if not report.faults:
        lines.append("  ✓ every leaf, every tile and the root are those that were signed")
    if report.extensions:
        lines.append(f"  The checkpoint has {len(report.extensions)} extension lines, which mean nothing here.")
    n_beyond = 0 if report.checkpoint is None else n_other - _n_tiles(report.checkpoint.size)
    if n_beyond > 0:
        lines.append(f"  {n_beyond} other files below tile/ were not looked at: they are not of this size.")
    lines += [
        *told,
        *_seen_lines(report),
        "",
        "Not checked:",
        *([] if openings is not None else ["  – what the leaves commit to: a bundle shows that"]),
        "  – that nobody was shown another history (keep the checkpoint, and give it with --old)",
    ]
    code = exit_code(report, report.faults, trust_enclosed=trust)
    values = {"kind": "tiles", "ok": code == VERIFIED, "exit": code, **values, **describe(report)}
    return Shown(values, lines), report, report.faults


def _signed_lines(report: Report) -> list[str]:
    lines: list[str] = []
    if report.checkpoint:
        lines += [
            f"  log     {report.checkpoint.origin}",
            f"  signed  {report.checkpoint.size} leaves by {report.signed_by}",
        ]
    if report.signed_by != report.vkey:
        lines.append(f"  which follows {report.vkey}")
    if report.n_witnesses:
        lines.append(f"  seen by {report.n_witnesses} witnesses")
    if report.entered_at is not None and report.root is not None:
        lines.append(f"  ✓ entry {report.entered_at} of the root log, seen by {report.root.n_witnesses} witnesses")
    return lines


def _withheld_lines(withheld: dict[tuple[str, str], int]) -> list[str]:
    if not withheld:
        return []
    named = ", ".join(f"{n} {name} of {kind}" for (kind, name), n in withheld.items())
    return [f"Withheld: {named}."]


def _seen_lines(log: Report) -> list[str]:
    if not log.consistent_with:
        return []
    sizes = ", ".join(str(size) for size in log.consistent_with[:20])
    more = f" and {len(log.consistent_with) - 20} more" if len(log.consistent_with) > 20 else ""
    return [f"Consistent with what was seen before, at size {sizes}{more}."]


def _beside(reader: Reader) -> tuple[list[bytes], int, list[str]]:
    """The log's history of checkpoints beside the newest, how many files lie below tile/, and what is no log's file.

    A bundle without its manifest would otherwise pass as tiles, with rows in it that nobody looked at.
    """
    if not isinstance(reader, FolderReader | ZipReader):
        return [], 0, []  # a server does not list its files
    names = list(reader.names())
    strays = sorted(name for name in names if not OF_A_LOG.fullmatch(name))
    return older_checkpoints(names, reader), sum(name.startswith("tile/") for name in names), strays


def _n_tiles(size: int) -> int:
    """How many files lie below tile/ at this size: bundles, and at every level full tiles and a partial one."""
    levels = [size >> (8 * level) for level in range(8)]
    return sum(-(-n // WIDTH) for n in (size, *levels))
