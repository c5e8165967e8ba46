"""Each limit from both sides: the last value that is taken, and the first that is not."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace

import pytest

from labelproof.log.checkpoint import (
    BundleProof,
    format_bundle_proof,
    format_checkpoint,
    open_checkpoint,
    parse_bundle_proof,
    parse_checkpoint,
    parse_witness_conflict,
    parse_witness_request,
)
from labelproof.log.compare import Contradiction, format_contradiction, parse_contradiction
from labelproof.log.faults import Faults
from labelproof.log.leaf import MAX_LEAF, parse_leaf
from labelproof.log.note import COSIGNER, cosign, format_note, format_skey, open_note, parse_skey, sign_line, sign_note
from labelproof.log.state import MOST_SEEN, State, format_state, parse_state
from labelproof.log.tiles import format_bundle, parse_bundle, parse_tile_path, tile_reader
from labelproof.log.tree import hashes_of, leaf_hash, prove_inclusion
from labelproof.log.verify import MAX_VKEYS, Pins, verify
from tests.log.folder import SKEY, VKEY, Folder, check, codes, folder, leaf, leaves, messages, signed
from tests.log.vectors import golden_leaves, refusal

KEY = parse_skey(SKEY).vkey
ROOT = b64encode(bytes(32)).decode()
LINE = sign_line(b"x\n", SKEY)
NOTE = signed(leaves(3))
LONG = 1 << 20


def note_of(n_bytes: int) -> bytes:
    """A note of so many bytes, signed."""
    text = b"x" * (n_bytes - len(LINE) - 2) + b"\n"
    return sign_note(text, SKEY)


def proof_of(n: int) -> bytes:
    return format_bundle_proof(BundleProof(1, (bytes(32),) * n, NOTE))


def ts_leaf(ts: int) -> bytes:
    return leaf(1).replace(b'"ts":1700000000001', b'"ts":%d' % ts)


def refs_leaf(n: int) -> bytes:
    return leaf(1).replace(b'"i1"', b"[" + b",".join(b'"i%d"' % i for i in range(n)) + b"]")


def sized_leaf(n: int) -> bytes:
    """A leaf of so many bytes: one ref holds identifiers of 64, and two shorter ones to fit."""
    base = leaf(1)
    q, rest = divmod(n - len(base) + 3, 67)  # an identifier costs two quotes and a comma; `"i1"` goes, brackets come
    ids = [b"x" * 64] * (q - 1) + [b"y" * 60, b"z" * (rest + 1)]
    return base.replace(b'"i1"', b'["' + b'","'.join(ids) + b'"]')


LIMITS: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
    ("signature lines", lambda: open_note(b"x\n\n" + LINE * 100, [KEY]), lambda: open_note(b"x\n\n" + LINE * 101, [KEY])),
    ("bytes of a note", lambda: open_note(note_of(LONG), [KEY]), lambda: open_note(note_of(LONG + 1), [KEY])),
    ("size of a checkpoint", lambda: parse_checkpoint(f"o\n{2**63 - 1}\n{ROOT}\n".encode()), lambda: parse_checkpoint(f"o\n{2**63}\n{ROOT}\n".encode())),
    ("length of an origin", lambda: parse_checkpoint(f"{'o' * 255}\n1\n{ROOT}\n".encode()), lambda: parse_checkpoint(f"{'o' * 256}\n1\n{ROOT}\n".encode())),
    ("hashes of a proof", lambda: parse_bundle_proof(proof_of(63)), lambda: parse_bundle_proof(proof_of(64))),
    ("index of a proof", lambda: parse_bundle_proof(proof_of(1).replace(b"index 1", b"index %d" % (2**63 - 1))), lambda: parse_bundle_proof(proof_of(1).replace(b"index 1", b"index %d" % 2**63))),
    ("old size of a witness", lambda: parse_witness_request(b"old %d\n\n" % (2**63 - 1) + NOTE), lambda: parse_witness_request(b"old %d\n\n" % 2**63 + NOTE)),
    ("size in a conflict", lambda: parse_witness_conflict(b"%d\n" % (2**63 - 1)), lambda: parse_witness_conflict(b"%d\n" % 2**63)),
    ("level of a tile", lambda: parse_tile_path("tile/63/000"), lambda: parse_tile_path("tile/64/000")),
    ("width of a partial tile", lambda: parse_tile_path("tile/0/000.p/255"), lambda: parse_tile_path("tile/0/000.p/256")),
    ("least width of a partial tile", lambda: parse_tile_path("tile/0/000.p/1"), lambda: parse_tile_path("tile/0/000.p/0")),
    ("bytes of an entry", lambda: parse_bundle(format_bundle([bytes(MAX_LEAF)]), 1), lambda: parse_bundle(format_bundle([bytes(MAX_LEAF + 1)]), 1)),
    ("least bytes of an entry", lambda: parse_bundle(format_bundle([b"x"]), 1), lambda: parse_bundle(format_bundle([b""]), 1)),
    ("bytes of a leaf", lambda: parse_leaf(sized_leaf(MAX_LEAF)), lambda: parse_leaf(sized_leaf(MAX_LEAF + 1))),
    ("time of a leaf", lambda: parse_leaf(ts_leaf(2**53 - 1)), lambda: parse_leaf(ts_leaf(2**53))),
    ("identifiers of a ref", lambda: parse_leaf(refs_leaf(256)), lambda: parse_leaf(refs_leaf(257))),
    ("hashes of evidence", lambda: parse_contradiction(evidence(63)), lambda: parse_contradiction(evidence(64))),
]  # fmt: skip


def evidence(n: int) -> bytes:
    return format_contradiction(Contradiction((VKEY,), NOTE, NOTE, bytes(32), (bytes(32),) * n))


@pytest.mark.parametrize(("name", "last", "first_over"), LIMITS, ids=[name for name, _, _ in LIMITS])
def test_a_limit_takes_its_last_value_and_refuses_the_next(
    name: str, last: Callable[[], object], first_over: Callable[[], object]
) -> None:
    assert refusal(last) is None
    assert (refusal(first_over) or "").startswith("log.")


def test_the_sized_leaves_are_as_long_as_they_say() -> None:
    assert [len(sized_leaf(n)) for n in (MAX_LEAF, MAX_LEAF + 1)] == [MAX_LEAF, MAX_LEAF + 1]


def test_a_leaf_at_the_beginning_of_time_is_in_order() -> None:
    assert codes(check(folder([leaf(0, ts=0), leaf(1, ts=0), leaf(2, ts=1)]))) == []


@pytest.mark.parametrize("n", [65_536 + 300, 65_536 + 512])
def test_a_partial_tile_that_is_not_the_first_of_its_level_is_compared(n: int) -> None:
    files = folder(leaves(n))
    path = f"tile/1/001.p/{n // 256 - 256}"

    assert codes(check(files)) == []
    files[path] = bytes(len(files[path]))
    assert f"log.tile: {path} hash 0 differs" in messages(check(files))


def test_a_snapshot_that_was_seen_before_the_log_grew_is_consistent_with_what_was_seen() -> None:
    old, new = folder(leaves(300)), folder(leaves(400))
    first = verify(old, Pins((VKEY,))).state()
    both = verify(new, Pins((VKEY,)), first).state(first)
    assert both is not None
    assert (both.size, sorted(both.seen)) == (400, [300])

    again = verify(old, Pins((VKEY,), snapshot=True), both)
    live = verify(old, Pins((VKEY,)), both)
    unseen = verify(folder(leaves(299)), Pins((VKEY,), snapshot=True), both)
    other = verify(folder([leaf(i, actor="m") for i in range(300)]), Pins((VKEY,), snapshot=True), both)

    assert (codes(again), again.consistent_with) == ([], [400])
    assert [codes(report) for report in (live, unseen)] == [["log.rolled_back"]] * 2
    assert "log.rolled_back" in codes(other)


def test_a_state_never_moves_backwards_and_forgets_the_smallest_first() -> None:
    def state(size: int) -> State:
        note = sign_note(format_checkpoint(KEY.name, size, bytes(32)), SKEY)
        return State(VKEY, note, size, bytes(32), VKEY)

    grown = state(1)
    for size in range(2, MOST_SEEN + 10):
        grown = state(size).after(grown)

    assert grown.size == MOST_SEEN + 9
    assert sorted(grown.seen) == list(range(9, MOST_SEEN + 9))
    assert state(5).after(grown).note == grown.note
    assert state(5).after(None) == state(5)
    assert state(MOST_SEEN + 9).after(grown).seen == grown.seen
    assert parse_state(format_state(grown)) == grown


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"seen":{}', b'"seen":{"01":"' + ROOT.encode() + b'"}'), (b'"seen":{}', b'"seen":{"1":1}'), (b'"seen":{}', b'"seen":[]'),
     (b'"size":3', b'"size":true'), (b'"size":3', b'"size":4'), (b'"seen":{}', b'"more":1,"seen":{}')],
)  # fmt: skip
def test_a_state_that_was_changed_is_refused(old: bytes, new: bytes) -> None:
    kept = check(folder(leaves(3))).state()
    assert kept is not None
    raw = format_state(kept)
    assert old in raw

    assert refusal(lambda: parse_state(raw)) is None
    assert refusal(lambda: parse_state(raw.replace(old, new))) == "log.state"


def test_a_state_signed_by_a_key_of_another_name_is_refused() -> None:
    kept = check(folder(leaves(3))).state()
    assert kept is not None
    stranger = parse_skey(format_skey("log.example/stranger", bytes(32))).vkey.text

    assert refusal(lambda: parse_state(format_state(replace(kept, vkey=stranger)))) == "log.state"


def test_of_an_enclosed_file_only_so_many_keys_are_read() -> None:
    files = Folder(folder(leaves(3)))
    files["vkey"] = b"\n" * (MAX_VKEYS - 1) + VKEY.encode()
    last = verify(files, Pins())
    files["vkey"] = b"\n" * MAX_VKEYS + VKEY.encode()
    beyond = verify(files, Pins())

    assert (codes(last), codes(beyond)) == ([], ["log.vkey"])


def test_extension_lines_are_reported() -> None:
    files = folder(leaves(3))
    text = files["checkpoint"].partition(b"\n\n")[0] + b"\nmore\n"
    files["checkpoint"] = sign_note(text, SKEY)

    assert check(files).extensions == ("more",)


def test_a_cosigners_key_named_like_the_log_does_not_sign_for_it() -> None:
    skey = format_skey(KEY.name, bytes(32), COSIGNER)
    text = format_checkpoint(KEY.name, 3, bytes(32))

    assert (
        refusal(lambda: open_checkpoint(format_note(text, [cosign(text, skey, 5)]), [parse_skey(skey).vkey]))
        == "log.origin"
    )


def test_faults_count_what_they_take_in() -> None:
    faults, others = Faults(), Faults()
    for n in (1, 2):
        others.add("a", f"first {n}", "do", n)
    faults.add("b", "mine", "do")
    faults.include(others, "there: ")
    faults.include(others)

    assert [str(each) for each in faults] == ["b: mine. Fix: do.", "a: there: first 1. (5 more like this) Fix: do."]
    assert (faults.count("a"), faults.count("c")) == (6, 0)


def test_a_reader_for_proofs_asks_for_each_tile_once() -> None:
    asked: list[str] = []
    entries = golden_leaves(700)
    read = hashes_of([leaf_hash(raw) for raw in entries])

    def reading(path: str) -> bytes:
        asked.append(path)
        return b"".join(read(0, i) for i in range(512, 700)) if path == "tile/0/002.p/188" else _tile(path)

    def _tile(path: str) -> bytes:
        first = {"tile/0/000": 0, "tile/0/001": 256}.get(path)
        return (
            b"".join(read(8, i) for i in range(2))
            if first is None
            else b"".join(read(0, first + i) for i in range(256))
        )

    reader = tile_reader(700, reading)
    for index in (600, 601, 650):
        assert prove_inclusion(index, 700, reader) == prove_inclusion(index, 700, read)

    assert len(asked) == len(set(asked))
