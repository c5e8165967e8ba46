"""What `labelproof verify` does: choose a reader, run the check, and say what was found and what was not looked at."""

import os
import re
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click

from labelproof.cli.bundle_files import FolderReader, ZipReader
from labelproof.evidence.report import CONSISTENT, FAILED, UNREADABLE, VERIFIED, exit_code
from labelproof.kernel.canonical import value_json
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.note import parse_vkey
from labelproof.log.state import State, format_state, parse_state
from labelproof.log.verify import Pins, Report, Unreadable

_MOST = 1 << 24  # bytes of a checkpoint, state or proof file; real ones have a few thousand
_KEY_ADVICE = (
    "The key was taken from the files themselves; a wholesale forgery would look the same.\n"
    "Get the vkey from the publisher by another way and give it with --vkey, or say --trust-enclosed-key."
)


class Asked(NamedTuple):
    """What the command line said."""

    path: Path | None
    proof: Path | None
    vkeys: tuple[str, ...]
    old: tuple[Path, ...]
    state: Path | None
    trust: bool


def run(asked: Asked, *, as_json: bool) -> int:
    """Check, print, and give the exit code."""
    _check_keys(asked.vkeys)
    try:
        shown, code = _verify(asked)
    except Unreadable as error:
        shown = _Shown(_failed(UNREADABLE, "verify.unreadable", f"{error.path} {error.why}", "check the path"))
        code = UNREADABLE
    except OSError as error:
        why = f"{error.filename} cannot be read ({error.strerror})"
        shown, code = _Shown(_failed(UNREADABLE, "verify.unreadable", why, "check the path")), UNREADABLE
    except Refused as error:
        shown, code = _Shown(_failed(FAILED, error.code, error.what, error.fix)), FAILED
    if as_json:
        sys.stdout.buffer.write(value_json(shown.values) + b"\n")
    else:
        shown.print(code)
    sys.stdout.flush()
    return code


def _verify(asked: Asked) -> "tuple[_Shown, int]":
    if asked.proof is not None:
        return _verify_proof(asked.proof, asked.vkeys, asked.trust)
    assert asked.path is not None, "the command wants one of the two"
    pins = Pins(asked.vkeys, tuple(_read(each) for each in asked.old))
    return _verify_path(asked.path, pins, _recall(asked.state), asked.state, asked.trust)


def _failed(code: int, fault: str, what: str, fix: str) -> dict[str, Any]:
    faults = [{"code": fault, "what": _printable(what), "fix": fix, "more": 0}]
    return {"ok": False, "exit": code, "faults": faults}


class _Shown:
    """A report in plain values and in lines for people; without lines of its own, those are its faults."""

    def __init__(self, values: dict[str, Any], lines: list[str] | None = None) -> None:
        told = [f"  ✗ {fault['code']}: {fault['what']}. Fix: {fault['fix']}." for fault in values["faults"]]
        self.values, self.lines = values, told if lines is None else lines

    def print(self, code: int) -> None:
        """The lines, then the verdict in one word."""
        for line in self.lines:
            _say(line)
        verdict, colour = {
            VERIFIED: ("VERIFIED", "green"),
            CONSISTENT: ("CONSISTENT, NOT YET VERIFIED", "yellow"),
            UNREADABLE: ("COULD NOT BE READ", "red"),
        }.get(code, ("NOT VERIFIED", "red"))
        _say("")
        _say(verdict, fg=colour, bold=True)
        if code == CONSISTENT:
            _say(_KEY_ADVICE)


def _verify_path(path: Path, pins: Pins, known: State | None, state: Path | None, trust: bool) -> tuple[_Shown, int]:
    with ExitStack() as open_files:
        if path.is_dir():
            reader: FolderReader | ZipReader = FolderReader(path)
            is_bundle = (path / "MANIFEST.json").exists()
        elif path.is_file():
            reader, is_bundle = ZipReader(open_files.enter_context(path.open("rb"))), True
        else:
            raise Unreadable(str(path), "is not there, or is no folder and no file")
        check = _check_bundle if is_bundle else _check_tiles
        shown, log, faults = check(reader, path, pins, known, trust)
    code = exit_code(log, faults, trust_enclosed=trust)
    if state is not None and code == VERIFIED:
        _remember(state, log.state())
    return shown, code


def _check_bundle(
    reader: FolderReader | ZipReader, path: Path, pins: Pins, known: State | None, trust: bool
) -> tuple[_Shown, Report, Faults]:
    from labelproof.evidence.check import NOT_CHECKED, check_bundle
    from labelproof.evidence.report import describe_bundle

    report = check_bundle(reader, pins, known)
    counts, checkpoint = report.counts, report.log.checkpoint
    lines = [f"Evidence bundle {path}", f"  release {report.release}", f"  log     {report.origin}"]
    if checkpoint:
        lines.append(f"  signed  {checkpoint.size} leaves by {report.log.vkey}")
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
        lines.append(f"{counts.n_lost} unresolved rows name votes whose openings were lost.")
    if report.n_later_votes:
        lines.append(f"{report.n_later_votes} answers to these items came after the release was requested.")
    lines += [*_withheld_lines(report.withheld), *_seen_lines(report.log), "", "Not checked:"]
    lines += [f"  – {each}" for each in NOT_CHECKED]
    return _Shown(describe_bundle(report, trust_enclosed=trust), lines), report.log, report.faults


def _withheld_lines(withheld: dict[tuple[str, str], int]) -> list[str]:
    if not withheld:
        return []
    named = ", ".join(f"{n} {name} of {kind}" for (kind, name), n in withheld.items())
    return [f"Withheld: {named}."]


def _seen_lines(log: Report) -> list[str]:
    if not log.consistent_with:
        return []
    sizes = ", ".join(str(size) for size in log.consistent_with)
    return [f"Consistent with what was seen before, at size {sizes}."]


def _check_tiles(
    reader: FolderReader | ZipReader, path: Path, pins: Pins, known: State | None, trust: bool
) -> tuple[_Shown, Report, Faults]:
    from labelproof.log.verify import describe
    from labelproof.log.verify import verify as verify_log

    report = verify_log(reader, replace(pins, old=(*pins.old, *_older(reader))), known)
    lines = [f"Log tiles {path}"]
    if report.checkpoint:
        lines += [
            f"  log     {report.checkpoint.origin}",
            f"  signed  {report.checkpoint.size} leaves by {report.vkey}",
        ]
    lines += [f"  ✗ {fault}" for fault in report.faults]
    if not report.faults:
        lines.append("  ✓ every leaf, every tile and the root are those that were signed")
    if report.extensions:
        lines.append(f"  The checkpoint has {len(report.extensions)} extension lines, which mean nothing here.")
    lines += [
        *_seen_lines(report),
        "",
        "Not checked:",
        "  – what the leaves commit to: a bundle shows that",
        "  – that nobody was shown another history (keep the checkpoint, and give it with --old)",
    ]
    code = exit_code(report, report.faults, trust_enclosed=trust)
    values = {"kind": "tiles", "ok": code == VERIFIED, "exit": code, **describe(report)}
    return _Shown(values, lines), report, report.faults


def _older(reader: FolderReader | ZipReader) -> list[bytes]:
    """The log's own history of checkpoints, where it lies beside the newest: `checkpoint.<size>`."""
    names = [name for name in reader.names() if re.fullmatch(r"checkpoint\.[0-9]{1,19}", name)]
    return [reader.read(name) for name in sorted(names, key=lambda name: int(name.partition(".")[2]))]


def _verify_proof(file: Path, vkeys: tuple[str, ...], trust: bool) -> tuple[_Shown, int]:
    from labelproof.evidence.row_proof import check_row_proof, parse_row_proof

    proof = parse_row_proof(_read(file))
    keys = [parse_vkey(text) for text in vkeys or (proof.vkey,)]
    proven = check_row_proof(proof, keys)
    row, checkpoint = proven.row, proven.checkpoint
    lines = [
        f"Row proof {file}",
        f"  row     {row['row_id']}: {value_json(row.get('value')).decode()} ({row.get('status')})",
        f"  item    {row.get('item_id')}, question {row.get('question_id')}",
        f"  release {proven.release.refs.get('release')} of {checkpoint.origin}",
        f"  ✓ the row is one of {proven.release.refs.get('n_rows')} that the release published",
        f"  ✓ the log holds that publication in its {checkpoint.size} signed leaves",
        "",
        "Not checked:",
        "  – that the row follows from its votes, and that none was left out: a bundle shows that",
    ]
    code = VERIFIED if vkeys or trust else CONSISTENT
    values = {"kind": "row", "ok": code == VERIFIED, "exit": code, "row": row, "origin": checkpoint.origin}
    return _Shown({**values, "size": checkpoint.size, "faults": []}, lines), code


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST + 1)
    except OSError as error:
        raise Unreadable(str(path), error.strerror or "cannot be read") from None
    if len(raw) > _MOST:
        raise Unreadable(str(path), f"has more than {_MOST} bytes")
    return raw


def _check_keys(vkeys: tuple[str, ...]) -> None:
    for vkey in vkeys:
        try:
            parse_vkey(vkey)
        except Refused as error:
            raise click.BadParameter(_printable(error.what), param_hint="--vkey") from None


def _recall(path: Path | None) -> State | None:
    if path is None or not path.exists():
        return None
    try:
        return parse_state(_read(path))
    except Refused as error:
        raise Unreadable(str(path), f"is no state: {error.what}") from None


def _remember(path: Path, state: State | None) -> None:
    """Written beside and put in place, so that the file is the old one or the new one and never half of either."""
    if state is None:
        return
    import tempfile  # 15 ms that only those who remember need

    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(format_state(state))
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
    except OSError as error:
        raise Unreadable(str(path), f"cannot be written ({error.strerror})") from None


def _say(text: str, err: bool = False, **style: Any) -> None:
    """One line for a terminal: nothing that hostile bytes smuggled in moves its cursor."""
    encoding: str = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    clean = "\n".join(_printable(line) for line in text.split("\n"))
    click.secho(clean.encode(encoding, "replace").decode(encoding), err=err, **style)


def _printable(text: str) -> str:
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in text)
