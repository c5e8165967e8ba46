"""The verifier finds each way a log can lie, and says which one it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.log.checkpoint import format_checkpoint
from labelproof.log.leaf import vkey_digest
from labelproof.log.note import COSIGNER, cosign, format_skey, parse_skey, sign_note
from labelproof.log.state import format_state, parse_state
from labelproof.log.tiles import format_bundle, grow_tiles
from labelproof.log.verify import Pins, format_report, verify
from tests.log.folder import (
    OTHER_SKEY,
    SKEY,
    VKEY,
    Folder,
    Tamper,
    check,
    codes,
    folder,
    leaf,
    leaves,
    messages,
    opened,
    signed,
)
from tests.log.vectors import shared

N = 600


@pytest.fixture
def files() -> Folder:
    return Folder(HONEST)


HONEST = folder(leaves(N))


@pytest.mark.parametrize("n", [0, 1, 2, 255, 256, 257, 512, 513, 600])
def test_an_honest_log_verifies_at_every_size(n: int) -> None:
    report = check(folder(leaves(n)))

    assert codes(report) == []
    assert report.checkpoint is not None
    assert report.checkpoint.size == n


@pytest.mark.parametrize("n", [65_535, 65_536, 65_537])
def test_a_log_of_two_full_levels_verifies(n: int) -> None:
    report = check(folder(leaves(n)))

    assert codes(report) == []


def test_leaves_are_handed_over_in_order(files: Folder) -> None:
    taken: list[tuple[int, bytes]] = []

    verify(files, Pins((VKEY,)), take=lambda index, raw: taken.append((index, raw)))

    assert taken == list(enumerate(leaves(N)))


def test_a_partial_tile_may_be_read_out_of_the_full_one() -> None:
    """The log grew to 512 after the checkpoint of 300 was signed, and its partial tiles were deleted."""
    files = folder(leaves(512))
    files["tile/1/000.p/1"] = files.pop("tile/1/000.p/2")[:32]  # its full tile is far away, so it stands
    files["checkpoint"] = signed(leaves(300))

    report = check(files)

    assert codes(report) == []


def test_without_a_pin_the_enclosed_key_is_used_and_said_so(files: Folder) -> None:
    report = verify(files, Pins())

    assert (codes(report), report.key_enclosed) == ([], True)


def swap(files: Folder, path: str, old: bytes, new: bytes) -> None:
    assert old in files[path]
    files[path] = files[path].replace(old, new, 1)


def flip(files: Folder, path: str, at: int) -> None:
    raw = bytearray(files[path])
    raw[at] ^= 1
    files[path] = bytes(raw)


TAMPERING: list[tuple[str, Tamper, str]] = [
    ("a flipped bit in an entry", lambda f: flip(f, "tile/entries/001", 100), "log.tile: tile/0/001 hash 0 differs"),
    (
        "a flipped bit in a tile",
        lambda f: flip(f, "tile/0/001", 40),
        "log.tile: tile/0/001 hash 1 differs from the leaves",
    ),
    ("a flipped bit above", lambda f: flip(f, "tile/1/000.p/2", 40), "log.tile: tile/1/000.p/2 hash 1 differs"),
    (
        "an extra byte in a tile",
        lambda f: f.update({"tile/0/000": f["tile/0/000"] + b"\0"}),
        "has 8193 bytes, not 8192",
    ),
    ("a longer partial", lambda f: f.update({"tile/1/000.p/2": f["tile/1/000.p/2"] * 2}), "has 128 bytes, not 64"),
    (
        "an extra entry in a full bundle",
        lambda f: f.update({"tile/entries/000": f["tile/entries/000"] + format_bundle([leaf(9999)])}),
        "log.bundle_tail: tile/entries/000 has",
    ),
    (
        "three bytes after a full bundle",
        lambda f: f.update({"tile/entries/000": f["tile/entries/000"] + b"\0\0\0"}),
        "log.bundle_tail: tile/entries/000 has 3 bytes after entry 255",
    ),
    (
        "a truncated bundle",
        lambda f: f.update({"tile/entries/002.p/88": f["tile/entries/002.p/88"][:-1]}),
        "log.bundle: tile/entries/002.p/88 ends within entry 87",
    ),
    (
        "two entries swapped",
        lambda f: f.update({"tile/entries/000": format_bundle([*leaves(256)[1::-1], *leaves(256)[2:]])}),
        "log.tile: tile/0/000 hash 0 differs",
    ),
    ("a missing bundle", lambda f: f.pop("tile/entries/001"), "log.missing: tile/entries/001 is not there"),
    ("a missing tile", lambda f: f.pop("tile/1/000.p/2"), "log.missing: tile/1/000.p/2 is not there"),
    ("a missing checkpoint", lambda f: f.pop("checkpoint"), "log.missing: checkpoint is not there"),
    ("another root", lambda f: swap(f, "checkpoint", b"\n600\n", b"\n599\n"), "log.signature: the signature of"),
    ("another key", lambda f: f.update(checkpoint=signed(leaves(N), OTHER_SKEY)), "is not signed by"),
    ("an unsigned note", lambda f: f.update(checkpoint=b"x\n"), "log.note: a note has no empty line"),
    (
        "a signed size with a leading zero",
        lambda f: f.update(
            checkpoint=sign_note(f["checkpoint"].split(b"\n\n")[0].replace(b"600", b"0600") + b"\n", SKEY)
        ),
        "log.checkpoint: a checkpoint has '0600' as its size",
    ),
    (
        "a root that is not the tree's",
        lambda f: f.update(
            checkpoint=sign_note(format_checkpoint(f["checkpoint"].split(b"\n")[0].decode(), N, bytes(32)), SKEY)
        ),
        "log.root: the entries give root",
    ),
]


@pytest.mark.parametrize(("name", "tamper", "message"), TAMPERING, ids=[name for name, _, _ in TAMPERING])
def test_tampering_with_a_file_is_named(files: Folder, name: str, tamper: Tamper, message: str) -> None:
    tamper(files)

    report = check(files)

    assert message in messages(report)


def replaced(at: int, raw: bytes) -> list[bytes]:
    entries = leaves(20)
    entries[at] = raw
    return entries


INSIDER: list[tuple[str, list[bytes], str]] = [
    ("key order", replaced(5, leaf(5, refs={"a": "1", "b": "2"}).replace(b'"a":"1","b":"2"', b'"b":"2","a":"1"')), "log.leaf: entry 5: a leaf is not canonical (key order)"),
    ("unknown version", replaced(5, leaf(5).replace(b'"v":1', b'"v":3')), "log.leaf: entry 5: a leaf has format version 3"),
    ("not an event", replaced(5, b"hello"), "log.leaf: entry 5: a leaf cannot be read"),
    ("another log's leaf", replaced(5, leaf(5, log="log.example/other")), "log.foreign: entry 5 belongs to log.example/other"),
    ("a doubled id", replaced(5, leaf(4, ts=1_700_000_000_005)), "log.id: entry 5 has the id event-"),
    ("time going back", replaced(5, leaf(5, ts=1_700_000_000_001)), "log.time: entry 5 is 3 ms before"),
    ("another key announced", replaced(0, opened(OTHER_SKEY)), "log.key: the key that signs the checkpoint is in no"),
    (
        "a retired key",
        replaced(5, leaf(5, kind="log_key.retired", refs={"vkey": vkey_digest(VKEY), "size": "10"})),
        "was retired at size 10 and signs size 20",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "entries", "message"), INSIDER, ids=[name for name, _, _ in INSIDER])
def test_a_log_signed_over_bad_leaves_is_named(name: str, entries: list[bytes], message: str) -> None:
    report = check(folder(entries))

    assert message in messages(report)


def test_the_key_that_followed_is_announced_in_the_log() -> None:
    other = parse_skey(OTHER_SKEY).vkey.text
    entries = replaced(5, leaf(5, kind="log_key.added", refs={"vkey": vkey_digest(other)}))

    report = check(folder(entries, OTHER_SKEY), vkeys=(other,))

    assert codes(report) == []


def rewritten(n: int) -> list[bytes]:
    return [leaf(i, actor="mallory") if i == 7 else entry for i, entry in enumerate(leaves(n))]


@pytest.mark.parametrize("old_size", [8, 255, 256, 300, 512, 600])
def test_a_rewritten_history_is_forked_against_any_kept_checkpoint(old_size: int) -> None:
    report = check(folder(rewritten(N)), old=(signed(leaves(old_size)),))

    assert f"log.forked: size {old_size} has root" in messages(report)


def test_a_kept_checkpoint_of_the_same_history_is_consistent(files: Folder) -> None:
    report = check(files, old=(signed(leaves(1)), signed(leaves(300)), signed(leaves(0))))

    assert (codes(report), report.consistent_with) == ([], [1, 300, 0])


def test_a_shortened_log_is_rolled_back() -> None:
    report = check(folder(leaves(128)), old=(signed(leaves(300)),))

    assert "log.rolled_back: log shows size 128; an older checkpoint has 300" in messages(report)


def test_a_kept_checkpoint_under_another_key_is_said_to_be_no_evidence(files: Folder) -> None:
    report = check(files, old=(signed(leaves(300), OTHER_SKEY),))

    assert "log.old: an older checkpoint does not open" in messages(report)


def test_a_remembered_state_catches_rollback_and_fork(files: Folder) -> None:
    state = check(files).state()
    assert state is not None

    again = verify(files, Pins(), state)
    shorter = verify(folder(leaves(599)), Pins(), state)
    other = verify(folder(rewritten(700)), Pins(), state)

    assert (codes(again), again.first_use, again.key_enclosed, again.consistent_with) == ([], False, False, [600])
    assert "log.rolled_back: log shows size 599; you have seen 600" in messages(shorter)
    assert "log.forked: size 600 has root" in messages(other)
    assert other.state() is None


def test_a_state_reads_back_and_any_other_file_is_refused(files: Folder) -> None:
    state = check(files).state()
    assert state is not None
    raw = format_state(state)

    assert parse_state(raw) == state
    for bad in (b"", b"{}", b"[]", raw.replace(b"600", b"601", 1), raw.replace(b"+", b"-", 1)):
        with pytest.raises(Refused, match=r"log\.state"):
            parse_state(bad)


def test_a_state_of_another_key_is_said(files: Folder) -> None:
    state = check(files).state()

    report = verify(files, Pins((parse_skey(OTHER_SKEY).vkey.text,)), state)

    assert "log.state: the state file remembers another key" in messages(report)


WITNESS = format_skey("witness.example", b"\x02" * 32, COSIGNER)


def test_a_quorum_counts_distinct_witnesses(files: Folder) -> None:
    text = files["checkpoint"].partition(b"\n\n")[0] + b"\n"
    files["checkpoint"] += cosign(text, WITNESS, 5) + cosign(text, WITNESS, 6)
    known = (parse_skey(WITNESS).vkey.text,)

    assert codes(check(files, witnesses=known, quorum=1)) == []
    assert "log.witness: 1 of 2 witnesses" in messages(check(files, witnesses=known, quorum=2))


@pytest.mark.parametrize("text", ["", "x", "a+b+c"])
def test_a_bad_vkey_is_a_fault_and_no_accident(files: Folder, text: str) -> None:
    report = check(files, vkeys=(text,))

    assert codes(report) == ["log.vkey"]


def test_no_vkey_anywhere_is_said(files: Folder) -> None:
    del files["vkey"]

    assert codes(verify(files, Pins())) == ["log.vkey"]


def test_the_first_fault_of_a_kind_is_told_and_the_rest_counted() -> None:
    report = check(folder([b"x%d" % i for i in range(5)]))

    assert "entry 0: a leaf cannot be read" in messages(report)
    assert "(4 more like this)" in messages(report)


@settings(max_examples=200)
@given(st.data())
def test_any_change_to_any_file_is_found_and_never_a_traceback(data: st.DataObject) -> None:
    files = folder(leaves(20))
    path = data.draw(st.sampled_from([name for name in files if name != "vkey"]))
    raw = files[path]
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 3))
    files[path] = raw[:at] + data.draw(st.binary(max_size=3)) + raw[at + cut :]

    report = check(files)

    assert bool(report.faults) == (files[path] != raw)
    assert format_report(report).endswith(b"\n")


def test_a_foreign_log_verifies_but_for_its_entries_being_no_events() -> None:
    root = shared("tessera-log")
    files = Folder({str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()})
    key = (root / "vkey").read_text().strip()

    report = verify(files, Pins((key,), old=tuple(files[f"checkpoint.{n}"] for n in range(16))))

    assert codes(report) == ["log.leaf"]
    assert report.consistent_with == list(range(16))


def test_tiles_grown_in_two_steps_verify_as_one_log() -> None:
    entries = leaves(300)
    first = grow_tiles(0, [], entries[:260])
    second = grow_tiles(256, [first["tile/1/000.p/1"]], entries[256:])

    report = check(Folder({**first, **second, "checkpoint": signed(entries)}))

    assert codes(report) == []
