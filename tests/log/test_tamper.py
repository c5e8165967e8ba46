"""Every way of the design's checklist to tamper with a log, from outside (files) and from inside (signed again).

Outside: flip, swap, drop, append and truncate, each on an entry, a bundle, and tiles of both levels. Inside: the same on the
history, with every tile and the note made anew over it; a checkpoint that anybody kept says so.
"""

from collections.abc import Callable

import pytest

from labelproof.log.note import format_skey, parse_skey
from labelproof.log.tiles import format_bundle, grow_tiles
from labelproof.log.verify import Missing, Pins, verify
from tests.log.folder import ORIGIN, VKEY, Folder, Tamper, check, codes, folder, leaf, leaves, messages, opened, signed

N = 600
ENTRIES = leaves(N)
HONEST = folder(ENTRIES)
BUNDLES = ("tile/entries/000", "tile/entries/002.p/88")
TILES = ("tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2")


def edit(path: str, change: Callable[[bytes], bytes]) -> Tamper:
    def tamper(files: Folder) -> None:
        files[path] = change(files[path])
        assert files[path] != HONEST[path]

    return tamper


def flip(at: int) -> Callable[[bytes], bytes]:
    return lambda raw: raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :] if at >= 0 else flip(len(raw) + at)(raw)


def entries_of(path: str, change: Callable[[list[bytes]], list[bytes]]) -> Tamper:
    first = 0 if path == BUNDLES[0] else 512
    return edit(path, lambda _: format_bundle(change(ENTRIES[first : first + (256 if first == 0 else 88)])))


def swap_files(a: str, b: str) -> Tamper:
    def tamper(files: Folder) -> None:
        files[a], files[b] = files[b], files[a]

    return tamper


OUTSIDE: list[tuple[str, Tamper, str]] = [
    *((f"{path}: a bit of an entry", edit(path, flip(50)), f"log.tile: {tile} hash 0 differs") for path, tile in zip(BUNDLES, TILES)),
    *((f"{path}: a bit of the last entry", edit(path, flip(-1)), f"log.tile: {tile} hash {last} differs") for path, tile, last in zip(BUNDLES, TILES, (255, 87))),
    *((f"{path}: a bit of a length", edit(path, flip(1)), "log.bundle") for path in BUNDLES),
    *((f"{path}: two entries swapped", entries_of(path, lambda e: [e[1], e[0], *e[2:]]), f"log.tile: {tile} hash 0 differs") for path, tile in zip(BUNDLES, TILES)),
    *((f"{path}: an entry dropped", entries_of(path, lambda e: e[1:]), f"log.bundle: {path} ends within entry {last}") for path, last in zip(BUNDLES, (255, 87))),
    *((f"{path}: an entry appended", entries_of(path, lambda e: [*e, leaf(999)]), f"log.bundle_tail: {path} has") for path in BUNDLES),
    *((f"{path}: an entry doubled", entries_of(path, lambda e: [e[0], *e[:-1]]), f"log.tile: {tile} hash 1 differs") for path, tile in zip(BUNDLES, TILES)),
    *((f"{path}: a byte appended", edit(path, lambda raw: raw + b"\0"), f"log.bundle_tail: {path} has 1 bytes after") for path in BUNDLES),
    *((f"{path}: a byte cut off", edit(path, lambda raw: raw[:-1]), f"log.bundle: {path} ends within entry") for path in BUNDLES),
    *((f"{path}: emptied", edit(path, lambda raw: b""), f"log.bundle: {path} ends within entry 0") for path in BUNDLES),
    *((f"{path}: gone", lambda f, path=path: f.pop(path), f"log.missing: {path} is not there") for path in (*BUNDLES, *TILES)),
    *((f"{path}: a bit", edit(path, flip(33)), f"log.tile: {path} hash 1 differs") for path in TILES),
    *((f"{path}: the last bit", edit(path, flip(-1)), f"log.tile: {path} hash {last} differs") for path, last in zip(TILES, (255, 87, 1))),
    *((f"{path}: two hashes swapped", edit(path, lambda raw: raw[32:64] + raw[:32] + raw[64:]), f"log.tile: {path} hash 0 differs") for path in TILES),
    *((f"{path}: a hash dropped", edit(path, lambda raw: raw[32:]), f"log.tile: {path} has {n} bytes, not") for path, n in zip(TILES, (8160, 2784, 32))),
    *((f"{path}: a hash appended", edit(path, lambda raw: raw + bytes(32)), f"log.tile: {path} has {n} bytes, not") for path, n in zip(TILES, (8224, 2848, 96))),
    *((f"{path}: a byte cut off", edit(path, lambda raw: raw[:-1]), f"log.tile: {path} has {n} bytes, not") for path, n in zip(TILES, (8191, 2815, 63))),
    ("two bundles swapped", swap_files("tile/entries/000", "tile/entries/001"), "log.tile: tile/0/000 hash 0 differs"),
    ("two tiles swapped", swap_files("tile/0/000", "tile/0/001"), "log.tile: tile/0/000 hash 0 differs"),
    ("tiles and bundles swapped together", lambda f: (swap_files("tile/0/000", "tile/0/001")(f), swap_files("tile/entries/000", "tile/entries/001")(f)), "log.tile: tile/1/000.p/2 hash 0 differs"),
    ("an older checkpoint under the newest one's name", lambda f: f.update(checkpoint=signed(ENTRIES[:599])), "log.missing: tile/entries/002.p/87 is not there"),
    ("a larger checkpoint than there are entries", lambda f: f.update(checkpoint=signed([*ENTRIES, leaf(600)])), "log.missing: tile/entries/002.p/89 is not there"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "tamper", "message"), OUTSIDE, ids=[name for name, _, _ in OUTSIDE])
def test_a_changed_file_is_named_and_where(name: str, tamper: Tamper, message: str) -> None:
    files = Folder(HONEST)
    tamper(files)

    report = check(files)

    assert message in messages(report)
    assert report.state() is None


def rewritten(entries: list[bytes]) -> list[bytes]:
    return [leaf(i, actor="mallory") if i == 77 else raw for i, raw in enumerate(entries)]


def reordered(entries: list[bytes]) -> list[bytes]:
    """Two neighbours change places; their times are made to fit."""
    a, b = leaf(78, ts=1_700_000_000_077), leaf(77, ts=1_700_000_000_078)
    return [*entries[:77], a, b, *entries[79:]]


def truncated(entries: list[bytes]) -> list[bytes]:
    return entries[:300]


def dropped(entries: list[bytes]) -> list[bytes]:
    return [*entries[:77], *entries[78:]]


def inserted(entries: list[bytes]) -> list[bytes]:
    return [*entries[:77], leaf(5000, ts=1_700_000_000_077), *entries[77:]]


INSIDE = [
    (rewritten, "log.forked: size {n} has root"),
    (reordered, "log.forked: size {n} has root"),
    (dropped, "log.forked: size {n} has root"),
    (inserted, "log.forked: size {n} has root"),
    (truncated, "log.rolled_back: log shows size 300; an older checkpoint has {n}"),
]


@pytest.mark.parametrize("kept", [301, 512, 598])
@pytest.mark.parametrize(("change", "message"), INSIDE, ids=[change.__name__ for change, _ in INSIDE])
def test_a_history_made_anew_and_signed_is_caught_by_any_kept_checkpoint(
    change: Callable[[list[bytes]], list[bytes]], message: str, kept: int
) -> None:
    files = folder(change(ENTRIES))

    alone, against = check(files), check(files, old=(signed(ENTRIES[:kept]),))

    assert codes(alone) == []  # which is why checkpoints are kept
    assert message.format(n=kept) in messages(against)


@pytest.mark.parametrize("kept", [1, 77])
def test_a_checkpoint_from_before_the_change_is_still_consistent(kept: int) -> None:
    report = check(folder(rewritten(ENTRIES)), old=(signed(ENTRIES[:kept]),))

    assert (codes(report), report.consistent_with) == ([], [kept])


OTHER = "log.example/" + "o" * 26
OTHER_SKEY = format_skey(OTHER, bytes(32))
OTHER_VKEY = parse_skey(OTHER_SKEY).vkey.text


def test_one_log_served_as_another_is_not_signed_by_its_key() -> None:
    assert "log.signature: checkpoint of" in messages(check(Folder(HONEST), vkeys=(OTHER_VKEY,)))


def test_one_logs_leaves_signed_as_anothers_name_their_own_log() -> None:
    files = Folder(HONEST)
    files["checkpoint"] = signed(ENTRIES, OTHER_SKEY, origin=OTHER)

    report = check(files, vkeys=(OTHER_VKEY,))

    assert f"log.foreign: entry 0 belongs to {ORIGIN}, not to {OTHER}. (599 more like this)" in messages(report)


def test_one_logs_checkpoint_signed_by_anothers_key_is_of_neither() -> None:
    files = Folder(HONEST)
    files["checkpoint"] = signed(ENTRIES, OTHER_SKEY)

    assert "log.origin: the checkpoint speaks for" in messages(check(files, vkeys=(OTHER_VKEY,)))


def test_an_opening_leaf_of_another_log_does_not_announce_the_key() -> None:
    report = check(folder([opened(format_skey(ORIGIN, b"\x05" * 32)), *ENTRIES[1:]]))

    assert "log.key: the key that signs the checkpoint is in no log.opened" in messages(report)


def test_a_fault_in_every_file_is_told_once_and_counted() -> None:
    files = Folder({path: raw[::-1] if path.startswith("tile/0/") else raw for path, raw in HONEST.items()})

    assert "(2 more like this)" in messages(check(files))


class Silent(Folder):
    """Forgets a file while it is read."""

    def read(self, path: str) -> bytes:
        raw = super().read(path)
        if path == "tile/entries/001":
            raise Missing(path)
        return raw


def test_a_file_that_goes_away_while_it_is_read_is_missing() -> None:
    assert "log.missing: tile/entries/001 is not there" in messages(verify(Silent(HONEST), Pins((VKEY,))))


def test_an_empty_log_with_files_of_another_is_only_empty() -> None:
    files = Folder({**grow_tiles(0, [], ENTRIES), "checkpoint": signed([])})

    assert codes(check(files)) == []
