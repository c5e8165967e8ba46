"""Verify a whole log from its tiles: signature, every leaf, every tile, root, and what was seen of it before."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from labelproof.kernel.canonical import value_json
from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import Checkpoint, open_checkpoint
from labelproof.log.faults import Faults
from labelproof.log.leaf import Leaf, parse_leaf, read_head, vkey_digest
from labelproof.log.note import Vkey, open_note, parse_vkey
from labelproof.log.state import State
from labelproof.log.tiles import WIDTH, Tile, edge_frontier, format_tile_path, parse_bundle, subtree_root
from labelproof.log.tree import EMPTY_ROOT, HASH_SIZE, Frontier, leaf_hash

_KEY_KINDS = {b"log.opened", b"log_key.added", b"log_key.retired"}
_KEEP = "keep your checkpoint (it is evidence) and ask the operator"


class Missing(Exception):
    """There is no such file."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Unreadable(Exception):
    """There is such a file, or may be, and it cannot be read."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why


class Reader(Protocol):
    """The one port: a directory, an archive, a server or a dictionary."""

    def read(self, path: str) -> bytes:
        """The bytes at a path, or Missing, or Unreadable."""
        ...


@dataclass(frozen=True, slots=True)
class Pins:
    """What the verifier knows from elsewhere: keys, witnesses, and notes kept earlier."""

    vkeys: tuple[str, ...] = ()
    old: tuple[bytes, ...] = ()
    witnesses: tuple[str, ...] = ()
    quorum: int = 0


@dataclass(slots=True)
class Report:
    """What was found. `checkpoint` is None when its note did not open; then nothing else was looked at."""

    faults: Faults = field(default_factory=Faults)
    checkpoint: Checkpoint | None = None
    note: bytes = b""
    vkey: str = ""
    key_enclosed: bool = False
    n_witnesses: int = 0
    first_use: bool = False
    consistent_with: list[int] = field(default_factory=list[int])
    missing: bool = False
    extensions: tuple[str, ...] = ()

    def state(self) -> State | None:
        """What to remember: only after complete success, and never of an earlier size."""
        if self.faults or self.checkpoint is None:
            return None
        return State(self.vkey, self.note, self.checkpoint.size, self.checkpoint.root)


Take = Callable[[int, bytes], None]


def verify(
    reader: Reader, pins: Pins, state: State | None = None, take: Take | None = None, now: int | None = None
) -> Report:
    """Steps 1 to 7 over a folder of tiles; `take` is handed every leaf, in order, once its form is known to be good."""
    report = Report(first_use=state is None)
    keys = _keys(reader, pins, state, report)
    if keys:
        _open(reader, pins, keys, report, now)
    if report.checkpoint is None:
        return report
    seen = _seen(pins, state, keys, report)
    walk = _Walk(reader, report, take, {checkpoint.size for _, checkpoint in seen})
    whole = walk.run(report.checkpoint)
    _check_seen(report, seen, walk.roots)
    if whole:
        _check_keys(report, walk.key_leaves)
    return report


def _keys(reader: Reader, pins: Pins, state: State | None, report: Report) -> list[Vkey]:
    """The pinned keys; a remembered one; else the one that lies in the folder, which proves nothing about whose it is."""
    try:
        texts = list(pins.vkeys) or ([state.vkey] if state else [])
        if not texts:
            report.key_enclosed = True
            texts = [reader.read("vkey").decode("utf-8", "replace").strip()]
        if state and pins.vkeys and state.vkey not in pins.vkeys:
            report.faults.add(
                "log.state", "the state file remembers another key than the one given", "use its own file"
            )
        return [parse_vkey(text) for text in texts]
    except Refused as error:
        report.faults.take(error)
    except Missing:
        report.faults.add("log.vkey", "there is no vkey in the folder and none was given", "say --vkey")
    return []


def _open(reader: Reader, pins: Pins, keys: list[Vkey], report: Report, now: int | None) -> None:
    """Steps 1 and 2: the note opens, the checkpoint is canonical, enough distinct witnesses signed."""
    try:
        report.note = reader.read("checkpoint")
        checkpoint = open_checkpoint(report.note, keys, now)
        signers = [signature.vkey for signature in open_note(report.note, keys).signatures]
        report.vkey = next(key.text for key in signers if key.name == checkpoint.origin)
        witnesses = [parse_vkey(text) for text in pins.witnesses]
        if witnesses:
            both = open_note(report.note, [*keys, *witnesses], now)
            report.n_witnesses = len({signature.vkey for signature in both.signatures} - set(keys))
        if report.n_witnesses < pins.quorum:
            what = f"{report.n_witnesses} of {pins.quorum} witnesses"
            report.faults.add("log.witness", what, "ask the operator for a checkpoint that was witnessed")
        report.checkpoint, report.extensions = checkpoint, checkpoint.extensions
    except Refused as error:
        report.faults.take(error)
    except Missing as error:
        _missing(report, error.path)


def _seen(pins: Pins, state: State | None, keys: list[Vkey], report: Report) -> list[tuple[str, Checkpoint]]:
    """Checkpoints of this log seen earlier, each opened under the same keys."""
    assert report.checkpoint is not None, "only after the checkpoint opened"
    found: list[tuple[str, Checkpoint]] = []
    if state:
        found.append(("you have seen", Checkpoint(report.checkpoint.origin, state.size, state.root)))
    for note in pins.old:
        try:
            found.append(("an older checkpoint has", open_checkpoint(note, keys)))
        except Refused as error:
            report.faults.add("log.old", f"an older checkpoint does not open: {error.what}", error.fix)
    return found


def _check_seen(report: Report, seen: Sequence[tuple[str, Checkpoint]], roots: dict[int, bytes]) -> None:
    """Step 5. The root at an older size is recomputed from the leaves, which says more than a proof would."""
    checkpoint = report.checkpoint
    assert checkpoint is not None, "only after the checkpoint opened"
    for who, old in seen:
        if old.size > checkpoint.size:
            what = f"log shows size {checkpoint.size}; {who} {old.size}"
            report.faults.add("log.rolled_back", what, _KEEP)
        elif old.size in roots and roots[old.size] != old.root:
            ours, theirs = b64encode(roots[old.size]).decode(), b64encode(old.root).decode()
            what = f"size {old.size} has root {ours}; {who} root {theirs}, both signed"
            report.faults.add("log.forked", what, "keep both notes; run `labelproof log compare`")
        elif old.size in roots:
            report.consistent_with.append(old.size)


def _check_keys(report: Report, leaves: Sequence[Leaf]) -> None:
    """Step 7: a log that says which keys it has is signed by one of them, not beyond its retirement."""
    if not leaves or leaves[0].kind != "log.opened" or report.checkpoint is None:
        return
    digest = vkey_digest(report.vkey)
    if all(leaf.refs.get("vkey") != digest for leaf in leaves if leaf.kind != "log_key.retired"):
        what = "the key that signs the checkpoint is in no log.opened or log_key.added of this log"
        report.faults.add("log.key", what, "ask the operator which key the log was opened with")
    for leaf in leaves:
        if leaf.kind == "log_key.retired" and leaf.refs.get("vkey") == digest:
            last = str(leaf.refs.get("size", ""))[:20]
            if not last.isdecimal() or report.checkpoint.size > int(last):
                what = f"the key was retired at size {last} and signs size {report.checkpoint.size}"
                report.faults.add("log.key_retired", what, "pin the key that followed it")


@dataclass(slots=True)
class _Walk:
    """Steps 3, 4 and 6: one pass over the bundles, with the right edge of every level in memory."""

    reader: Reader
    report: Report
    take: Take | None
    wanted: set[int]
    roots: dict[int, bytes] = field(default_factory=dict[int, bytes])
    key_leaves: list[Leaf] = field(default_factory=list[Leaf])
    edge: list[list[bytes]] = field(default_factory=list[list[bytes]])
    ids: set[bytes] = field(default_factory=set[bytes])
    ts: int = 0

    def run(self, checkpoint: Checkpoint) -> bool:
        """Whether the whole tree could be read and has the signed root."""
        self._root_at(0, Frontier())
        try:
            for n in range(-(-checkpoint.size // WIDTH)):
                width = min(WIDTH, checkpoint.size - n * WIDTH)
                self._bundle(checkpoint.origin, Tile("entries", n, width))
        except Missing as error:
            _missing(self.report, error.path)
            return False
        except Refused as error:
            self.report.faults.take(error)
            return False
        for level, hashes in enumerate(self.edge):
            if hashes:
                self._compare(Tile(level, (checkpoint.size >> (8 * level)) // WIDTH, len(hashes)), hashes)
        root = edge_frontier(self.edge).root() if checkpoint.size else EMPTY_ROOT
        if root != checkpoint.root:
            ours, theirs = b64encode(root).decode(), b64encode(checkpoint.root).decode()
            what = f"the entries give root {ours} at size {checkpoint.size}; the checkpoint signs {theirs}"
            self.report.faults.add("log.root", what, "ask the operator for the files as they were published")
            return False
        return True

    def _bundle(self, origin: str, tile: Tile) -> None:
        path, raw, whole = _read(self.reader, tile)
        leaves = parse_bundle(raw, whole, path)[: tile.width]
        first = tile.n * WIDTH
        hashes = [leaf_hash(leaf) for leaf in leaves]
        self._push(first, hashes)
        for i, leaf in enumerate(leaves):
            self._leaf(origin.encode(), first + i, leaf)

    def _push(self, first: int, hashes: list[bytes]) -> None:
        inside = [size for size in self.wanted if first < size <= first + len(hashes)]
        if inside:
            frontier = edge_frontier(self.edge)
            for i, each in enumerate(hashes):
                frontier.append(each)
                self._root_at(first + i + 1, frontier)
        level = 0
        while True:
            if level == len(self.edge):
                self.edge.append([])
            self.edge[level] += hashes
            full = self.edge[level]
            if len(full) < WIDTH:
                return
            self._compare(Tile(level, first // WIDTH), full)
            self.edge[level], hashes = [], [subtree_root(full)]
            level, first = level + 1, first // WIDTH

    def _root_at(self, size: int, frontier: Frontier) -> None:
        if size in self.wanted:
            self.roots[size] = frontier.root()

    def _compare(self, tile: Tile, hashes: Sequence[bytes]) -> None:
        """A published tile against the hashes of the leaves below it: every byte, and not one more."""
        try:
            path, raw, whole = _read(self.reader, tile)
        except Missing as error:
            _missing(self.report, error.path)
            return
        if len(raw) != whole * HASH_SIZE:
            what = f"{path} has {len(raw)} bytes, not {whole * HASH_SIZE}"
            self.report.faults.add("log.tile", what, "ask the operator for this file as it was published")
        elif raw[: tile.width * HASH_SIZE] != (want := b"".join(hashes)):
            bad = next(
                i for i in range(tile.width) if raw[i * HASH_SIZE :][:HASH_SIZE] != want[i * HASH_SIZE :][:HASH_SIZE]
            )
            what = f"{path} hash {bad} differs from the leaves below it"
            self.report.faults.add("log.tile", what, "ask the operator for this file as it was published")

    def _leaf(self, origin: bytes, index: int, raw: bytes) -> None:
        try:
            head = read_head(raw)
        except Refused as error:
            self.report.faults.take(error, f"entry {index}: ")
            return
        faults, ask = self.report.faults, "ask the operator; an honest log cannot have this"
        if head.log != origin:
            faults.add("log.foreign", f"entry {index} belongs to {head.log.decode()}, not to {origin.decode()}", ask)
        if head.id in self.ids:
            faults.add("log.id", f"entry {index} has the id {head.id.decode()} of an earlier one", ask)
        if head.ts < self.ts:
            faults.add("log.time", f"entry {index} is {self.ts - head.ts} ms before the one in front of it", ask)
        self.ids.add(head.id)
        self.ts = max(self.ts, head.ts)
        if head.kind in _KEY_KINDS:
            self.key_leaves.append(parse_leaf(raw))
        if self.take is not None:
            self.take(index, raw)


def _read(reader: Reader, tile: Tile) -> tuple[str, bytes, int]:
    """A tile's path, bytes and whole width; a partial that is gone is read out of the full one (tlog-tiles)."""
    path = format_tile_path(*tile)
    try:
        return path, reader.read(path), tile.width
    except Missing:
        if tile.width == WIDTH:
            raise
    full = format_tile_path(tile.level, tile.n)
    try:
        return full, reader.read(full), WIDTH
    except Missing:
        raise Missing(path) from None


def _missing(report: Report, path: str) -> None:
    report.missing = True
    report.faults.add("log.missing", f"{path} is not there", "ask the operator for this file as it was published")


def describe(report: Report) -> dict[str, object]:
    """The report in plain values, for programs."""
    checkpoint = report.checkpoint
    return {
        "origin": checkpoint.origin if checkpoint else None,
        "size": checkpoint.size if checkpoint else None,
        "root": b64encode(checkpoint.root).decode() if checkpoint else None,
        "vkey": report.vkey or None,
        "key": "enclosed" if report.key_enclosed else "pinned",
        "witnesses": report.n_witnesses,
        "consistent_with": report.consistent_with,
        "faults": [{"code": f.code, "what": f.what, "fix": f.fix, "more": f.more} for f in report.faults],
    }


def format_report(report: Report) -> bytes:
    """The report as one line of JSON."""
    return value_json(describe(report)) + b"\n"
