"""Verify a whole log from its tiles: signature, every leaf, every tile, root, keys, and what was seen of it before."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from labelproof.kernel.canonical import value_json
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint, open_signed
from labelproof.log.faults import Faults
from labelproof.log.follow import Followed, resume
from labelproof.log.keys import Seen, check_announced, check_signers, parse_key_history, trusted_keys
from labelproof.log.leaves import EventLeaves, find_twice
from labelproof.log.note import COSIGNER, Vkey, open_note, parse_vkey
from labelproof.log.reader import Missing, Reader, Unreadable
from labelproof.log.root import NoteLeaves, is_root
from labelproof.log.scan import Scan, Span, Take, Trunk, Walk, add_missing, read_tile, scan, spans_of
from labelproof.log.state import State
from labelproof.log.tiles import WIDTH, Tile, parse_bundle

__all__ = ["Missing", "Pins", "Reader", "Report", "RootPin", "Unreadable", "describe", "format_report", "verify"]
MAX_VKEYS = 64  # lines read of an enclosed `vkey`: a log has one key, and a few after rotations
_KEEP = "keep your checkpoint (it is evidence) and ask the operator"


@dataclass(frozen=True, slots=True)
class RootPin:
    """The root log that must have entered the checkpoint, and what is known of it from elsewhere."""

    reader: Reader
    pins: "Pins"
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Pins:
    """What the verifier knows from elsewhere: keys, witnesses, and notes kept earlier.

    `snapshot` says that the files are a log as it was once (a bundle's), which may be older than what was seen since.
    """

    vkeys: tuple[str, ...] = ()
    old: tuple[bytes, ...] = ()
    witnesses: tuple[str, ...] = ()
    quorum: int = 0
    root: RootPin | None = None
    snapshot: bool = False


@dataclass(slots=True)
class Report:
    """What was found. `checkpoint` is None when its note did not open; then nothing else was looked at."""

    faults: Faults = field(default_factory=Faults)
    checkpoint: Checkpoint | None = None
    note: bytes = b""
    vkey: str = ""
    signed_by: str = ""
    key_enclosed: bool = False
    n_witnesses: int = 0
    first_use: bool = False
    consistent_with: list[int] = field(default_factory=list[int])
    extensions: tuple[str, ...] = ()
    root: "Report | None" = None
    entries: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    entered_at: int | None = None
    trunk: Trunk | None = None

    def state(self, earlier: State | None = None) -> State | None:
        """What to remember: only after complete success, and never less than before."""
        if self.faults or self.checkpoint is None:
            return None
        new = State(self.vkey, self.note, self.checkpoint.size, self.checkpoint.root, self.signed_by)
        return new.after(earlier if earlier and earlier.vkey == new.vkey else None)


def verify(
    reader: Reader,
    pins: Pins,
    state: State | None = None,
    take: Take | None = None,
    now: int | None = None,
    walk: Walk | None = None,
    entries_of: str = "",
    followed: Followed | None = None,
) -> Report:
    """Every step of verification over a folder of tiles; what is wrong is in the report, and nothing is raised.

    `take` is handed every leaf in order, before it is known to be good. `now`, in seconds, refuses cosignatures of the
    future. `walk` may scan ranges at once. In a root log, `entries_of` names the log whose entries are kept. `followed`
    is what an earlier run found good: only what came after it is read. Raises only what the reader does when it cannot
    read (Unreadable).
    """
    report = Report(first_use=state is None)
    keys = _keys(reader, pins, state, report)
    if keys is None:
        return report
    signers = _open(reader, pins, keys, report, now)
    if report.checkpoint is None:
        return report
    current = Seen("the log", report.checkpoint, signers)
    seen = [*_seen(pins, state, keys, report), *_entered(pins, keys, report, now)]
    trunk = _trunk(reader, report, entries_of, followed)
    _walk(trunk, report, seen, walk or partial(_one_by_one, take=take), entries_of)
    _check_seen(pins, state, keys, current, seen, trunk, report)
    report.trunk = trunk
    return report


class _Keys:
    """The pinned keys, and the others that lie beside the log and may follow them."""

    def __init__(self, pinned: Sequence[Vkey], enclosed: Iterable[Vkey]) -> None:
        names = {key.name for key in pinned}
        self.pinned = list(dict.fromkeys(pinned))
        self.others = [key for key in dict.fromkeys(enclosed) if key not in self.pinned and key.name in names]

    def all(self) -> list[Vkey]:
        """Pinned ones last: where a forged key has the id of one, the pinned one is looked for."""
        return [*self.others, *self.pinned]


def _keys(reader: Reader, pins: Pins, state: State | None, report: Report) -> _Keys | None:
    """The pinned keys; a remembered one; else those that lie in the folder, which prove nothing about whose they are."""
    texts = list(pins.vkeys) or ([state.vkey] if state else [])
    if state and pins.vkeys and state.vkey not in pins.vkeys:
        what = "the state file remembers another key than the one given"
        report.faults.add("log.state", what, "use its own file")
    try:
        enclosed = [*_parse_enclosed(reader), *([parse_vkey(state.signed_by)] if state else [])]
        if texts:
            return _Keys([parse_vkey(text) for text in texts], enclosed)
        report.key_enclosed = True
        if enclosed:
            return _Keys(enclosed, ())
        report.faults.add("log.vkey", "there is no vkey in the folder and none was given", "say --vkey")
    except Refused as error:
        report.faults.take(error)
    return None


def _parse_enclosed(reader: Reader) -> Iterator[Vkey]:
    """The keys in the file `vkey`, one a line; a line that is none is as good as absent, for nothing rests on it."""
    try:
        lines = reader.read("vkey").decode("utf-8", "replace").split("\n")
    except (Missing, Unreadable):
        return
    for line in lines[:MAX_VKEYS]:
        try:
            yield parse_vkey(line)
        except Refused:
            continue


def _open(reader: Reader, pins: Pins, keys: _Keys, report: Report, now: int | None) -> tuple[Vkey, ...]:
    """Steps 1 and 2: the note opens, the checkpoint is canonical, enough distinct witnesses signed."""
    try:
        report.note = reader.read("checkpoint")
        checkpoint, signers = open_signed(report.note, keys.all(), now)
        witnesses = [parse_vkey(text) for text in pins.witnesses]
        if witnesses:
            both = open_note(report.note, [*keys.all(), *(key for key in witnesses if key.type == COSIGNER)], now)
            report.n_witnesses = sum(signature.time is not None for signature in both.signatures)
        if report.n_witnesses < pins.quorum:
            what = f"{report.n_witnesses} of {pins.quorum} witnesses"
            report.faults.add("log.witness", what, "ask the operator for a checkpoint that was witnessed")
        report.checkpoint, report.extensions = checkpoint, checkpoint.extensions
        return signers
    except Refused as error:
        report.faults.take(error)
    except Missing as error:
        add_missing(report.faults, error.path)
    return ()


def _seen(pins: Pins, state: State | None, keys: _Keys, report: Report) -> Iterator[Seen]:
    """Checkpoints of this log seen earlier, each with who signed it."""
    assert report.checkpoint is not None, "only after the checkpoint opened"
    if state:
        known = Checkpoint(report.checkpoint.origin, state.size, state.root)
        yield Seen("you have seen", known, (parse_vkey(state.signed_by),), remembered=True)
    for note in pins.old:
        try:
            yield Seen("an older checkpoint has", *open_signed(note, keys.all()))
        except Refused as error:
            report.faults.add("log.old", f"an older checkpoint does not open: {error.what}", error.fix)


def _entered(pins: Pins, keys: _Keys, report: Report, now: int | None) -> Iterator[Seen]:
    """The root log's checkpoints of this log, once the root log itself is good and holds the one that is checked."""
    checkpoint = report.checkpoint
    if pins.root is None or checkpoint is None:
        return
    report.root = verify(pins.root.reader, pins.root.pins, pins.root.state, now=now, entries_of=checkpoint.origin)
    report.faults.include(report.root.faults, "root log: ")
    last = 0
    for index, raw in report.root.entries:
        try:
            seen = Seen(f"entry {index} of the root log has", *open_signed(raw, keys.all()))
        except Refused as error:
            report.faults.add("log.root_leaf", f"entry {index} of the root log does not open: {error.what}", error.fix)
            continue
        last = seen.checkpoint.size
        if (seen.checkpoint.size, seen.checkpoint.root) == (checkpoint.size, checkpoint.root):
            report.entered_at = index
        if last <= checkpoint.size or not pins.snapshot:
            yield seen
    if report.entered_at is None:
        what = f"size {checkpoint.size} of {checkpoint.origin} is in no entry of the root log (its last: {last})"
        report.faults.add("log.not_entered", what, "take a newer copy of the root log, or ask the operator")


def _one_by_one(reader: Reader, spans: Iterable[Span], take: Take | None) -> Iterator[Scan]:
    for span in spans:
        yield scan(reader, span, take)


def _trunk(reader: Reader, report: Report, entries_of: str, followed: Followed | None) -> Trunk:
    """Where the walk starts: at nothing, or where an earlier one of the same log ended."""
    assert report.checkpoint is not None, "only after the checkpoint opened"
    origin, size = report.checkpoint.origin, report.checkpoint.size
    if followed is not None and followed.origin == origin and followed.n * WIDTH <= size:
        return resume(followed, reader, report.faults, entries_of)
    leaves = NoteLeaves(origin, entries_of) if is_root(origin) else EventLeaves(origin)
    return Trunk(reader, report.faults, leaves)


def _walk(trunk: Trunk, report: Report, seen: Iterable[Seen], walk: Walk, entries_of: str) -> None:
    """Steps 3, 4 and 6, and the roots that step 5 asks for."""
    checkpoint = report.checkpoint
    assert checkpoint is not None, "only after the checkpoint opened"
    origin, size = checkpoint.origin, checkpoint.size
    wanted = {size, *(each.checkpoint.size for each in seen)}
    start = trunk.n
    trunk.begin(wanted)
    for found in walk(trunk.reader, spans_of(origin, size, wanted, entries_of, start)):
        trunk.add(found, wanted)
        if not trunk.whole:
            return
    trunk.finish(size)
    if trunk.roots[size] != checkpoint.root:
        ours, theirs = b64encode(trunk.roots[size]).decode(), b64encode(checkpoint.root).decode()
        if start:
            what = f"size {size} has root {theirs}, which does not extend the {start * WIDTH} leaves seen before"
            report.faults.add("log.forked", what, "keep both notes; run `labelproof log compare`")
        else:
            what = f"the entries give root {ours} at size {size}; the checkpoint signs {theirs}"
            report.faults.add("log.root", what, "ask the operator for the files as they were published")
        trunk.whole = False
    if isinstance(trunk.leaves, EventLeaves):
        _check_ids(trunk.reader, trunk.leaves, start, size, report.faults)
    else:
        report.entries = trunk.leaves.entries


def _check_ids(reader: Reader, leaves: EventLeaves, start: int, size: int, faults: Faults) -> None:
    """Where prefixes of ids were equal, read the ids themselves until two of them are."""
    n, prefixes = leaves.twice()
    seen: dict[bytes, int] = {}
    for at in range(start, -(-size // WIDTH) if prefixes else 0):
        tile = Tile("entries", at, min(WIDTH, size - at * WIDTH))
        path, raw, whole = read_tile(reader, tile)
        found = find_twice(at * WIDTH, parse_bundle(raw, whole, path)[: tile.width], prefixes, seen)
        if found:
            faults.add("log.id", found, "ask the operator; an honest log cannot have this", n)
            return


def _check_seen(
    pins: Pins, state: State | None, keys: _Keys, current: Seen, seen: Sequence[Seen], trunk: Trunk, report: Report
) -> None:
    """Steps 5 and 7. The root at an older size is recomputed from the leaves, which says more than a proof would."""
    history = parse_key_history(trunk.leaves.key_leaves if isinstance(trunk.leaves, EventLeaves) else ())
    same = [note for note in seen if trunk.roots.get(note.checkpoint.size) == note.checkpoint.root]
    trusted = trusted_keys(keys.pinned, keys.others, [*same, current] if trunk.whole else same, history)
    for note in seen:
        try:
            if trunk.whole:
                check_signers(note, keys.pinned, trusted, history)
        except Refused as error:
            report.faults.add("log.old", f"{note.who} a size that does not count: {error.what}", error.fix)
            continue
        _compare(note, current.checkpoint, trunk, state if pins.snapshot else None, report)
    signers = [key for key in current.signers if key in trusted and history.may_sign(key, current.checkpoint.size)]
    report.signed_by = (signers or list(current.signers))[0].text
    report.vkey = report.signed_by if report.signed_by in {key.text for key in keys.pinned} else keys.pinned[0].text
    if trunk.whole:
        try:
            check_signers(current, keys.pinned, trusted, history)
            check_announced(current, trusted, history)
        except Refused as error:
            report.faults.take(error)


def _compare(note: Seen, now: Checkpoint, trunk: Trunk, known: State | None, report: Report) -> None:
    """What the log shows against one checkpoint that was seen: not smaller, and of the same history."""
    old = note.checkpoint
    if old.size > now.size:
        if known is not None and note.remembered and known.seen.get(now.size) == now.root:
            report.consistent_with.append(old.size)  # a bundle that was verified before the log grew
            return
        fix = _KEEP if known is None else "is it an older release? Then see `log compare` and --no-state"
        report.faults.add("log.rolled_back", f"log shows size {now.size}; {note.who} {old.size}", fix)
    elif old.size in trunk.roots and trunk.roots[old.size] != old.root:
        ours, theirs = b64encode(trunk.roots[old.size]).decode(), b64encode(old.root).decode()
        what = f"size {old.size} has root {ours}; {note.who} root {theirs}, both signed"
        report.faults.add("log.forked", what, "keep both notes; run `labelproof log compare`")
    elif old.size in trunk.roots:
        report.consistent_with.append(old.size)


def describe(report: Report) -> dict[str, object]:
    """The report in plain values, for programs."""
    checkpoint = report.checkpoint
    return {
        "origin": checkpoint.origin if checkpoint else None,
        "size": checkpoint.size if checkpoint else None,
        "root": b64encode(checkpoint.root).decode() if checkpoint else None,
        "vkey": report.vkey or None,
        "signed_by": report.signed_by or None,
        "key": "enclosed" if report.key_enclosed else "pinned",
        "witnesses": report.n_witnesses,
        "consistent_with": report.consistent_with,
        "entered_at": report.entered_at,
        "root_log": describe(report.root) if report.root else None,
        "faults": [{"code": f.code, "what": f.what, "fix": f.fix, "more": f.more} for f in report.faults],
    }


def format_report(report: Report) -> bytes:
    """The report as one line of JSON."""
    return value_json(describe(report)) + b"\n"
