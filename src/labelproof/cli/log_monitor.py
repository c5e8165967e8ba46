"""`labelproof log monitor`: follows a log on a server, reads what is new, and alarms when it is not what it was."""

import hashlib
import os
import shlex
import subprocess
import time
from array import array
from collections.abc import Callable
from typing import NamedTuple

from labelproof.cli.remembered import kept_at, make_folder, recall_pinned, remember, write_whole
from labelproof.cli.shown import printable, say
from labelproof.cli.url_files import UrlReader
from labelproof.evidence.report import FAILED, UNREADABLE, VERIFIED
from labelproof.kernel.canonical import value_json
from labelproof.kernel.refused import Refused
from labelproof.log.faults import Faults
from labelproof.log.follow import Followed, follow, format_followed, parse_followed
from labelproof.log.leaf import parse_leaf, read_head
from labelproof.log.leaves import KEY_KINDS
from labelproof.log.reader import Missing, Reader, Unreadable
from labelproof.log.state import State
from labelproof.log.tiles import WIDTH
from labelproof.log.verify import Pins, Report, verify

PATIENCE = 10  # readings that fail one after the other before it is an alarm
ALARM_S = 60


class Monitoring(NamedTuple):
    """What the command line said."""

    url: str
    vkeys: tuple[str, ...]
    witnesses: tuple[str, ...]
    quorum: int
    every: float
    once: bool
    alarm: str | None
    token: str


class Round(NamedTuple):
    """What one look at the log gave."""

    report: Report
    n_new: int
    events: tuple[str, ...] = ()


def run(asked: Monitoring, *, as_json: bool, pause: Callable[[float], object] = time.sleep) -> int:
    """Look, say what was seen, look again. Ends at the first fault, or after one look when that was asked for."""
    monitor = Monitor(UrlReader(asked.url, asked.token), Pins(asked.vkeys, (), asked.witnesses, asked.quorum))
    n_failed = 0
    while True:
        try:
            seen = monitor.look()
            n_failed = 0
            if seen.report.faults:
                return _alarm(asked, seen.report.faults, FAILED, as_json=as_json)
            _tell(seen, as_json=as_json)
        except (Unreadable, OSError) as error:
            n_failed += 1
            why = f"{error.path} {error.why}" if isinstance(error, Unreadable) else str(error)
            say(f"{_clock()} could not read: {why}", err=True)
            if asked.once or n_failed >= PATIENCE:
                faults = Faults()
                faults.add("verify.unreadable", why, "check the address, the token and the server")
                return _alarm(asked, faults, UNREADABLE, as_json=as_json)
        if asked.once:
            return VERIFIED
        pause(asked.every)


class Monitor:
    """One log, and what is kept of it under its pinned key: state, right edge, and 8 bytes of each id."""

    def __init__(self, reader: Reader, pins: Pins) -> None:
        self._reader, self._pins = reader, pins
        vkey = pins.vkeys[0]
        self._edge, self._ids = kept_at(vkey, "followed"), kept_at(vkey, "ids")

    def look(self) -> Round:
        """Verify what is new since the last look; after a success, keep it. Unreadable when the log is."""
        known = recall_pinned(self._pins.vkeys)
        if known is not None and self._unchanged(known):
            return Round(Report(note=known.note), 0)
        followed, old_ids = self._kept()
        ids, events = _Ids(followed.n if followed else 0), list[str]()
        report = verify(self._reader, self._pins, known, ids.take, int(time.time()), followed=followed)
        if followed is not None and not report.faults and not ids.prefixes.isdisjoint(old_ids):
            followed, old_ids, ids = None, array("Q"), _Ids(0)  # perhaps an id twice: only the whole log can tell
            report = verify(self._reader, self._pins, known, ids.take, int(time.time()))
        if report.checkpoint is None or report.faults or report.trunk is None:
            return Round(report, 0)
        before = known.size if known else 0
        for index, raw in ids.key_leaves:
            if index >= before:
                leaf = parse_leaf(raw)
                events.append(f"{leaf.kind} in leaf {index}: {leaf.refs.get('vkey', '')}")
        self._keep(report, known, follow(report.checkpoint.origin, report.trunk), old_ids, ids)
        return Round(report, report.checkpoint.size - before, tuple(events))

    def _unchanged(self, known: State) -> bool:
        try:
            return self._reader.read("checkpoint") == known.note and self._edge.exists()
        except Missing:
            return False

    def _kept(self) -> "tuple[Followed | None, array[int]]":
        """The edge and the ids, when both are whole and fit; else the log is read anew."""
        ids = array("Q")
        try:
            followed = parse_followed(self._edge.read_bytes())
            raw = self._ids.read_bytes()
            if len(raw) == followed.n * WIDTH * ids.itemsize:
                ids.frombytes(raw)
                return followed, ids
        except (OSError, Refused):
            pass
        return None, ids

    def _keep(
        self, report: Report, known: State | None, followed: Followed, old_ids: "array[int]", ids: "_Ids"
    ) -> None:
        """State last: after a crash before it, the same leaves are looked at again."""
        make_folder(self._edge)
        old_ids.extend(ids.full(followed.n))
        write_whole(self._ids, old_ids.tobytes())
        write_whole(self._edge, format_followed(followed))
        state = report.state(known)
        assert state is not None, "only after success"
        remember(kept_at(state.vkey), state)


class _Ids:
    """64 bits of the SHA-256 of each new id (they are kept on disk, where Python's own hash would mean nothing)."""

    def __init__(self, first_bundle: int) -> None:
        self._first = first_bundle
        self._ids: array[int] = array("Q")
        self.key_leaves: list[tuple[int, bytes]] = []

    def take(self, index: int, raw: bytes) -> None:
        """The next leaf; one that is no event is the verifier's to name, or is a note of a root log."""
        try:
            name, _, kind, _ = read_head(raw)
        except Refused:
            name, kind = raw, b""
        self._ids.append(int.from_bytes(hashlib.sha256(name).digest()[:8], "big"))
        if kind in KEY_KINDS:
            self.key_leaves.append((index, raw))

    @property
    def prefixes(self) -> set[int]:
        """Of all new leaves."""
        return set(self._ids)

    def full(self, n_bundles: int) -> "array[int]":
        """Those of leaves in full bundles, of which the log has so many."""
        return self._ids[: (n_bundles - self._first) * WIDTH]


def _tell(seen: Round, *, as_json: bool) -> None:
    checkpoint = seen.report.checkpoint
    if as_json:
        size = None if checkpoint is None else checkpoint.size
        say(value_json({"ok": True, "size": size, "new": seen.n_new, "events": list(seen.events)}).decode())
        return
    if checkpoint is None:
        say(f"{_clock()} unchanged")
        return
    say(f"{_clock()} {checkpoint.origin}: {checkpoint.size} leaves, {seen.n_new} of them new, consistent")
    for event in seen.events:
        say(f"{_clock()} {event}")


def _alarm(asked: Monitoring, faults: Faults, code: int, *, as_json: bool) -> int:
    """Say it, and hand it to the command that was named: the message on its input, the codes in its environment."""
    codes = [fault.code for fault in faults]
    text = "\n".join(printable(str(fault)) for fault in faults)
    if as_json:
        rows = [{"code": f.code, "what": f.what, "fix": f.fix, "more": f.more} for f in faults]
        say(value_json({"ok": False, "exit": code, "faults": rows}).decode())
    else:
        say(f"{_clock()} ALARM for {asked.url}\n{text}")
    if asked.alarm is not None:
        environment = {**os.environ, "LABELPROOF_ALARM": " ".join(codes), "LABELPROOF_LOG": asked.url}
        try:
            command = shlex.split(asked.alarm)
            subprocess.run(  # noqa: S603 - it is the caller's own command line
                command, input=text.encode() + b"\n", env=environment, timeout=ALARM_S, check=False
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            say(f"{_clock()} the alarm command failed: {error}", err=True)
    return code


def _clock() -> str:
    return time.strftime("%H:%M:%S")
